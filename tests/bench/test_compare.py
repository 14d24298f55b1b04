"""What counts as slower, on made-up results."""

from dataclasses import replace

import numpy as np
import pytest
from made_up import EPOCH, RESULTS, changed

from basinet.bench.compare import compare, noise
from basinet.bench.result import Result


def verdicts(old, new, **options):
    return {c.name.split("/")[0]: c.verdict for c in compare(old, new, **options).changes}


def test_results_are_the_same_as_themselves():
    comparison = compare(RESULTS, RESULTS)
    assert {c.ratio for c in comparison.changes} == {1.0}
    assert comparison.slower == []
    assert comparison.machines == []


def test_more_seconds_and_smaller_ratios_are_slower():
    steady = changed(RESULTS, epoch=[1.0, 1.0, 1.0], speedup=[2.0, 2.0, 2.0])
    new = changed(RESULTS, epoch=[1.2, 1.2, 1.2], speedup=[1.5, 1.5, 1.5])
    assert [c.name for c in compare(steady, new).slower] == ["epoch/steered/400", "speedup/400"]
    assert verdicts(new, steady)["epoch"] == verdicts(new, steady)["speedup"] == "faster"


def test_a_change_inside_the_spread_of_the_repeats_is_noise():
    assert verdicts(RESULTS, changed(RESULTS, epoch=[1.1, 1.2, 1.3]))["epoch"] == "same"
    assert verdicts(RESULTS, changed(RESULTS, epoch=[2.1, 2.2, 2.3]))["epoch"] == "slower"


def test_the_tolerance_stands_for_the_noise_between_runs():
    old, new = (changed(RESULTS, epoch=[t, t, t]) for t in (1.0, 1.08))
    assert verdicts(old, new)["epoch"] == "slower"
    assert verdicts(old, new, tolerance=0.1)["epoch"] == "same"


def test_what_was_measured_once_is_shown_but_not_judged():
    comparison = compare(RESULTS, changed(RESULTS, time_to=[700.0]))
    assert comparison.changes[-1].verdict == "not judged"
    assert comparison.changes[-1].ratio == 100.0
    assert comparison.slower == []


def test_a_slower_machine_is_no_slower_program():
    comparison = compare(RESULTS, changed(RESULTS, machine=[1e10, 1e10, 1e10]))
    assert comparison.changes[2].verdict == "slower"
    assert comparison.slower == []


def test_quantities_in_one_file_only_and_other_machines_are_named():
    new = replace(
        RESULTS,
        found=[EPOCH, Result("swarm/400", "swarm", "s", [1.0, 2.0])],
        machine=RESULTS.machine | {"cores": 8},
    )
    comparison = compare(RESULTS, new)
    assert comparison.missing == ["speedup/400", "machine/product", "time-to/0.85/steered/400"]
    assert comparison.added == ["swarm/400"]
    assert comparison.machines == [("cores", 2, 8)]


@pytest.mark.parametrize(
    ("new", "options", "message"),
    [
        (replace(RESULTS, task=RESULTS.task | {"patterns": 61}), {}, "the tasks differ: patterns"),
        (replace(RESULTS, found=[]), {}, "no quantity in common"),
        (RESULTS, {"tolerance": -1.0}, "tolerance is -1.0; it must be"),
        (RESULTS, {"tolerance": float("nan")}, "tolerance is nan; it must be"),
    ],
)
def test_what_does_not_compare_is_refused(new, options, message):
    with pytest.raises(ValueError, match=message):
        compare(RESULTS, new, **options)


def test_equal_programs_are_rarely_called_slower_and_a_third_more_is_found():
    """Lognormal noise of 5 %, five repeats, as on a quiet machine."""
    rng = np.random.default_rng(0)

    def measured(time):
        values = (time * np.exp(0.05 * rng.normal(size=5))).tolist()
        return replace(RESULTS, found=[replace(EPOCH, values=values)])

    def share(factor):
        return np.mean([bool(compare(measured(1.0), measured(factor)).slower) for _ in range(400)])

    assert share(1.0) < 0.03
    assert share(1.33) > 0.9


def test_the_noise_is_the_standard_error_of_the_median():
    rng = np.random.default_rng(1)
    draws = rng.normal(10.0, 0.5, size=(4000, 15))
    estimated = np.mean([noise(replace(EPOCH, values=row.tolist())) for row in draws[:500]])
    assert abs(estimated / (np.median(draws, axis=1).std() / 10.0) - 1) < 0.15
