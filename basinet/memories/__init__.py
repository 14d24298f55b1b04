"""Memories: patterns stored in one call, recalled by a descent.

* `Modern`: real vectors under a log-sum-exp energy; attention as a memory.
* `DenseHopfield`: spins that interact P at a time, with or without a teacher; P = 2 is Hebb's rule.

`basinet.Associator` is the door to them: it checks, warns, scores and saves. `recall_all` recalls
any number of cues, `thermal` runs heat-bath chains, and a new memory is a new file here and one
line in `MEMORIES`.
"""

import equinox as eqx

from basinet._short import say_types
from basinet.memories._base import AbstractMemory as AbstractMemory
from basinet.memories._base import Recall as Recall
from basinet.memories._base import recall_all as recall_all
from basinet.memories._values import Values as Values
from basinet.memories._values import as_groups as as_groups
from basinet.memories._values import as_mask as as_mask
from basinet.memories._values import as_table as as_table
from basinet.memories.dense import DenseHopfield as DenseHopfield
from basinet.memories.interactions import AbstractInteraction as AbstractInteraction
from basinet.memories.interactions import Distinct as Distinct
from basinet.memories.interactions import Powers as Powers
from basinet.memories.modern import Modern as Modern
from basinet.memories.preparations import AbstractPreparation as AbstractPreparation
from basinet.memories.preparations import Bare as Bare
from basinet.memories.preparations import Centred as Centred
from basinet.memories.preparations import CentredUnit as CentredUnit
from basinet.memories.preparations import Unit as Unit
from basinet.memories.thermal import Chain as Chain
from basinet.memories.thermal import thermal as thermal

MEMORIES: dict[str, type[AbstractMemory]] = {"Modern": Modern, "DenseHopfield": DenseHopfield}
"""Every memory under the name by which text and saved files refer to it."""

PARTS: dict[str, type[eqx.Module]] = {
    kind.__name__: kind for kind in (Powers, Distinct, CentredUnit, Centred, Unit, Bare)
}
"""What a memory is made of, under the names by which text refers to it."""
for _kind in MEMORIES.values():
    say_types(_kind)
