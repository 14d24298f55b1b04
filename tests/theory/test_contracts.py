"""What holds for every function of the theory that takes numbers."""

import subprocess
import sys

import numpy as np
import pytest

from basinet import theory

FUNCTIONS = [
    # function, good arguments by name
    (theory.complexity, {"self_coupling": 0.5, "margin": 0.1, "n": 12}),
    (theory.log_expected_count, {"self_coupling": 0.5, "n": 12, "margin": 0.1}),
    (theory.expected_count, {"self_coupling": 0.5, "n": 12, "margin": 0.1}),
    (theory.log_second_moment, {"self_coupling": 0.5, "n": 12, "margin": 0.1}),
    (theory.moment_ratio, {"self_coupling": 0.5, "margin": 0.1}),
    (theory.mean_stability, {"self_coupling": 0.5, "margin": 0.1}),
    (theory.free_fraction, {"self_coupling": 0.5, "margin": 0.1}),
    (theory.pair_entropy, {"distance": 0.2, "self_coupling": 0.5, "margin": 0.1}),
    (theory.typical_entropy, {"distance": 0.2, "self_coupling": 0.5, "margin": 0.1}),
    (theory.isolation, {"self_coupling": 0.5, "margin": 0.1}),
    (theory.local_entropy, {"distance": 0.2, "self_coupling": 0.5, "margin": 0.1}),
    (theory.bulk_complexity, {"self_coupling": 0.5, "excitation": 0.7, "margin": 0.1}),
    (theory.equivalent_self_coupling, {"self_coupling": 0.5, "excitation": 0.7, "margin": 0.1}),
    (
        theory.open_chain_complexity,
        {"self_coupling": 0.5, "excitation": 0.7, "layers": 4, "margin": 0.1, "n": 9},
    ),
    (
        theory.ring_complexity,
        {"self_coupling": 0.5, "excitation": 0.7, "layers": 4, "margin": 0.1, "n": 9},
    ),
    (theory.symmetric_complexity, {"symmetry": 0.5, "self_coupling": 0.5, "margin": 0.1}),
    (theory.perceptron_capacity, {"margin": 0.1}),
    (theory.separable_probability, {"patterns": 9, "dimensions": 5}),
    (theory.hopfield_overlap, {"load": 0.1}),
    (theory.symmetric_perceptron_capacity, {"width": 0.8}),
    (theory.dense, {"load": 0.01, "temperature": 0.4, "quality": 0.7, "examples": 9}),
    (theory.dense_capacity, {"order": 4}),
    (theory.exponential_capacity, {"beta": 0.7, "overlap": 0.6}),
    (theory.nearest_neighbour_capacity, {"overlap": 0.6}),
    (theory.sphere_capacity, {"dimension": 30, "beta": 1.0, "radius": 2.0, "failure": 0.1}),
    (theory.hierarchy_end, {"patterns": 3}),
]

CASES = [(f, good, name) for f, good in FUNCTIONS for name in good]
NAMES = [f"{f.__name__}-{name}" for f, _, name in CASES]


def entries(found):
    """The numbers of a result, whether it is one or several."""
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize(("function", "good"), FUNCTIONS, ids=[f.__name__ for f, _ in FUNCTIONS])
def test_numbers_give_plain_floats(function, good):
    assert all(type(x) in {float, bool} and np.isfinite(x) for x in entries(function(**good)))


@pytest.mark.parametrize(("function", "good", "name"), CASES, ids=NAMES)
def test_each_argument_may_be_an_array(function, good, name):
    single = entries(function(**good))
    many = entries(function(**good | {name: [[good[name]] * 3] * 2}))
    for one, array in zip(single, many, strict=True):
        assert array.shape == (2, 3)
        np.testing.assert_allclose(array, one, rtol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 10**400, "many", None, 1j])
@pytest.mark.parametrize(("function", "good", "name"), CASES, ids=NAMES)
def test_what_is_no_finite_number_is_refused_by_name(function, good, name, bad, unchecked):
    if name == "n" and bad is None and function is not theory.log_second_moment:
        pytest.skip("no number of neurons stands for infinitely many")
    with pytest.raises(ValueError, match=f"^{name} is "):
        function(**good | {name: bad})


@pytest.mark.parametrize(("function", "good"), FUNCTIONS, ids=[f.__name__ for f, _ in FUNCTIONS])
def test_arguments_are_left_as_they_were(function, good):
    arrays = {name: np.array([value, value]) for name, value in good.items()}
    before = {name: value.copy() for name, value in arrays.items()}
    function(**arrays)
    for name, value in arrays.items():
        np.testing.assert_array_equal(value, before[name])


def test_importing_the_package_does_not_load_the_theory_and_the_theory_no_jax():
    code = (
        "import sys, basinet; print('basinet.theory' in sys.modules);"
        "import basinet.theory; print('jax' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
