"""Noise on inputs: how much, where, and that each pattern is disturbed by itself."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.learners import PARTS, Both, Clean, Flips, Problem, Shift, Silence
from basinet.learners._noise import AbstractNoise
from basinet.learners.steered import ByError, Steered
from basinet.settings import read_part, spell
from basinet.training.answering import traced

KEY, OTHER_KEY = jax.random.key(0), jax.random.key(1)
RNG = np.random.default_rng(0)
X = jnp.asarray(RNG.normal(size=(400, 500)), jnp.float32)
ALL = [Clean(), Flips(0.2), Silence(0.2), Shift((20, 25), 2), Both(Shift((20, 25)), Flips(0.1))]

disturb = eqx.filter_jit(lambda noise, x, key: noise(x, key))


def hits(noise, share):
    """Where components change, after a look at whether there are as many as there should be."""
    after = np.asarray(disturb(noise(share), X, KEY))
    hit = after != np.asarray(X)
    sigma = (share * (1 - share) / hit.size) ** 0.5
    assert abs(hit.mean() - share) < 5 * sigma
    return hit, after


@pytest.mark.parametrize("share", [0.003, 0.05, 0.5, 0.95])
def test_flips_negate_their_share_of_the_components(share):
    hit, after = hits(Flips, share)
    assert_array_equal(after[hit], -np.asarray(X)[hit])


@pytest.mark.parametrize("share", [0.003, 0.05, 0.5, 0.95])
def test_silence_sets_its_share_of_the_components_to_zero(share):
    hit, after = hits(Silence, share)
    assert_array_equal(after[hit], 0)


@pytest.mark.parametrize("noise", [Flips, Silence])
def test_every_component_of_every_pattern_is_hit_by_itself(noise):
    """Shares along rows, along columns, and of pairs of neighbours in both directions."""
    share = 0.2
    hit, _ = hits(noise, share)
    for axis in (0, 1):
        spread = hit.mean(axis=axis).std()
        expected = (share * (1 - share) / hit.shape[axis]) ** 0.5
        assert 0.8 < spread / expected < 1.2
    for pairs in (hit[1:] & hit[:-1], hit[:, 1:] & hit[:, :-1]):
        sigma = (share**2 * (1 - share**2) / pairs.size) ** 0.5
        assert abs(pairs.mean() - share**2) < 6 * sigma


@pytest.mark.parametrize("noise", [Clean(), Flips(0.0), Silence(0.0)])
def test_no_noise_leaves_every_bit(noise):
    assert_array_equal(disturb(noise, X, KEY), X)


def naive_shift(picture, down, right):
    """Pixel by pixel; what lies outside is the nearest pixel inside."""
    rows, columns = picture.shape
    moved = np.empty_like(picture)
    for row in range(rows):
        for column in range(columns):
            above = min(max(row + down, 0), rows - 1)
            beside = min(max(column + right, 0), columns - 1)
            moved[row, column] = picture[above, beside]
    return moved


@pytest.mark.parametrize(("shape", "by"), [((4, 5), 1), ((5, 4), 2), ((3, 7), 2)])
def test_a_shift_is_each_of_the_moves_of_a_naive_loop_equally_often(shape, by):
    batch, size = 2000, shape[0] * shape[1]
    x = RNG.normal(size=(batch, size)).astype(np.float32)
    after = np.asarray(disturb(Shift(shape, by), jnp.asarray(x), KEY))
    reach = range(-by, by + 1)
    moves, found = [(down, right) for down in reach for right in reach], []
    for picture, moved in zip(x.reshape(-1, *shape), after.reshape(-1, *shape), strict=True):
        fits = [at for at, m in enumerate(moves) if (naive_shift(picture, *m) == moved).all()]
        assert len(fits) == 1
        found += fits
    share, counts = 1 / len(moves), np.bincount(found, minlength=len(moves))
    sigma = (batch * share * (1 - share)) ** 0.5
    assert (abs(counts - batch * share) < 4.5 * sigma).all()
    # The next picture moves by itself: it has the same move as often as chance has it.
    same = np.mean(np.array(found[1:]) == np.array(found[:-1]))
    assert abs(same - share) < 5 * (share * (1 - share) / batch) ** 0.5


def test_both_are_one_after_the_other_with_keys_of_their_own():
    first, then = Flips(0.3), Silence(0.5)
    one, other = jax.random.split(KEY)
    assert_array_equal(disturb(Both(first, then), X, KEY), then(first(X, one), other))
    after = np.asarray(disturb(Both(Flips(0.5), Flips(0.5)), X, KEY)) / np.asarray(X)
    assert abs(np.mean(after < 0) - 0.5) < 0.01  # with one key the second would undo the first


@pytest.mark.parametrize("noise", ALL, ids=spell)
def test_a_key_decides_everything(noise):
    assert_array_equal(disturb(noise, X, KEY), disturb(noise, X, KEY))
    changed = (disturb(noise, X, KEY) != disturb(noise, X, OTHER_KEY)).any()
    assert changed == (noise != Clean())


@pytest.mark.parametrize("noise", ALL, ids=spell)
def test_what_a_pattern_becomes_does_not_depend_on_the_others(noise):
    others = X.at[1:].set(-3.0)
    assert_array_equal(disturb(noise, others, KEY)[0], disturb(noise, X, KEY)[0])


@pytest.mark.parametrize("noise", ALL, ids=spell)
def test_a_learner_meets_noise_when_it_learns_and_not_when_it_answers(noise):
    learner = Steered(hidden=30, teaching=ByError(noise=noise))
    clean = dataclasses.replace(learner, teaching=ByError(noise=Clean()))
    state, x, y = learner.init(Problem(500, 3), KEY), X[:12], jnp.arange(12) % 3
    assert_array_equal(learner.scores(state, x, KEY), clean.scores(state, x, KEY))
    one, other = (
        eqx.filter_jit(Steered.step)(traced(it), state, x, y, KEY)[0] for it in (learner, clean)
    )
    same = [
        np.array_equal(a, b)
        for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    ]
    assert all(same) == (noise == Clean())


@pytest.mark.parametrize("noise", ALL, ids=spell)
def test_a_noise_is_read_as_it_is_spelled(noise):
    assert read_part("noise", spell(noise), PARTS) == noise


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        *(
            (lambda s=s: Flips(s), f"share is {s!r}; .* at least 0 and below 1")
            for s in (-0.1, 1.0)
        ),
        *((lambda s=s: Silence(s), "share is") for s in (-0.1, 1.0, 7, float("nan"), "0.1", None)),
        (lambda: Flips(True), "share is True"),
        (lambda: Flips(float("inf")), "share is inf"),
        (lambda: Shift(by=0), "by is 0; .* at least 1"),
        (lambda: Shift(by=1.5), "by is 1.5; .* at least 1"),
        (lambda: Shift((3, 9), by=3), r"by is 3 and shape \(3, 9\); pictures need .* more"),
        (lambda: Shift((9, 0)), "by is 1 and shape"),
        (lambda: Shift((28,)), r"shape \(28,\); pictures need rows and columns"),
        (lambda: Shift((28, 28, 3)), r"shape \(28, 28, 3\); pictures need rows and columns"),
        (lambda: Shift(784), "shape"),
        (lambda: Shift((28.0, 28.0)), "shape"),
        (lambda: Both(first="Shift"), r"first is 'Shift'; it must be a noise such as Flips\(\)"),
        (lambda: Both(then=None), r"then is None; it must be a noise such as Flips\(\)"),
        (lambda: ByError(noise=0.1), r"noise is 0\.1; it must be"),
    ],
)
def test_bad_values_are_refused_by_name(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize(
    "noise", [Shift((3, 4)), Both(Shift((3, 4)), Flips()), Both(Clean(), Shift((3, 4)))]
)
def test_pictures_of_another_shape_are_refused_before_anything_is_learnt(noise):
    words = r"Shift moves pictures of 3 x 4 = 12 pixels, but the input has 13 features"
    with pytest.raises(ValueError, match=words):
        noise.check(13)
    with pytest.raises(ValueError, match=words):
        Steered(hidden=9, teaching=ByError(noise=noise)).init(Problem(13, 3), KEY)
    noise.check(12)


def test_every_noise_is_tested():
    kinds = {part for part in PARTS.values() if issubclass(part, AbstractNoise)}
    assert kinds == {type(noise) for noise in ALL}
