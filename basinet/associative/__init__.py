"""Associative memory: pairs of patterns stored by steering the dynamics, and how many fit.

`Associator` stores and retrieves, `capacity` measures how many random pairs it recalls.
"""

from basinet.associative.associator import Associator as Associator
from basinet.associative.capacity import Capacity as Capacity
from basinet.associative.capacity import Memory as Memory
from basinet.associative.capacity import Search as Search
from basinet.associative.capacity import capacity as capacity
from basinet.associative.patterns import RandomPairs as RandomPairs
from basinet.associative.patterns import flip as flip
