"""The parts of the suite: how much is measured, on what, and what is counted."""

from itertools import islice

import numpy as np
import pytest

from basinet.bench import roofline
from basinet.bench.contestants import backpropagation, sparse, steered
from basinet.bench.courses import Course, TimeToAccuracy, follow
from basinet.bench.result import Result, Skipped
from basinet.bench.suite import QUICK, AbstractMeasurement, Plan, run
from basinet.bench.swarms import HIDDEN, SwarmSteps, plain_losses
from basinet.bench.task import Task, slices, synthetic
from basinet.core.couplings import AbstractCouplings
from basinet.learners import Problem


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hidden": ()}, "hidden is empty"),
        ({"hidden": (1,)}, "hidden is 1; it must be at least 2"),
        ({"hidden": (40, 40)}, "names a size twice"),
        ({"repeats": 1}, "repeats is 1; it must be at least 2"),
        ({"batches": 0}, "batches is 0; it must be at least 1"),
        ({"epochs": -1}, "epochs is -1; it must be at least 0"),
        ({"limit": 0.0}, r"limit is 0\.0; it must be a number of seconds above 0"),
        ({"limit": float("nan")}, "limit is nan"),
        ({"limit": float("inf")}, "limit is inf"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        Plan(**fields)


def test_fewer_steps_of_larger_networks_are_timed_and_never_more_than_an_epoch():
    plan = Plan()
    assert [plan.steps(h, 60_000) for h in (100, 400, 1600, 6400)] == [400, 400, 100, 32]
    assert plan.steps(400, 64) == 4
    assert Plan(batches=7).steps(400, 60_000) == 7
    assert QUICK.steps(400, 60_000) == 400


def test_slices_of_a_pass_hold_each_pattern_once():
    task = synthetic(30)
    firsts = [x for x, _ in islice(slices(task, 6, seed=0), 5)]
    assert sorted(map(tuple, np.concatenate(firsts))) == sorted(map(tuple, task.x))
    (again, _), (other, _) = next(slices(task, 6, seed=0)), next(slices(task, 6, seed=1))
    np.testing.assert_array_equal(again, firsts[0])
    assert (other != again).any()


def test_slices_keep_patterns_and_classes_together():
    task = synthetic(40)
    known = {tuple(x): y for x, y in zip(task.x, task.y, strict=True)}
    for x, y in islice(slices(task, 7, seed=0), 12):
        assert [known[tuple(row)] for row in x] == y.tolist()


def test_the_synthetic_task_has_the_shape_of_the_real_one():
    task = synthetic(500)
    assert task.x.shape == (500, 100)
    assert set(np.unique(task.x)) == {-1.0, 1.0}
    assert set(task.y) == set(range(10))
    assert task.synthetic


@pytest.mark.parametrize(
    "one", [steered(150), sparse(150), *backpropagation(150)], ids=lambda one: one.name
)
def test_the_number_of_weights_is_that_of_the_synapses_that_learn(one):
    import equinox as eqx
    import jax

    state = eqx.filter_eval_shape(one.learner.init, Problem(100, 10), jax.random.key(0))
    if one.name.startswith("mlp"):
        assert one.weights == sum(leaf.size for leaf in jax.tree.leaves(state.weights))
        return
    couplings = [state.network.couplings, state.inputs, state.readout]
    single = jax.tree.leaves(couplings, is_leaf=lambda v: hasattr(v, "weights"))
    assert all(isinstance(part, AbstractCouplings) for part in single)
    no_self = 150 if one.name == "steered" else 0  # the diagonal is stored, but zero
    assert one.weights == sum(part.weights.size for part in single) - no_self


def test_sparse_and_backpropagation_have_about_as_many_weights():
    (mlp, _), mine = backpropagation(1600), sparse(1600)
    assert mlp.weights < mine.weights < 2 * mlp.weights < steered(1600).weights / 7


def test_the_work_of_a_step_is_counted_product_by_product():
    """Against a loop over the products of the reference, 2 m n k operations each."""
    hidden, features, batch, sweeps = 30, 7, 4, 3
    products = [(batch, hidden, hidden)] * (2 * sweeps) + [(hidden, hidden, batch)]
    products += [(batch, hidden, features), (features, hidden, batch)]
    work = roofline.dense_work(hidden, features, batch, sweeps)
    assert work.operations == sum(2 * m * n * k for m, n, k in products)
    assert work.bytes == 4 * hidden**2 * (2 * sweeps + 2)
    floor = roofline.floor_work(hidden, features, batch)
    saved = 2 * batch * hidden**2 * (2 * sweeps - 1)
    assert floor.operations == work.operations - saved
    assert floor.bytes == 3 * 4 * hidden**2


def test_shares_of_the_ceiling_are_work_over_time_over_ceiling():
    timed = Result("epoch/dense/30", "dense, H = 30, an epoch", "s", [2.0, 4.0, 5.0])
    ceiling = Result("machine/product", "product", "flop/s", [10.0, 20.0, 30.0], machine=True)
    found = roofline._achieved(timed, "flops", "dense", 40.0, ceiling)
    assert found.name == "roofline/dense/flops/30"
    assert found.values == [20.0, 10.0, 8.0]
    assert found.about["share"] == 0.5


class Echo(AbstractMeasurement):
    """Finds the number of quantities that were found before it."""

    def run(self, plan, task, before):
        yield Skipped("nothing", "left out")
        yield Result(f"echo/{len(before)}", "echo", "s", [1.0 + len(before)])


def test_measurements_are_carried_out_in_turn_and_see_what_was_found():
    found = list(run([Echo(), Echo(), Echo()], Plan(), synthetic(20)))
    assert [item.name for item in found if isinstance(item, Result)] == [
        "echo/0",
        "echo/1",
        "echo/2",
    ]
    assert sum(isinstance(item, Skipped) for item in found) == 3


def learnable(patterns, tests):
    """A task under the name of the real one, with a test part, that is learnt in an epoch."""
    rng = np.random.default_rng(0)
    y = np.arange(patterns + tests) % 3
    prototypes = np.random.default_rng(9).choice([-1.0, 1.0], (3, 20))
    x = (prototypes[y] * np.where(rng.random((len(y), 20)) < 0.05, -1, 1)).astype(np.float32)
    y = y.astype(np.int32)
    return Task("entangled-mnist", x[:patterns], y[:patterns], x[patterns:], y[patterns:], 3)


def test_a_course_is_asked_ten_times_in_the_first_epoch_and_twice_in_each_later_one():
    plan, one = Plan(hidden=(32,), epochs=2, batch_size=4), steered(32)
    course = follow(one, plan, learnable(120, 30))
    made = [round(epochs, 6) for _, epochs, _ in course.asked]
    assert made == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.5, 2.0]
    seconds = [at for at, _, _ in course.asked]
    assert seconds == sorted(seconds)
    assert course.asked[-1][2] > 0.9
    assert sum(course.epochs) == pytest.approx(seconds[-1])
    found = {item.name: item for item in course.results(one, 32)}
    first = next(at for at, _, share in course.asked if share >= 0.85)
    assert found["time-to/0.85/steered/32"].values == [first]
    assert found["course/steered/32"].about["accuracy"] == [share for _, _, share in course.asked]


def test_a_course_ends_when_its_time_is_over():
    plan = Plan(hidden=(32,), epochs=9, limit=1e-9, batch_size=4)
    course = follow(steered(32), plan, learnable(120, 30))
    assert len(course.asked) == 1


def test_a_target_that_is_not_reached_is_said_with_the_best_accuracy():
    course = Course([2.0], [(1.0, 0.5, 0.86), (2.0, 1.0, 0.84)])
    found = {item.name: item for item in course.results(steered(40), 40)}
    assert found["time-to/0.85/steered/40"].values == [1.0]
    assert found["time-to/0.87/steered/40"].reason == (
        "not reached in 1 epochs, 2 s of learning; the best was 0.8600"
    )


@pytest.mark.parametrize(
    ("plan", "task", "reason"),
    [
        (Plan(epochs=0), learnable(30, 10), "no epochs were asked for"),
        (Plan(), synthetic(30), "basinet data fetch mnist"),
        (Plan(hidden=(6400,)), learnable(30, 10), "above 2000 neurons"),
    ],
)
def test_courses_that_say_nothing_or_take_too_long_are_left_out(plan, task, reason):
    (item,) = TimeToAccuracy().run(plan, task, ())
    assert reason in item.reason


def test_pyswarms_is_asked_for_the_losses_that_the_swarms_see():
    import jax.numpy as jnp

    from basinet.learners.swarm import Tanh
    from basinet.learners.swarm.network import layer_fields, loss_of

    rng, task = np.random.default_rng(0), synthetic(30)
    weights = rng.normal(size=(3, HIDDEN * 101 + 10 * (HIDDEN + 1)))
    for row, found in zip(weights, plain_losses(weights, task.x, task.y, 10), strict=True):
        layers = tuple(
            jnp.asarray(part.reshape(units, -1), jnp.float32)
            for part, units in zip(np.split(row, [HIDDEN * 101]), (HIDDEN, 10), strict=True)
        )
        expected = loss_of(
            layer_fields(layers, Tanh(), jnp.asarray(task.x))[-1], jnp.asarray(task.y)
        )
        assert found == pytest.approx(float(expected), rel=1e-4)


def test_swarms_are_timed_side_by_side_and_pyswarms_where_it_is_installed(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found = list(SwarmSteps().run(Plan(repeats=2), synthetic(60), []))
    names = {item.name for item in found}
    assert {"swarm/neurons", "swarm/network", "swarm/pyswarms"} <= names
    for item in found:
        if isinstance(item, Result):
            assert len(item.values) == 2
            assert min(item.values) > 0
    assert not list(tmp_path.iterdir())
