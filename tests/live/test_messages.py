"""Messages: only what is known and in range is accepted."""

import json
import subprocess
import sys

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from basinet.live.checks import Refused
from basinet.live.messages import KINDS, LARGEST, parse, read
from basinet.live.names import ROOMS
from basinet.live.stages import STAGES, stage
from basinet.live.stages.settling import picture_text

KURAMOTO = stage("kuramoto")


@pytest.fixture(scope="module")
def network():
    return stage("settling")


def said(text, where=KURAMOTO):
    return read(*parse(text), where)


def test_the_names_of_rooms_are_known_before_anything_is_loaded_that_computes():
    assert list(STAGES) == list(ROOMS)
    code = "import sys, basinet.live.serve; print('jax' in sys.modules, 'numpy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.split() == ["False", "False"]


def test_what_is_known_is_read(network):
    assert said('{"set": {"coupling": 2, "units": 50}}') == {"coupling": 2.0, "units": 50}
    poke = {"at": [0.5, -1], "radius": 0.25, "strength": -2}
    assert said(json.dumps({"poke": poke})) == poke
    assert said('{"pace": 12}') == 12.0
    assert said('{"pause": true}') is True
    assert said('{"reset": 7}') == said('{"seen": 7}') == 7
    hold = '{"act": {"name": "hold", "class": 3}}'
    assert said(hold, network) == ("hold", {"class": 3})
    picture = np.linspace(0, 1, 64)
    text = json.dumps({"act": {"name": "draw", "picture": picture_text(picture)}})
    name, given = said(text, network)
    assert name == "draw"
    np.testing.assert_allclose(given["picture"], picture, atol=1 / 255)
    rule = "RandomSubset(fraction=0.5)"
    assert said(json.dumps({"set": {"dynamics": rule}}), network) == {"dynamics": rule}


WRONG = {
    "": "no JSON",
    "{": "no JSON",
    "[" * 4000: "no JSON",
    "null": "says one of",
    "[1]": "says one of",
    "{}": "says one of",
    '{"pause": true, "reset": 1}': "says one of",
    '{"pause": true, "pause": false}': "no JSON",
    '{"paws": true}': "did you mean pause",
    '{"pause": 1}': "expected true or false",
    '{"pace": 1e400}': "pace is inf",
    '{"pace": NaN}': "no JSON",
    '{"pace": true}': "expected a number",
    '{"pace": "9"}': "expected a number",
    '{"pace": 1' + "0" * 3000 + "}": "expected a number",
    '{"reset": 1.5}': "expected a whole number",
    '{"reset": -1}': "from 0 to",
    '{"reset": 1' + "0" * 3000 + "}": "from 0 to",
    '{"set": {}}': "expected names with values",
    '{"set": {"couplin": 1}}': "did you mean coupling",
    '{"set": {"dt": 1}}': "cannot be set",
    '{"set": {"coupling": 7}}': "from 0 to 6",
    '{"set": {"units": 2000000}}': "from 10 to",
    '{"set": {"coupling": {"a": 1}}}': "expected a number",
    '{"poke": {"at": [0, 0], "radius": 1}}': "a poke has",
    '{"poke": {"at": [0], "radius": 1, "strength": 1}}': "two numbers",
    '{"poke": {"at": [0, "x"], "radius": 1, "strength": 1}}': "expected a number",
    '{"poke": {"at": [0, 0], "radius": -1, "strength": 1}}': "expected a number",
    '{"act": {"name": "hold", "class": 1}}': "there is no act",
    '{"act": {"name": ["hold"]}}': "there is no act",
    '{"seen": "1"}': "expected a whole number",
    '{"pause": true, "x": "' + "y" * LARGEST + '"}': "more than 4096 bytes",
    "\ud800": "no JSON",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_not_is_refused_in_a_short_line(text):
    with pytest.raises(Refused, match=WRONG[text]) as found:
        said(text)
    assert len(str(found.value)) < 300
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ({"name": "hold"}, "hold takes class"),
        ({"name": "hold", "class": 10}, "from 0 to 9"),
        ({"name": "release", "class": 1}, "release takes nothing"),
        ({"name": "flip", "share": 1.1}, "from 0 to 1"),
        ({"name": "draw", "picture": "AAAA"}, "holds 3 bytes; expected 64"),
        ({"name": "draw", "picture": "???"}, "no text in base 64"),
        ({"name": "draw", "picture": "ä"}, "no text in base 64"),
        ({"name": "sample", "number": 40}, "from 0 to 39"),
        ({"name": "hould"}, "did you mean hold"),
    ],
)
def test_acts_take_their_arguments_and_no_others(act, words, network):
    with pytest.raises(Refused, match=words):
        said(json.dumps({"act": act}), network)
    with pytest.raises(Refused, match="expected one of"):
        said('{"set": {"dynamics": "__import__(1)"}}', network)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=9), inside, max_size=3)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from([*KINDS, "name", "at", "radius", "strength", "coupling", "units", "x"])


def line_about(text):
    """What is said of a message that is refused; nothing of one that is read."""
    try:
        said(text)
    except Refused as refused:
        return str(refused)
    return ""


@hypothesis.settings(max_examples=150)
@hypothesis.given(
    st.dictionaries(NAMES, PLAIN | st.dictionaries(NAMES, PLAIN, max_size=3), max_size=2)
)
def test_anything_at_all_is_read_or_refused(message):
    assert len(line_about(json.dumps(message))) < 300


@hypothesis.settings(max_examples=150)
@hypothesis.given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_read_or_refused(text):
    assert len(line_about(text)) < 300
