"""The grid of a sweep, filled from the table of its results, by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sums import Sum, carried_out

from basinet.sweeps import Axis, Outcome, Store, Sweep
from basinet.sweeps.index import collect
from basinet.sweeps.show import figure
from basinet.sweeps.summary import rows, summarise

AXES = (Axis("first", (1.0, 2.0, 5.0)), Axis("second", (0.0, 3.0)))


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    sweep = Sweep(Sum(), AXES, (0, 1, 4), show="sum")
    store = Store(tmp_path_factory.mktemp("a"))
    carried_out(store, sweep)
    store.write(Outcome(Sum(7.0, 0.0), {"sum": 99.0}, 0.0))
    return summarise(sweep, collect(store))


def test_every_result_is_at_its_place_and_others_are_left_aside(summary):
    by_hand = [[[a + b + s / 8 for s in (0, 1, 4)] for b in (0.0, 3.0)] for a in (1.0, 2.0, 5.0)]
    assert_allclose(summary.samples, by_hand)
    assert (summary.count == 3).all()
    assert_allclose(summary.mean, np.mean(by_hand, axis=-1))
    assert_allclose(summary.error, np.std(by_hand, axis=-1, ddof=1) / 3**0.5)


def test_missing_results_are_not_counted_and_one_seed_has_no_error(tmp_path):
    store = Store(tmp_path)
    store.write(Outcome(Sum(1.0, 0.0, 0), {"sum": 1.0}, 0.0))
    store.write(Outcome(Sum(2.0, 0.0, 0), {}, 0.0, "failed"))
    summary = summarise(Sweep(Sum(), AXES, (0, 1), show="sum"), collect(store))
    assert summary.count.tolist() == [[1, 0], [0, 0], [0, 0]]
    assert summary.mean[0, 0] == 1.0
    assert np.isnan(summary.mean).sum() == 5
    assert np.isnan(summary.error).all()
    assert rows(summary) == [
        {"first": 1.0, "second": 0.0, "mean": 1.0, "error": None, "seeds": 1}
    ]  # fmt: skip


def test_the_table_begins_with_the_largest_mean(summary):
    means = [row["mean"] for row in rows(summary)]
    assert means == sorted(means, reverse=True)
    assert rows(summary)[0]["first"] == 5.0


def test_one_value_of_an_axis_can_be_looked_at(summary):
    part = summary.at("second", 3.0)
    assert list(part.axes) == ["first"]
    assert_allclose(part.mean, summary.mean[:, 1])
    with pytest.raises(ValueError, match="no axis 'third'"):
        summary.at("third", 0)
    with pytest.raises(ValueError, match=r"second = 4 is not on its axis; it has 0\.0, 3\.0"):
        summary.at("second", 4)


def test_the_figure_fits_the_number_of_axes(summary):
    curve = figure(summary.at("second", 0.0))
    (line,) = [it for it in curve.axes[0].lines if it.get_gid() == "mean"]
    assert_allclose(line.get_xdata(), [1.0, 2.0, 5.0])
    assert_allclose(line.get_ydata(), summary.mean[:, 0])
    cells = figure(summary, threshold=4.0).axes[0].images[0]
    assert_allclose(cells.get_array(), summary.mean.T)


def test_an_unknown_number_is_refused_with_those_that_were_measured(tmp_path):
    store = Store(tmp_path)
    store.write(Outcome(Sum(), {"sum": 1.0}, 0.0))
    with pytest.raises(ValueError, match=r"no number 'product' was measured.*; there are .*sum"):
        summarise(Sweep(Sum(), AXES), collect(store), "product")
