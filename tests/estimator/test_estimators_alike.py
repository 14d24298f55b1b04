"""What every estimator of the library shares: what is loaded, and what is refused."""

import numpy as np
import pytest
from sklearn.base import clone

from basinet import (
    Associator,
    Classifier,
    DenseHopfield,
    Modern,
    Reservoir,
    ReservoirClassifier,
    Steered,
    load,
)
from basinet.rates import EchoState

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 6)), np.arange(40) % 2
SPINS = RNG.choice([-1.0, 1.0], size=(5, 30))
STEPS = np.sin(np.arange(200) / 7)[:, None]
NETWORK = EchoState(units=10)

KINDS = {
    "classifier": (Classifier(Steered(hidden=8), epochs=2, batch_size=5), (X, Y), load),
    "steered memory": (Associator(Steered(hidden=30), epochs=3), (SPINS,), Associator.load),
    "modern memory": (Associator(Modern()), (SPINS,), Associator.load),
    "dense memory": (Associator(DenseHopfield()), (SPINS,), Associator.load),
    "reservoir": (Reservoir(NETWORK, washout=3), (STEPS[:-1], STEPS[1:]), Reservoir.load),
    "classifier of series": (
        ReservoirClassifier(NETWORK, frames=3),
        (X, Y),
        ReservoirClassifier.load,
    ),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def kind(request):
    estimator, given, read = request.param
    return clone(estimator), given, read


def test_what_is_loaded_has_the_parameters_that_were_saved(kind, tmp_path):
    estimator, given, read = kind
    for state in (0, None):
        estimator.set_params(random_state=state).fit(*given).save(tmp_path / "a.safetensors")
        found = read(tmp_path / "a.safetensors").get_params(deep=False)
        assert found["random_state"] == state
        for name, value in estimator.get_params(deep=False).items():
            if value is not None and name != "encoder":  # what is loaded names what was meant
                assert repr(found[name]) == repr(value)
    generator = np.random.RandomState(3)
    estimator.set_params(random_state=generator).fit(*given).save(tmp_path / "a.safetensors")
    assert type(read(tmp_path / "a.safetensors").random_state) is int


@pytest.mark.usefixtures("unchecked")
def test_masks_and_seeds_that_mean_nothing_are_refused(kind):
    estimator, given, _ = kind
    masked = np.ma.masked_array(given[0], np.arange(given[0].size).reshape(given[0].shape) == 4)
    with pytest.raises(ValueError, match="masked"):
        estimator.fit(masked, *given[1:])
    with pytest.raises(ValueError, match="random_state is -1"):
        estimator.set_params(random_state=-1).fit(*given)


def test_series_of_one_class_are_refused():
    with pytest.raises(ValueError, match="y holds 1 class, 0"):
        ReservoirClassifier(NETWORK, frames=3).fit(X, Y * 0)
