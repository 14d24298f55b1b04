"""Energies on graphs: one minimum in any order, and equilibrium propagation beside the exact."""

import dataclasses
from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet.annealing import graph
from basinet.graphs import (
    GraphEnergy,
    Late,
    LogCosh,
    Network,
    Quadratic,
    Task,
    contrast,
    exact_gradient,
    learn,
    rest,
    settle,
    settle_in_threads,
)
from basinet.graphs.energy import Nudge
from basinet.graphs.learning import begin, energy_of, outputs
from basinet.graphs.tasks import communities, distances

RNG = np.random.default_rng(3)
N, D = 40, 4


def made(bond=None, seed=0, hold=1.0):
    """A chain with further edges, and random inputs and directions."""
    rng = np.random.default_rng(seed)
    i, j = np.triu_indices(N, 1)
    there = (j == i + 1) | (rng.random(len(i)) < 0.08)
    edges = graph(np.stack([i[there], j[there]], axis=1), n=N)
    inputs, directions = rng.normal(size=(N, D)), 0.4 * rng.normal(size=(6, D))
    return GraphEnergy(edges, inputs, directions, hold, bond or LogCosh())


def nudged(energy, strength):
    labelled = np.arange(N) % 3 == 0
    return energy.held(Nudge(RNG.normal(size=D + 1) / 3, np.ones(N), labelled, strength))


@pytest.mark.parametrize("strength", [0.0, 0.3, -0.3])
@pytest.mark.parametrize("bond", [LogCosh(), Quadratic()])
def test_gradient_and_hessian_are_the_slopes_of_the_energy(bond, strength):
    energy = nudged(made(bond), strength)
    states, push = RNG.normal(size=(N, D)), RNG.normal(size=(N, D))
    ends = [states + side * 1e-5 * push for side in (1, -1)]
    slope = (energy.value(ends[0]) - energy.value(ends[1])) / 2e-5
    assert_allclose(np.sum(energy.gradient(states) * push), slope, rtol=1e-6)
    bend = (energy.gradient(ends[0]) - energy.gradient(ends[1])) / 2e-5
    assert_allclose(energy.hessian(states) @ push.ravel(), bend.ravel(), atol=1e-6)


def test_for_quadratic_bonds_the_minimum_is_that_of_linear_algebra():
    energy = made(Quadratic(), hold=0.7)
    laplacian = np.zeros((N, N))
    for i, j in energy.graph.edges:
        laplacian[[i, j], [i, j]] += 1
        laplacian[[i, j], [j, i]] -= 1
    together = energy.directions.T @ energy.directions
    whole = 0.7 * np.eye(N * D) + np.kron(laplacian, together)
    expected = np.linalg.solve(whole, energy.inputs.ravel()).reshape(N, D)
    assert_allclose(rest(energy), expected, atol=1e-10)


def test_every_start_leads_to_the_same_minimum_and_nodes_can_be_renamed():
    energy = made()
    states = rest(energy)
    assert_allclose(rest(energy, 5 * RNG.normal(size=(N, D))), states, atol=1e-9)
    order = RNG.permutation(N)
    place = np.argsort(order)
    renamed = GraphEnergy(
        graph(place[energy.graph.edges], n=N), energy.inputs[order], energy.directions
    )
    assert_allclose(rest(renamed), states[order], atol=1e-9)


def test_a_fresh_update_never_raises_the_energy():
    energy = nudged(made(), 0.4)
    states = RNG.normal(size=(N, D))
    for node in RNG.permutation(N).tolist():
        before = energy.value(states)
        near = energy.around[node].nodes
        states[node] = energy.lowered(node, states[node], states[near], 1)
        assert energy.value(states) < before


@pytest.mark.parametrize("staleness", [0, 10, 40])
def test_any_order_and_stale_neighbours_give_the_same_answer(staleness):
    energy = made()
    found = settle(energy, staleness=staleness, tolerance=1e-6, seed=staleness)
    assert found.at_rest
    assert found.staleness == staleness
    distance = np.linalg.norm(found.states - rest(energy))
    assert distance <= found.bound <= 1e-6


def test_threads_with_late_messages_give_the_same_answer():
    """Each thread is really ahead of what the others know: messages are older than 40 updates."""
    energy = made()
    found = settle_in_threads(energy, threads=4, late=Late(4e-3, 1e-4), seconds=300.0)
    assert found.at_rest
    assert found.staleness >= 40
    assert np.abs(found.states - rest(energy)).max() <= found.bound <= 1e-6


def test_threads_answer_with_what_was_seen_at_rest_whatever_they_still_do(monkeypatch):
    energy = made()
    exact = rest(energy)
    seen = iter([np.ones_like(exact), exact])
    monkeypatch.setattr("basinet.graphs.threads._watched", lambda *_: seen)
    found = settle_in_threads(energy, threads=2)
    assert found.at_rest
    assert_allclose(found.states, exact, rtol=0, atol=0)


def test_a_thread_that_fails_says_so_to_the_caller(monkeypatch):
    energy = made()
    monkeypatch.setattr(GraphEnergy, "lowered", lambda self, node, state, heard, steps: 1 / steps)
    with pytest.raises((ZeroDivisionError, ValueError, TypeError)):
        settle_in_threads(energy, seconds=5.0)


def apart(one, other):
    return max(float(np.abs(a - b).max()) for a, b in zip(one, other, strict=True))


TASKS = {"communities": communities(), "distances": distances(seed=1)}


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_the_exact_gradient_is_the_slope_of_the_loss(task):
    network = begin(task.features.shape[1], 3, 4)
    push = Network(*(RNG.normal(size=part.shape) for part in network))
    ends = [
        Network(*(part + side * 1e-5 * by for part, by in zip(network, push, strict=True)))
        for side in (1, -1)
    ]
    slope = (exact_gradient(ends[0], task).loss - exact_gradient(ends[1], task).loss) / 2e-5
    found = exact_gradient(network, task).network
    assert_allclose(
        sum(np.sum(g * by) for g, by in zip(found, push, strict=True)), slope, rtol=1e-5
    )


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_the_contrast_comes_to_the_exact_gradient_as_the_square_of_the_nudge(task):
    network = begin(task.features.shape[1], 3, 4)
    exact = exact_gradient(network, task).network
    wide, narrow = (
        apart(contrast(network, task, strength=beta).network, exact) for beta in (0.1, 0.01)
    )
    assert narrow < 1e-4
    assert 80 < wide / narrow < 120


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_out_of_step_the_contrast_is_the_exact_gradient_too(task):
    network = begin(task.features.shape[1], 3, 4)
    exact = exact_gradient(network, task).network
    seen = []

    def in_threads(energy, *, start):
        end = settle_in_threads(
            energy, start=start, tolerance=1e-7, late=Late(6e-3, 1e-4), seconds=300.0
        )
        assert end.at_rest
        seen.append(end.staleness)
        return end.states

    def stale(energy, *, start):
        return settle(energy, start=start, tolerance=1e-7, staleness=40).states

    for settles in (stale, in_threads):
        found = contrast(network, task, settles=settles).network
        assert apart(found, exact) <= 1e-4
    assert max(seen) >= 40


def test_communities_are_told_apart_and_by_the_features_alone_they_are_not():
    task = communities(seed=2)
    network, losses = learn(
        begin(4, 2, 3, 2), [task], steps=60, rate=0.05, gradient=partial(contrast, hold=0.3)
    )
    assert losses[-1] < 0.3 * losses[0]
    said = outputs(network, rest(energy_of(network, task, hold=0.3)))
    rest_of = ~task.labelled
    right = np.mean(np.sign(said[rest_of]) == task.targets[rest_of])
    lone = dataclasses.replace(task, graph=graph(np.zeros((0, 2), int), n=task.graph.n))
    alone, _ = learn(
        begin(4, 2, 3, 2), [lone], steps=60, rate=0.05, gradient=partial(contrast, hold=0.3)
    )
    said = outputs(alone, rest(energy_of(alone, lone, hold=0.3)))
    without = np.mean(np.sign(said[rest_of]) == task.targets[rest_of])
    assert right > 0.9
    assert right > without + 0.1


@pytest.mark.parametrize(
    ("rate", "found"),
    [
        (1.2, None),  # the loss rises for a while, and comes down
        (3.0, r"step \d: the loss is \d.\de\+0\d, at first 3.0e-01; lower rate \(now 3\)"),
    ],
)
def test_a_loss_that_is_vast_beside_the_first_is_a_divergence_although_finite(rate, found):
    task = TASKS["distances"]
    course = partial(learn, begin(task.features.shape[1], 2, 3, 2), [task], steps=6, rate=rate)
    if found is None:
        losses = course(gradient=exact_gradient)[1]
        assert max(losses) > losses[0] > losses[-1]
        return
    with pytest.raises(FloatingPointError, match=f"the learning diverged in {found}"):
        course(gradient=exact_gradient)


def test_without_a_state_of_rest_learning_has_diverged_but_at_the_first_step():
    def breaks_down(network, task, found):
        if not found:
            raise ArithmeticError("the minimum is far; ask for a larger tolerance")
        return found.pop()

    network = begin(2, 2, 3)
    first = exact_gradient(network, task_of())
    for found, told in (
        ([], "^the minimum is far; ask for a larger tolerance$"),
        ([first], r"^the learning diverged in step 2: the minimum is far; lower rate \(now 0.1\)$"),
    ):
        with pytest.raises(ArithmeticError, match=told):
            learn(network, [task_of()], steps=3, gradient=partial(breaks_down, found=found))


def test_isolated_nodes_rest_at_their_own_input():
    energy = made()
    lone = GraphEnergy(graph([[0, 1]], n=5), energy.inputs[:5], energy.directions, 0.5)
    for states in (rest(lone), settle(lone).states, settle_in_threads(lone, threads=3).states):
        assert_allclose(states[2:], lone.inputs[2:] / 0.5, atol=1e-5)


def task_of(**changes):
    given = {
        "graph": graph([[0, 1]], n=3),
        "features": np.ones((3, 2)),
        "targets": np.zeros(3),
        "labelled": np.array([True, False, False]),
    }
    return Task(**(given | changes))


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: graph([[1, 1]]), "edge 1 1 joins 1 with itself; leave it out"),
        (lambda: dataclasses.replace(made(), hold=0.0), "hold is 0; .* above 0"),
        (lambda: dataclasses.replace(made(), inputs=np.zeros((3, D))), r"must be \(40, 4\)"),
        (
            lambda: dataclasses.replace(made(), directions=np.full((2, D), np.nan)),
            "directions hold NaN",
        ),
        (
            lambda: dataclasses.replace(made(), graph=graph([[0, 1]], [-1.0], N)),
            "weight -1; .* at least 0",
        ),
        (lambda: nudged(made(), -50.0), "convex above -.* nudge less"),
        (lambda: contrast(begin(2, 2, 2), task_of(), strength=0.0), "strength is 0"),
        (lambda: contrast(begin(2, 2, 2), task_of(), strength=500.0), "nudge less"),
        (lambda: task_of(labelled=np.zeros(3, bool)), "no node is labelled"),
        (lambda: task_of(targets=np.full(3, np.nan)), "NaN or infinite"),
        (lambda: task_of(features=np.ones((2, 2))), "do not fit a graph of 3 nodes"),
        (lambda: learn(begin(2, 2, 2), [], steps=1), "no task to learn"),
        (lambda: learn(begin(2, 2, 2), [task_of()], steps=1, rate=-1.0), "rate is -1"),
        (lambda: learn(begin(2, 2, 2), [task_of()], steps=1, inertia=1.0), "inertia is 1"),
        (lambda: learn(begin(2, 2, 2), [task_of()], steps=-1), "steps is -1"),
        (lambda: settle(made(), tolerance=0.0), "tolerance is 0"),
        (lambda: settle(made(), staleness=-1), "staleness is -1"),
        (lambda: settle_in_threads(made(), threads=0), "threads is 0"),
        (lambda: Late(delay=5.0), "delay is 5; .* from 0 to 1"),
        (lambda: rest(made(), tolerance=1e-30), "ask for a larger tolerance"),
    ],
)
def test_what_cannot_be_is_refused(make, message):
    with pytest.raises((ValueError, ArithmeticError), match=message):
        make()
