"""Runs whose synapses move go on as if they had not been stopped."""

from dataclasses import replace

import jax
import numpy as np
import pytest

from basinet import Steered
from basinet.core.input_recipes import FanInFrom
from basinet.core.moving import AtRandom, ByCredit, Magnitude
from basinet.core.recipes import FanIn
from basinet.data import load
from basinet.learners.steered import Layers
from basinet.runs import Run, create, execute
from basinet.saving.restoring import named, restored


@pytest.mark.parametrize(
    "rule",
    [
        ByCredit,
        pytest.param(Magnitude, marks=pytest.mark.slow),
        pytest.param(AtRandom, marks=pytest.mark.slow),
    ],
)
def test_a_run_that_is_stopped_moves_the_same_synapses(rule, tmp_path):
    data = load("digits")
    small = replace(
        data,
        x_train=data.x_train[:120],
        y_train=data.y_train[:120],
        x_test=data.x_test[:40],
        y_test=data.y_test[:40],
    )
    wiring = Layers(within=FanIn(4), inputs=FanInFrom(6), rewire=rule(every=5, times=9))
    run = Run(Steered(hidden=24, wiring=wiring), "digits", epochs=3)
    whole, stopped = (create(tmp_path / name, run, {}) for name in ("whole", "stopped"))
    *_, last = execute(run, whole, small)
    for _ in range(3):
        epochs = execute(run, stopped, small)
        next(epochs)
        epochs.close()
    ends = [jax.tree.leaves(folder.read_model().epoch.state) for folder in (whole, stopped)]
    for one, other in zip(*ends, strict=True):
        np.testing.assert_array_equal(one, other)
    refuse_candidates(last.epoch.state)


def refuse_candidates(state):
    """A file whose candidates are no inputs is not believed."""
    arrays = {f"state{name}": values.copy() for name, values in named(state).items()}
    (name,) = [name for name in arrays if "inputs" in name and "candidates" in name]
    arrays[name][0, 0] = 10**6
    with pytest.raises(ValueError, match="1000000"):
        restored(state, arrays)
