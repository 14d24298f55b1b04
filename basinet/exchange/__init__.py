"""Networks that leave the library: as a page that settles in a browser, as spiking neurons.

`quantise` turns a trained steered network into whole numbers, `write_page` writes it into one HTML
file that needs neither a server nor a network. `write_nir` writes it as integrate-and-fire neurons
for simulators and chips; `run_nir` runs such a graph here.
"""

from basinet.exchange.nir import labels as labels
from basinet.exchange.nir import run_nir as run_nir
from basinet.exchange.nir import stimulus as stimulus
from basinet.exchange.nir import to_nir as to_nir
from basinet.exchange.nir import write_nir as write_nir
from basinet.exchange.page import write_page as write_page
from basinet.exchange.whole import WholeNetwork as WholeNetwork
from basinet.exchange.whole import quantise as quantise
