"""The accessibility threshold of asynchronous dynamics, as `docs/sweeps.md` shows it."""

import pytest
from sums import carried_out

from basinet.sweeps import Axis, Settling, Sweep, linear, open_store
from basinet.sweeps.index import collect
from basinet.sweeps.scale import scale
from basinet.sweeps.summary import summarise


@pytest.mark.slow
def test_the_threshold_moves_with_the_size_and_collapses_near_0_7(tmp_path):
    axes = (Axis("neurons", (100, 200, 400)), Axis("self_coupling", linear(0.2, 0.7, 11)))
    sweep = Sweep(Settling(max_sweeps=500), axes, tuple(range(16)), show="settled")
    store = carried_out(open_store(tmp_path / "a", sweep), sweep)
    found = scale(summarise(sweep, collect(store)), "neurons", 0.5)
    thresholds = [one.value for one in found.thresholds]
    assert thresholds == pytest.approx([0.275, 0.39, 0.483], abs=0.04)
    assert found.collapse.threshold.value == pytest.approx(0.71, abs=0.12)
    assert found.collapse.inverse_nu.value == pytest.approx(0.49, abs=0.15)
    assert found.collapse.quality < 2
