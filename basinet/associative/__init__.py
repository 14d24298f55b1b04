"""Associative memory: patterns and pairs of them, and how many fit.

`Associator` stores and retrieves by any of the memories of `basinet.memories` or by `Steered`,
`capacity` measures how many random patterns are recalled; `RandomPairs`, `DilutedPatterns`,
`RealPatterns` and `Archetypes` draw some.
"""

from basinet.associative.associator import Associator as Associator
from basinet.associative.capacity import Capacity as Capacity
from basinet.associative.capacity import Memory as Memory
from basinet.associative.capacity import Search as Search
from basinet.associative.capacity import capacity as capacity
from basinet.associative.patterns import RandomPairs as RandomPairs
from basinet.associative.patterns import flip as flip
from basinet.associative.sources import Archetypes as Archetypes
from basinet.associative.sources import DilutedPatterns as DilutedPatterns
from basinet.associative.sources import Lesson as Lesson
from basinet.associative.sources import RealPatterns as RealPatterns
from basinet.associative.sources import Source as Source
