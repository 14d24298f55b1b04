"""Search for fixed points of given networks, of any size.

`find_fixed_points` lets a method start from one or many states of one or many networks and
returns where it stopped, each state re-verified from scratch in float64. The methods:

* `Asynchronous`, `Synchronous`: relaxation, one neuron after the other or all at once;
* `ReinforcedBP`, `FocusingBP`: message passing, which finds rare, well connected fixed points at
  self-couplings far below those that relaxation needs.

Couplings are given as in the equations, target first: `J[i, j]` is J_ij, from neuron j to neuron i.
(The weights of `basinet.core` are the transpose, source first.)

`accessibility` measures how often a method succeeds as the self-coupling grows, on networks from
`random_couplings`. Small networks need no search: `basinet.theory.enumerate_fixed_points`.
"""

from basinet.search.accessibility import Accessibility as Accessibility
from basinet.search.accessibility import accessibility as accessibility
from basinet.search.accessibility import wilson_interval as wilson_interval
from basinet.search.ensemble import random_couplings as random_couplings
from basinet.search.find import Attempts as Attempts
from basinet.search.find import find_fixed_points as find_fixed_points
from basinet.search.focusing import FocusingBP as FocusingBP
from basinet.search.method import AbstractMethod as AbstractMethod
from basinet.search.method import Stop as Stop
from basinet.search.method import Task as Task
from basinet.search.reinforced import ReinforcedBP as ReinforcedBP
from basinet.search.relaxation import Asynchronous as Asynchronous
from basinet.search.relaxation import Synchronous as Synchronous
from basinet.search.verify import unstable_neurons as unstable_neurons
