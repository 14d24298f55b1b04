"""Learning, epoch by epoch.

`epochs` compiles one epoch and yields finished ones; `demands` checks first what is asked for:
patterns, weights, memory; `answering` gives the answers of what was learnt, in chunks of equal
shape; `divergence` finds learning that is no longer finite, and says what to lower.
"""

from basinet.training.divergence import DivergedError as DivergedError
from basinet.training.epochs import Epoch as Epoch
from basinet.training.epochs import first_epoch as first_epoch
from basinet.training.epochs import train as train
from basinet.training.epochs import train_together as train_together
