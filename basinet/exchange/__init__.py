"""Networks that leave the library: as a page that settles in a browser.

`quantise` turns a trained steered network into whole numbers, `write_page` writes it into one HTML
file that needs neither a server nor a network.
"""

from basinet.exchange.page import write_page as write_page
from basinet.exchange.whole import WholeNetwork as WholeNetwork
from basinet.exchange.whole import quantise as quantise
