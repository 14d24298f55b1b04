"""Learners of one's own: found by name where a person asked for them, and by nothing else."""

import pickle
import subprocess
import sys
import textwrap
from typing import Any

import cloudpickle
import jax
import numpy as np
import pytest
from pages import ROOT

from basinet import Classifier, load
from basinet.own import find_own, how_to_name, learner_from, own_name, source
from basinet.saving import load_model
from basinet.settings import describe, find_learner, make, name_of

EXAMPLE = ROOT / "examples" / "your_own_learner.py"
X = np.random.default_rng(0).normal(size=(40, 4)) + 3 * np.eye(4)[np.arange(40) % 4]
Y = np.arange(40) % 4


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The example, in a file that nobody has imported."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    path = tmp_path / "prototypes.py"
    path.write_text(EXAMPLE.read_text())
    yield path
    sys.modules.pop("prototypes", None)


@pytest.fixture
def saved(file, tmp_path):
    """A model of it, saved by a process that has ended."""
    kind: Any = learner_from(f"{file}:NearestPrototype")
    model = tmp_path / "model.safetensors"
    clf = Classifier(kind(forgetting=0.25), epochs=1, random_state=0).fit(X, Y)
    clf.save(model)
    del sys.modules["prototypes"]
    return model, clf.predict(X)


def test_a_file_gives_its_class_and_the_name_by_which_it_is_found(file):
    kind: Any = learner_from(f"{file}:NearestPrototype")
    assert name_of(kind()) == own_name(kind) == "prototypes:NearestPrototype"
    assert find_learner("prototypes:NearestPrototype") is kind
    assert find_learner("somewhere/prototypes.py:NearestPrototype") is kind
    assert learner_from(f"{file}:NearestPrototype") is kind, "it is executed once"
    made = make(kind, {"forgetting": "0.5"})
    assert make(kind, describe(made)) == made
    assert source(kind) != source(type(make(find_learner("steered"), {}))) is None


def test_a_model_file_alone_imports_nothing(saved, file, monkeypatch):
    model, _ = saved
    monkeypatch.syspath_prepend(str(file.parent))  # it could be imported
    with pytest.raises(ValueError, match=r"--learner-from prototypes\.py:NearestPrototype"):
        load(model)
    assert "prototypes" not in sys.modules


def test_a_model_is_loaded_with_its_class_named_or_imported(saved, file):
    model, answers = saved
    kind: Any = learner_from(f"{file}:NearestPrototype")
    assert load(model).learner == kind(forgetting=0.25)
    del sys.modules["prototypes"]
    clf = load(model, learner=kind)
    assert type(clf.learner) is kind
    np.testing.assert_array_equal(clf.predict(X), answers)
    with pytest.raises(ValueError, match="prototypes:NearestPrototype"):
        load_model(model, type(make(find_learner("steered"), {})))


@pytest.mark.parametrize("name", ["os:system", "basinet.learners:AbstractLearner", "scipy:signal"])
def test_what_is_no_learner_is_never_fetched(name):
    before = set(sys.modules)
    assert find_own(name) is None
    assert set(sys.modules) == before
    with pytest.raises(ValueError, match="--learner-from"):
        find_learner(name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prototypes.py", "expected file.py:Class"),
        ("{}:NearestPrototyp", "did you mean NearestPrototype"),
        ("{}:jax", "is no learner"),
        ("no_such_package:Mine", "cannot be imported"),
    ],
)
def test_a_wrong_name_is_refused_in_one_line(file, text, said):
    with pytest.raises(ValueError, match=said) as refused:
        learner_from(text.format(file))
    assert "\n" not in str(refused.value)


def test_a_file_that_fails_or_shadows_a_module_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    broken, shadow = tmp_path / "broken_learner.py", tmp_path / "json.py"
    broken.write_text("1 / 0\n")
    shadow.write_text("")
    with pytest.raises(ValueError, match="ZeroDivisionError: division by zero"):
        learner_from(f"{broken}:Mine")
    assert "broken_learner" not in sys.modules
    with pytest.raises(ValueError, match="the name of a module that is in use, json"):
        learner_from(f"{shadow}:Mine")
    with pytest.raises(FileNotFoundError):
        learner_from(f"{tmp_path / 'none.py'}:Mine")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package that announces a learner, and one that is broken."""
    site = tmp_path / "site"
    info = site / "protopack-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "protopack.py").write_text(EXAMPLE.read_text())
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: protopack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[basinet.learners]\nprototype = protopack:NearestPrototype\nbroken = nowhere:Mine\n"
    )
    monkeypatch.syspath_prepend(str(site))
    yield
    sys.modules.pop("protopack", None)


def test_an_installed_package_announces_learners_by_an_entry_point(package, tmp_path):
    clf = Classifier("prototype", epochs=1, random_state=0).fit(X, Y)
    kind = find_learner("prototype")
    assert name_of(make(kind, {})) == "prototype"
    clf.save(tmp_path / "model.safetensors")
    del sys.modules["protopack"]
    assert load(tmp_path / "model.safetensors").score(X, Y) == clf.score(X, Y)
    assert find_learner("protopack:NearestPrototype").__name__ == "NearestPrototype"
    with pytest.raises(ValueError, match="broken of an installed package, nowhere:Mine"):
        find_learner("broken")
    with pytest.raises(ValueError, match="did you mean prototype"):
        find_learner("prototypp")


def test_what_to_do_is_said_with_the_words_to_type():
    assert "--learner-from mine.py:Mine" in how_to_name("mine:Mine")


SCRIPT = """
    from typing import ClassVar
    import equinox as eqx, jax, jax.numpy as jnp, numpy as np
    from sklearn.datasets import load_digits
    from sklearn.model_selection import GridSearchCV, cross_validate
    from basinet import Classifier, load
    from basinet.learners import AbstractLearner, Gradients, Linear, Tags
    from basinet.learners._limits import number

    class Gain(eqx.Module):
        value: float = 1.0

    class Weights(eqx.Module):
        w: jax.Array
        def field(self, x):
            return x @ self.w

    class Softmax(AbstractLearner):
        tags: ClassVar[Tags] = Tags(Gradients.LAYER, False, True, True, True)
        shown: ClassVar[tuple] = ()
        rate: float = number(0.1)
        gain: Gain = Gain()
        schedule: eqx.Module = Linear()
        def __check_init__(self):
            if isinstance(self.rate, float) and self.rate < 0:
                raise ValueError("rate is below 0")
        def init(self, problem, key):
            return Weights(jnp.zeros((problem.features, problem.classes)))
        def step(self, state, x, y, key):
            error = jax.nn.one_hot(y, state.w.shape[1]) - jax.nn.softmax(state.field(x))
            return Weights(state.w + self.rate * self.gain.value * x.T @ error / len(x)), {}
        def scores(self, state, x, key):
            return state.field(x)

    if __name__ == "__main__":
        X, y = load_digits(return_X_y=True)
        X, y = X[:200], y[:200]
        grid = {"learner__rate": [0.0, 0.3], "learner__gain__value": [1.0, 2.0]}
        clf = Classifier(Softmax(), epochs=2, random_state=0)
        found = GridSearchCV(clf, grid, n_jobs=2, cv=2).fit(X, y)
        alone = GridSearchCV(clf, grid, cv=2).fit(X, y)
        for name in ("mean_test_score", "rank_test_score"):
            np.testing.assert_array_equal(found.cv_results_[name], alone.cv_results_[name])
        assert found.best_estimator_.learner.rate == 0.3
        back = cross_validate(clf, X, y, n_jobs=2, cv=2, return_estimator=True)["estimator"][0]
        assert type(back.learner) is Softmax and back.score(X, y) > 0.8
        back.save("model.safetensors")
        assert type(load("model.safetensors").learner) is Softmax
        print("done")
"""


def test_a_class_of_a_script_is_searched_by_several_processes(tmp_path):
    (tmp_path / "my_script.py").write_text(textwrap.dedent(SCRIPT))
    words = [sys.executable, "my_script.py"]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=250
    )
    assert done.stdout == "done\n", done.stderr[-2000:]


COPY = """
    import pickle, sys
    from dataclasses import replace
    import jax
    learner = pickle.load(open(sys.argv[1], "rb"))
    assert jax.tree.leaves(replace(learner, forgetting=0.5)) == [0.5]
    print(learner.forgetting, type(learner).__name__)
"""


def test_a_copy_by_value_is_whole_in_another_process(file, tmp_path):
    kind: Any = learner_from(f"{file}:NearestPrototype")
    cloudpickle.register_pickle_by_value(sys.modules["prototypes"])
    try:
        (tmp_path / "copy.pickle").write_bytes(cloudpickle.dumps(kind(forgetting=0.25)))
    finally:
        cloudpickle.unregister_pickle_by_value(sys.modules["prototypes"])
    program = textwrap.dedent(COPY)
    words = [sys.executable, "-c", program, str(tmp_path / "copy.pickle")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert done.stdout == "0.25 NearestPrototype\n", done.stderr[-2000:]


def test_a_pickled_learner_is_what_it_was():
    for name in ("steered", "error-steered", "forward-forward"):
        learner = make(find_learner(name), {})
        again = pickle.loads(pickle.dumps(learner))
        assert type(again) is type(learner)
        assert again == learner
        assert jax.tree.structure(again) == jax.tree.structure(learner)
