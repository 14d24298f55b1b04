"""Neural networks that learn by settling, without backpropagation.

A recurrent network of binary neurons is steered to an attractor, a local rule makes that state
stable, and the network answers by relaxing again:

    from basinet import Classifier, Steered

    clf = Classifier(Steered(hidden=400), epochs=10, random_state=0).fit(X, y)
    clf.score(X2, y2)

The chapters: `basinet.core` (couplings, dynamics, relaxation, plasticity), `basinet.learners`,
`basinet.memories`, `basinet.associative`, `basinet.annealing` (optimisation), `basinet.rates`
(graded units in continuous time), `basinet.series` (the door to time series),
`basinet.worlds` (many agents under a local rule), `basinet.data`,
`basinet.runs`, `basinet.sweeps`, `basinet.viz` (arrays in, a figure out), `basinet.draw` (what was
fitted in, a figure out), `basinet.analysis`, `basinet.theory` (the statistics of fixed points),
`basinet.search` (finding them) and `basinet.phases` (both beside learning). Names and chapters are
imported when they are first used, so that importing the package is fast and needs none of the
extras.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from basinet._version import __version__ as __version__

if TYPE_CHECKING:
    from basinet import analysis as analysis
    from basinet import annealing as annealing
    from basinet import associative as associative
    from basinet import bench as bench
    from basinet import compare as compare
    from basinet import core as core
    from basinet import data as data
    from basinet import draw as draw
    from basinet import exchange as exchange
    from basinet import graphs as graphs
    from basinet import learners as learners
    from basinet import memories as memories
    from basinet import phases as phases
    from basinet import rates as rates
    from basinet import reproductions as reproductions
    from basinet import runs as runs
    from basinet import search as search
    from basinet import series as series
    from basinet import sweeps as sweeps
    from basinet import theory as theory
    from basinet import viz as viz
    from basinet import worlds as worlds
    from basinet import yardsticks as yardsticks
    from basinet.annealing import anneal as anneal
    from basinet.associative import Associator as Associator
    from basinet.data import Binarise as Binarise
    from basinet.data import Impute as Impute
    from basinet.data import OneHot as OneHot
    from basinet.data import Raw as Raw
    from basinet.data import Rescale as Rescale
    from basinet.data import Standardise as Standardise
    from basinet.estimator import Classifier as Classifier
    from basinet.estimator.loading import load as load
    from basinet.learners.contrastive import Contrastive as Contrastive
    from basinet.learners.forward_forward import ForwardForward as ForwardForward
    from basinet.learners.planted import Planted as Planted
    from basinet.learners.steered import ByError as ByError
    from basinet.learners.steered import ByLabel as ByLabel
    from basinet.learners.steered import Steered as Steered
    from basinet.learners.swarm import NetworkSwarm as NetworkSwarm
    from basinet.learners.swarm import Swarm as Swarm
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
    "Impute": "basinet.data",
    "Modern": "basinet.memories",
    "NetworkSwarm": "basinet.learners.swarm",
    "OneHot": "basinet.data",
    "Planted": "basinet.learners.planted",
    "Raw": "basinet.data",
    "Rescale": "basinet.data",
    "Reservoir": "basinet.series",
    "ReservoirClassifier": "basinet.series",
    "Standardise": "basinet.data",
    "Steered": "basinet.learners.steered",
    "Swarm": "basinet.learners.swarm",
    "anneal": "basinet.annealing",
    "learner": "basinet.settings",
    "load": "basinet.estimator.loading",
}

_CHAPTERS = (
    "analysis",
    "annealing",
    "associative",
    "bench",
    "compare",
    "core",
    "data",
    "draw",
    "exchange",
    "graphs",
    "learners",
    "memories",
    "phases",
    "rates",
    "reproductions",
    "runs",
    "search",
    "series",
    "sweeps",
    "theory",
    "viz",
    "worlds",
    "yardsticks",
)

__all__ = [
    "Associator",
    "Binarise",
    "ByError",
    "ByLabel",
    "Classifier",
    "Contrastive",
    "DenseHopfield",
    "ForwardForward",
    "Impute",
    "Modern",
    "NetworkSwarm",
    "OneHot",
    "Planted",
    "Raw",
    "Rescale",
    "Reservoir",
    "ReservoirClassifier",
    "Standardise",
    "Steered",
    "Swarm",
    "__version__",
    "anneal",
    "learner",
    "load",
]


def __getattr__(name: str) -> Any:
    """Import a chapter, or a public name from its home, when it is first used."""
    if name in _CHAPTERS:
        return import_module(f"basinet.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'basinet' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*_HOMES, *_CHAPTERS, "__version__"])
