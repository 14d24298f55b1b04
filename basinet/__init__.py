"""Neural networks that learn by settling, without backpropagation.

A recurrent network of binary neurons is steered to an attractor, a local rule makes that state
stable, and the network answers by relaxing again:

    from basinet import Classifier, Steered

    clf = Classifier(Steered(hidden=400), epochs=10, random_state=0).fit(X, y)
    clf.score(X2, y2)

The chapters: `basinet.core` (couplings, dynamics, relaxation, plasticity), `basinet.learners`,
`basinet.memories`, `basinet.associative`, `basinet.annealing` (optimisation), `basinet.rates`
(graded units in continuous time), `basinet.series` (the door to time series), `basinet.worlds`
(many agents under a local rule), `basinet.data`,
`basinet.runs`, `basinet.viz`, `basinet.theory` (the statistics of fixed points), `basinet.search`
(finding them) and `basinet.phases` (both beside learning). Names are imported when they are first
used, so that importing the package is fast and needs none of the extras.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from basinet._version import __version__ as __version__

if TYPE_CHECKING:
    from basinet.annealing import anneal as anneal
    from basinet.associative import Associator as Associator
    from basinet.data import Binarise as Binarise
    from basinet.data import Raw as Raw
    from basinet.data import Rescale as Rescale
    from basinet.data import Standardise as Standardise
    from basinet.estimator import Classifier as Classifier
    from basinet.learners.contrastive import Contrastive as Contrastive
    from basinet.learners.forward_forward import ForwardForward as ForwardForward
    from basinet.learners.steered import ByError as ByError
    from basinet.learners.steered import ByLabel as ByLabel
    from basinet.learners.steered import Steered as Steered
    from basinet.learners.swarm import NetworkSwarm as NetworkSwarm
    from basinet.learners.swarm import Swarm as Swarm
    from basinet.loading import load as load
    from basinet.memories import DenseHopfield as DenseHopfield
    from basinet.memories import Modern as Modern
    from basinet.series import Reservoir as Reservoir
    from basinet.series import ReservoirClassifier as ReservoirClassifier
    from basinet.settings import learner as learner

_HOMES = {
    "Associator": "basinet.associative",
    "Binarise": "basinet.data",
    "ByError": "basinet.learners.steered",
    "ByLabel": "basinet.learners.steered",
    "Classifier": "basinet.estimator",
    "Contrastive": "basinet.learners.contrastive",
    "DenseHopfield": "basinet.memories",
    "ForwardForward": "basinet.learners.forward_forward",
    "Modern": "basinet.memories",
    "NetworkSwarm": "basinet.learners.swarm",
    "Raw": "basinet.data",
    "Rescale": "basinet.data",
    "Reservoir": "basinet.series",
    "ReservoirClassifier": "basinet.series",
    "Standardise": "basinet.data",
    "Steered": "basinet.learners.steered",
    "Swarm": "basinet.learners.swarm",
    "anneal": "basinet.annealing",
    "learner": "basinet.settings",
    "load": "basinet.loading",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'basinet' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__"])
