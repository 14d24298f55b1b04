"""The numbers that a sweep can show are known before its first run."""

import re

import pytest

from basinet.sweeps import from_plain
from basinet.sweeps.shown import NUMBERS
from basinet.sweeps.task import carry_out

SMALL = {
    "settling": {"neurons": 12, "starts": 2, "max_sweeps": 5},
    "search": {"neurons": 12, "starts": 2},
    "memory": {"memory": "DenseHopfield(order=2)", "units": 20, "load": 0.1, "cues": 2},
    "pictures": {"memory": "Modern(beta=64)", "store": 4, "cues": 2},
    "series": {"data": "memory", "steps": 300, "reservoir": "EchoState(units=10)"},
    "theory": {"self_coupling": 0.5},
}


@pytest.mark.parametrize("table", SMALL)
def test_what_can_be_shown_is_what_is_measured(table):
    (task,) = from_plain({table: SMALL[table]}).tasks()
    *_, (outcome,) = carry_out([task])
    assert outcome.error is None
    theory = {"theory_complexity"} if table == "theory" else set()
    assert set(outcome.measured) == {*NUMBERS[table], *theory}


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ({"settling": {}, "show": "setled"}, "show is 'setled' (did you mean settled?)"),
        ({"search": {}, "beside": ["stabilty"]}, "beside is 'stabilty' (did you mean stability?)"),
        ({"theory": {}, "show": "complexity"}, "did you mean theory_complexity"),
        ({"memory": {}, "measure": ["dense_overlap"], "show": "theory_dense"}, "did you mean"),
        ({"pictures": {}, "show": "rihgt"}, "did you mean right"),
        ({"series": {"data": "narma10"}, "show": "tst_error"}, "did you mean test_error"),
        ({"world": {"name": "kuramoto"}, "show": "ordr"}, "did you mean order"),
        ({"run": {"data": "digits"}, "show": "acuracy"}, "did you mean accuracy"),
    ],
)
def test_a_misspelt_number_is_refused_before_the_first_run(plain, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        from_plain(plain)


def test_how_long_a_run_took_can_be_shown():
    assert from_plain({"settling": {}, "show": "seconds"}).show == "seconds"
