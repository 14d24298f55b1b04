"""Networks in whole numbers: the library, NumPy and a browser come to the same states."""

import base64
import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import final

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from browsers import CHROMIUM, needs_chromium
from numpy.testing import assert_array_equal

from basinet import Classifier, data
from basinet.core import Network, Outcome, certify, constant, relax, silent
from basinet.core.couplings import Recurrent
from basinet.data import AbstractEncoder, Binarise
from basinet.exchange import quantise, write_page
from basinet.exchange.page import LARGEST
from basinet.learners import (
    ByError,
    ByLabel,
    ForwardForward,
    Layers,
    LearntThresholds,
    OneState,
    RandomSubset,
    Steered,
    TwoSided,
    Unconnected,
)

NODE = shutil.which("node") or ""
UNCOUPLED = Layers(within=Unconnected())
EXAMPLES = {
    "steered": Steered(hidden=90),
    "a ramp": Steered(hidden=120, teaching=ByError(), wiring=UNCOUPLED),
    "a ramp with couplings": Steered(hidden=60, teaching=ByError(), rate=0.1),
    "two sides": Steered(hidden=60, teaching=ByError(activity=TwoSided(4)), wiring=UNCOUPLED),
    "one state": Steered(hidden=60, teaching=ByError(activity=OneState()), self_coupling=2.0),
    "two layers": Steered(hidden=(30, 30), excitation=1.0, self_coupling=(0.5, 0.25)),
    "thresholds": Steered(hidden=60, teaching=ByLabel(thresholds=LearntThresholds())),
}
ENCODERS = {"steered": "standardise", "two sides": Binarise(7.5)}


@final
class Doubled(AbstractEncoder):
    """An encoder of one's own, of which a page cannot know what it does."""

    def measure(self, x):
        return {}

    def blank(self, features, measured):
        return {}

    def remeasure(self, x, measured):
        return measured

    def encode(self, x, measured):
        return (2 * x).astype(np.float32)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture(scope="module")
def models(digits):
    made = {}

    def of(name):
        if name not in made:
            encoder = ENCODERS.get(name, "rescale")
            clf = Classifier(EXAMPLES[name], epochs=2, encoder=encoder, random_state=0)
            made[name] = clf.fit(digits.x_train, digits.y_train).model_
        return made[name]

    return of


def by_the_library(whole, x):
    """The library's own relaxation with the same numbers, as float32."""
    unit = 2.0**-whole.unit
    couplings = np.zeros((len(whole.own),) * 2) if whole.couplings is None else whole.couplings
    network = Network(
        Recurrent(jnp.asarray(couplings * unit, jnp.float32)),
        jnp.asarray(whole.own * unit, jnp.float32),
    )
    inputs = jnp.asarray(x * 2.0**-whole.fine, jnp.float32)
    weights = jnp.asarray(whole.weights * 2.0 ** (whole.fine - whole.unit), jnp.float32)
    external = inputs @ weights + jnp.asarray(whole.thresholds * unit, jnp.float32)
    start, stimulus, key = silent(*external.shape), constant(external), jax.random.key(0)
    dynamics = Steered().dynamics
    end = relax(network, dynamics, stimulus, start, key, max_sweeps=whole.sweeps)
    return certify(network, stimulus, end)


@pytest.mark.parametrize("name", EXAMPLES)
def test_numpy_and_the_library_come_to_the_same_states(name, models, digits):
    whole = quantise(models(name))
    x = whole.encode(digits.x_test)
    spins, sweeps, outcome = whole.relax(x)
    end = by_the_library(whole, x)
    assert_array_equal(end.spins, spins)
    assert_array_equal(end.sweeps, sweeps)
    assert_array_equal(end.outcome, outcome)


@pytest.mark.parametrize("name", EXAMPLES)
def test_whole_numbers_answer_as_the_trained_network(name, models, digits):
    model = models(name)
    whole = quantise(model)
    x = whole.encode(digits.x_test)
    answers = whole.scores(x, whole.relax(x)[0]).argmax(axis=1)
    assert np.mean(answers == model.scores(digits.x_test).argmax(axis=1)) > 0.95
    assert np.mean(model.classes[answers] == digits.y_test) > 0.5
    for short in (whole.weights, whole.readout, whole.couplings):
        assert short is None or np.abs(short).max() < 2**15


HARNESS = """
const found = [];
for (let p = 0; p < network.samples.length / network.features; p++) {
  const x = network.samples.slice(p * network.features, (p + 1) * network.features);
  const field = externalField(network, encode(network, x)), end = relax(network, field);
  const spins = Array.from(end.state.spins, (s) => (s > 0 ? "1" : "0")).join("");
  found.push([spins, end.sweeps, end.outcome, largest(scores(network, end.state, field))]);
}
"""


def written(model, digits, folder):
    """A page that brings all test samples, and what is in it."""
    path = folder / "page.html"
    write_page(model, path, digits)
    page = path.read_text()
    plain = json.loads(re.findall('id="plain">(.*?)</script>', page)[0])
    plain["samples"] = base64.b64encode(digits.x_test.astype("<f4").tobytes()).decode()
    plain["labels"] = [str(label) for label in digits.y_test]
    return page, plain


def compare(found, whole, digits):
    x = whole.encode(digits.x_test)
    spins, sweeps, outcome = whole.relax(x)
    names = {"fixed point": Outcome.FIXED_POINT, "cycle": Outcome.CYCLE}
    theirs = np.array([[int(letter) for letter in one[0]] for one in found])
    assert_array_equal(theirs, spins > 0)
    assert_array_equal([one[1] for one in found], sweeps)
    ended = [names.get(one[2], Outcome.OUT_OF_TIME).value for one in found]
    assert_array_equal(ended, outcome)
    assert_array_equal([one[3] for one in found], whole.scores(x, spins).argmax(axis=1))


@pytest.mark.skipif(not NODE, reason="there is no node")
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_comes_to_the_same_states(name, models, digits, tmp_path):
    page, plain = written(models(name), digits, tmp_path)
    settle = re.findall(r"<script>\n(.*?)\n</script>", page, re.DOTALL)[0]
    program = tmp_path / "program.js"
    program.write_text(
        f"{settle}\nconst network = networkOf({json.dumps(plain)});\n{HARNESS}"
        "console.log(JSON.stringify(found));"
    )
    done = subprocess.run([NODE, program], capture_output=True, text=True, check=True)
    compare(json.loads(done.stdout), quantise(models(name)), digits)


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("name", ["steered", "a ramp"])
def test_the_page_comes_to_the_same_states_in_a_browser(name, models, digits, tmp_path):
    """The whole page is run, and what it found is read out of its document."""
    page, plain = written(models(name), digits, tmp_path)
    page = re.sub('(id="plain">).*?(</script>)', lambda at: at[1] + json.dumps(plain) + at[2], page)
    told = "document.title = 'found ' + JSON.stringify(found);"
    page = page.replace("</body>", f"<script>{{{HARNESS}{told}}}</script></body>")
    file = tmp_path / "all.html"
    file.write_text(page)
    words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", file.as_uri()]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)
    found = re.search("<title>found (.*?)</title>", done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    compare(json.loads(html.unescape(found[1])), quantise(models(name)), digits)
    assert "At a fixed point" in done.stdout or "Sweep" in done.stdout  # the page itself runs


def test_a_page_needs_nothing_else_and_nothing_in_it_is_executed(models, digits, tmp_path):
    model = models("a ramp")
    hostile = np.array([f"</script><script>alert({n})//" for n in range(10)])
    hostile = replace(model, classes=np.sort(hostile))
    size = write_page(hostile, tmp_path / "page.html", digits, "<b>@NETWORK@</b>")
    page = (tmp_path / "page.html").read_text()
    assert len(page.encode()) == size <= LARGEST
    assert page.count("<script") == page.count("</script>") == 3
    assert "<title>&lt;b&gt;@NETWORK@&lt;/b&gt;</title>" in page
    assert not re.search(r"(src|href)=|https?://|@import|url[(]", page)


def test_what_has_no_form_in_whole_numbers_is_named(models, digits, tmp_path):
    model = models("steered")
    with pytest.raises(TypeError, match="no export knows ForwardForward"):
        quantise(replace(model, learner=ForwardForward()))
    subset = replace(model.learner, dynamics=RandomSubset(0.5))
    with pytest.raises(TypeError, match="RandomSubset"):
        quantise(replace(model, learner=subset))
    with pytest.raises(TypeError, match="cannot encode with Doubled"):
        quantise(replace(model, encoder=Doubled()))


def test_a_page_that_would_be_too_large_is_refused(digits, tmp_path):
    clf = Classifier(Steered(hidden=1100), epochs=1, encoder="rescale", batch_size=128)
    clf.fit(digits.x_train[:128], digits.y_train[:128])
    with pytest.raises(ValueError, match=r"would have .* MB, more than 2"):
        write_page(clf.model_, tmp_path / "page.html")
    assert not list(Path(tmp_path).iterdir())
