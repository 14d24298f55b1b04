"""How many fixed points a random network has, how they are arranged, and what that is worth.

The couplings J_ij of N neurons are independent normal numbers of variance 1/N; each neuron also
acts on itself with the self-coupling J_D, and a state s of -1 and +1 is a fixed point where
s_i sum_j J_ij s_j + J_D > kappa for every neuron i. All statistics depend on J_D and the margin
kappa only through b = J_D - kappa. Distances are fractions d of neurons that differ, an overlap
is q = 1 - 2d; logarithms are natural and entropies are per neuron. A matrix of couplings is given
target first: `J[i, j]` is J_ij, from neuron j to neuron i (`basinet.core` stores the transpose).

Count them:

* `complexity`, `log_expected_count`, `expected_count`: how many are there?
* `log_second_moment`, `moment_ratio`, `log_expected_pairs`: does their number fluctuate?
* `mean_stability`, `free_fraction`: what does a typical one look like?
* `symmetric_complexity`: and where J_ij and J_ji are correlated?

How they are arranged:

* `pair_entropy`, `typical_entropy`: how many at a distance from each other, from a typical one?
* `isolation`, `pair_gap`: how far is the next one? which distances do not occur?
* `tuple_entropy`, `tuple_entropy_slope`, `tuple_entropy_real`: how many groups of y are there?
* `local_entropy`, `local_entropy_slope`: how many states are in the densest clusters?
* `tuple_exclusion`, `overlap_gap_transition`, `monotonicity_transition`: at which self-couplings
  do the clusters change?

Layers in a chain:

* `open_chain_complexity`, `ring_complexity`, `bulk_complexity`: how many fixed points?
* `equivalent_self_coupling`: which self-coupling gives as many?
* `chain_pair_entropy`: how many pairs, with a distance in every layer?
* `open_chain_couplings`, `ring_couplings`: the chain as one network.

Memories:

* `dense`, `dense_capacity`, `dense_boundary`: networks that interact P at a time, with a teacher or
  without: which overlap is reached, up to which load?
* `exponential_capacity`, `nearest_neighbour_capacity`, `sphere_capacity`: log-sum-exp memories.
* `multitask`, `hierarchy`, `hierarchy_end`: several patterns with blanks at once.
* `attention`: self-attention fed its own output, its cycles and its chaos.

Oscillators:

* `kuramoto_order`: how far do many of them come into step?

Beside all that, `enumerate_fixed_points` finds all fixed points of a given network of at most 24
neurons (larger ones are searched by `basinet.search`), and the solvable models are companions:
`perceptron_capacity`, `separable_probability`, `hopfield_capacity`, `hopfield_overlap`,
`symmetric_perceptron_capacity`.

Each docstring states whether its formula is exact, a bound from a first moment, a
replica-symmetric estimate or a conjecture, and how large the numerical error is. Arguments may be
arrays that broadcast. NumPy and SciPy in float64.
"""

from basinet.theory.attention import AttentionCourse as AttentionCourse
from basinet.theory.attention import AttentionWeights as AttentionWeights
from basinet.theory.attention import attention as attention
from basinet.theory.chain_couplings import open_chain_couplings as open_chain_couplings
from basinet.theory.chain_couplings import ring_couplings as ring_couplings
from basinet.theory.chain_pairs import chain_pair_entropy as chain_pair_entropy
from basinet.theory.chains import bulk_complexity as bulk_complexity
from basinet.theory.chains import equivalent_self_coupling as equivalent_self_coupling
from basinet.theory.chains import open_chain_complexity as open_chain_complexity
from basinet.theory.chains import ring_complexity as ring_complexity
from basinet.theory.clusters import LocalEntropy as LocalEntropy
from basinet.theory.clusters import LocalEntropySlope as LocalEntropySlope
from basinet.theory.clusters import local_entropy as local_entropy
from basinet.theory.clusters import local_entropy_slope as local_entropy_slope
from basinet.theory.companions import HopfieldCapacity as HopfieldCapacity
from basinet.theory.companions import hopfield_capacity as hopfield_capacity
from basinet.theory.companions import hopfield_overlap as hopfield_overlap
from basinet.theory.companions import perceptron_capacity as perceptron_capacity
from basinet.theory.companions import separable_probability as separable_probability
from basinet.theory.companions import (
    symmetric_perceptron_capacity as symmetric_perceptron_capacity,
)
from basinet.theory.conditions import Conditions as Conditions
from basinet.theory.conditions import conditions as conditions
from basinet.theory.counting import complexity as complexity
from basinet.theory.counting import expected_count as expected_count
from basinet.theory.counting import free_fraction as free_fraction
from basinet.theory.counting import log_expected_count as log_expected_count
from basinet.theory.counting import log_expected_pairs as log_expected_pairs
from basinet.theory.counting import log_second_moment as log_second_moment
from basinet.theory.counting import mean_stability as mean_stability
from basinet.theory.counting import moment_ratio as moment_ratio
from basinet.theory.dense_boundary import dense_boundary as dense_boundary
from basinet.theory.dense_memory import DenseOverlaps as DenseOverlaps
from basinet.theory.dense_memory import dense as dense
from basinet.theory.dense_memory import dense_capacity as dense_capacity
from basinet.theory.enumeration import FixedPoints as FixedPoints
from basinet.theory.enumeration import enumerate_fixed_points as enumerate_fixed_points
from basinet.theory.exponential import exponential_capacity as exponential_capacity
from basinet.theory.exponential import nearest_neighbour_capacity as nearest_neighbour_capacity
from basinet.theory.exponential import sphere_capacity as sphere_capacity
from basinet.theory.multitasking import ParallelOverlaps as ParallelOverlaps
from basinet.theory.multitasking import hierarchy as hierarchy
from basinet.theory.multitasking import hierarchy_end as hierarchy_end
from basinet.theory.multitasking import multitask as multitask
from basinet.theory.oscillators import kuramoto_order as kuramoto_order
from basinet.theory.pairs import Isolation as Isolation
from basinet.theory.pairs import PairGap as PairGap
from basinet.theory.pairs import isolation as isolation
from basinet.theory.pairs import pair_entropy as pair_entropy
from basinet.theory.pairs import pair_gap as pair_gap
from basinet.theory.pairs import typical_entropy as typical_entropy
from basinet.theory.symmetry import SymmetricComplexity as SymmetricComplexity
from basinet.theory.symmetry import symmetric_complexity as symmetric_complexity
from basinet.theory.transitions import Transition as Transition
from basinet.theory.transitions import monotonicity_transition as monotonicity_transition
from basinet.theory.transitions import overlap_gap_transition as overlap_gap_transition
from basinet.theory.transitions import tuple_exclusion as tuple_exclusion
from basinet.theory.tuples import TupleEntropy as TupleEntropy
from basinet.theory.tuples import tuple_entropy as tuple_entropy
from basinet.theory.tuples import tuple_entropy_real as tuple_entropy_real
from basinet.theory.tuples import tuple_entropy_slope as tuple_entropy_slope
