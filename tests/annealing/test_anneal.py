"""Annealing finds what is known, says what is proved, and repeats itself."""

from math import comb

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from oracles import all_states, boltzmann, frequencies, random_couplings

from basinet.annealing import (
    AtRandom,
    Constant,
    FowlerNordheim,
    Geometric,
    HeatBath,
    IndependentSet,
    IsingModel,
    Linear,
    MaxCut,
    Metropolis,
    Settings,
    anneal,
    ferromagnet,
    from_matrix,
    graph,
    number_partitioning,
    sample,
)
from basinet.annealing.anneal import begin, conclude, watch
from basinet.annealing.certificate import certify, descend
from basinet.annealing.graph import Graph, upper
from basinet.annealing.graphs import (
    erdos_renyi,
    hypercube,
    kneser,
    model_rb,
    torus,
    two_planar,
)
from basinet.annealing.ising import Scale
from basinet.core import native

needs_native = pytest.mark.skipif(
    native.status() != "ready", reason=f"native kernels: {native.status()}"
)
FEW = {"replicas": 16, "seed": 1}


def cycle(n):
    return graph([(i, (i + 1) % n) for i in range(n)])


def complete(n):
    return graph([(i, j) for i in range(n) for j in range(i)])


def tree(n):
    return graph([(i, (i - 1) // 2) for i in range(1, n)])


@pytest.mark.parametrize(
    ("g", "cut"),
    [
        (cycle(33), 32),
        (complete(23), 23**2 // 4),
        (tree(50), 49),
        (torus(6, 6), 72),
        (torus(5, 6), 60 - 60 // 10),
    ],
)
def test_cuts_that_are_known_are_found(g, cut):
    end = anneal(MaxCut(g), sweeps=200, **FEW)
    assert end.value == cut
    assert MaxCut(g).values(end.spins[None])[0] == cut
    assert end.improvements[-1].value == cut


@pytest.mark.parametrize(
    ("g", "size"),
    [
        (kneser(5, 2), 4),
        (kneser(7, 3), comb(6, 2)),
        (hypercube(5), 16),
        (torus(6, 6), 18),
        (model_rb(8, 3)[0], 8),
    ],
)
def test_independent_sets_that_are_known_are_found(g, size):
    end = anneal(IndependentSet(g), sweeps=300, **FEW)
    assert end.value == end.state.sum() == size
    assert not (end.state[g.edges[:, 0]] & end.state[g.edges[:, 1]]).any()


def test_a_hidden_set_is_independent_and_no_clique_holds_two_of_it():
    g, hidden = model_rb(10, 1)
    chosen = np.zeros(g.n, int)
    chosen[hidden] = 1
    assert not (chosen[g.edges[:, 0]] & chosen[g.edges[:, 1]]).any()
    assert_array_equal(np.unique(hidden // round(10**0.8)), np.arange(10))


def test_numbers_are_parted():
    end = anneal(number_partitioning([5, 5, 4, 3, 3]), sweeps=50, **FEW)
    assert end.value == 0


@pytest.mark.parametrize("whole", [True, False])
def test_a_small_problem_gets_its_optimum_and_the_proof(whole):
    couplings, field = random_couplings(10, 3, whole)
    pairs, values, _ = upper(couplings, "J")
    problem = IsingModel(10, pairs, values, field)
    end = anneal(problem, sweeps=5, **FEW)
    assert end.value == pytest.approx(problem.values(all_states(10)).min())
    assert end.certificate.optimum
    assert "2^10 states" in end.certificate.reason


def test_what_satisfies_all_couplings_is_proved_and_found_even_where_annealing_was_not():
    g = torus(40, 40)
    end = anneal(MaxCut(g), sweeps=1, replicas=1)
    assert end.value == 3200
    assert end.certificate.optimum
    assert "every coupling is satisfied" in end.certificate.reason


def test_the_certificate_of_a_state_says_whether_flips_improve_it():
    problem = MaxCut(erdos_renyi(60, 300, seed=1))
    free = np.ones(60, bool)
    start = np.ones(60, np.int8)
    assert "single flips would improve it" in certify(problem.ising, start, free).reason
    end = descend(problem.ising, start, free)
    told = certify(problem.ising, end, free)
    assert not told.optimum
    assert told.reason.startswith("local minimum")


def test_a_seed_gives_the_same_states_and_the_courses_of_a_timed_run_repeat_it():
    problem = MaxCut(erdos_renyi(100, 400, seed=2, signs=True))
    ticks = iter(np.arange(0, 1e3, 0.01))
    timed = anneal(problem, seconds=0.3, clock=lambda: float(next(ticks)), **FEW)
    assert len(timed.courses) > 1
    again = anneal(problem, sweeps=timed.courses, **FEW)
    assert_array_equal(again.spins, timed.spins)
    assert_array_equal(again.moment.replicas.best, timed.moment.replicas.best)
    other = anneal(problem, sweeps=timed.courses, replicas=16, seed=2)
    assert (np.asarray(other.moment.replicas.best) != again.moment.replicas.best).any()


@pytest.mark.parametrize("whole", [True, False])
def test_a_run_that_stops_in_a_course_goes_on_bit_for_bit(whole):
    couplings, field = random_couplings(40, 1, whole)
    pairs, values, _ = upper(couplings, "J")
    problem = IsingModel(40, pairs, values, field)
    settings = Settings(sweeps=25_000, restarts=2, replicas=16, seed=5)
    start = begin(problem)
    every = list(watch(problem, settings, start))
    assert 0 < every[0].done < 25_000
    *_, resumed = watch(problem, settings, start, after=every[0])
    assert_array_equal(resumed.replicas.spins, every[-1].replicas.spins)
    assert_array_equal(resumed.replicas.lowest, every[-1].replicas.lowest)
    assert resumed.sweeps == every[-1].sweeps == 50_000
    assert [one.mean for one in resumed.readings] == [one.mean for one in every[-1].readings]
    ends = [conclude(problem, settings, start, one) for one in (resumed, every[-1])]
    assert ends[0].value == ends[1].value
    assert_array_equal(ends[0].spins, ends[1].spins)


def test_a_run_ends_after_so_many_sweeps():
    problem = MaxCut(erdos_renyi(50, 200))
    settings = Settings(sweeps=(300, 300), most=400, replicas=4)
    *_, last = watch(problem, settings, begin(problem))
    assert (last.sweeps, last.done) == (400, 100)


def test_fixed_variables_stay_and_a_start_is_where_it_starts():
    g = cycle(21)
    end = anneal(MaxCut(g), sweeps=100, fixed={0: 1, 1: 1, 5: -1}, **FEW)
    assert end.state[[0, 1, 5]].tolist() == [1, 1, -1]
    assert end.value == 18  # no cut of all edges from 0 to 1, from 1 to 5 and from 5 to 0
    best = anneal(MaxCut(g), sweeps=100, **FEW).state
    cold = anneal(MaxCut(g), sweeps=3, schedule=Constant(50.0), start=best, **FEW)
    assert cold.improvements[0].value == 20


@pytest.mark.parametrize("schedule", [Geometric(), Linear(), FowlerNordheim()])
@pytest.mark.parametrize("rule", [Metropolis(), HeatBath()])
def test_schedules_grow_colder_and_all_find_a_ground_state(schedule, rule):
    betas = schedule.betas(50, Scale(2.0, 0.05, 2.5))
    assert (np.diff(betas) > 0).all()
    problem = from_matrix(random_couplings(24, 7)[0])
    end = anneal(MaxCut(problem), sweeps=300, schedule=schedule, rule=rule, order=AtRandom(), **FEW)
    assert end.value == anneal(MaxCut(problem), sweeps=2000, **FEW).value
    assert_array_equal(end.betas, schedule.betas(300, MaxCut(problem).scale))


def test_the_two_readings_of_the_fowler_nordheim_schedule():
    unit = Scale(1.0, 0.1, 5.0)
    betas = FowlerNordheim(start=60.0).betas(100, unit)
    assert betas[[0, -1]] == pytest.approx([4 * np.log1p(1 / 120), 4 * np.log(2)])
    assert betas == pytest.approx(2 * FowlerNordheim(start=60.0, factor=2.0).betas(100, unit))


@pytest.mark.parametrize("rule", [HeatBath(), Metropolis()])
def test_samples_have_the_boltzmann_distribution(rule):
    couplings, field = random_couplings(6, 11)
    pairs, values, _ = upper(couplings, "J")
    problem = IsingModel(6, pairs, values, field)
    drawn = sample(problem, 0.4, times=60, every=3, warm_up=40, replicas=512, rule=rule)
    exact = boltzmann(problem.values(all_states(6)), 0.4)
    assert np.abs(frequencies(drawn.spins) - exact).sum() / 2 < 0.02
    assert drawn.energies.mean() == pytest.approx(exact @ problem.values(all_states(6)), abs=0.1)


@needs_native
def test_the_energy_of_the_square_ferromagnet_is_onsagers():
    problem = ferromagnet(32, 32)
    drawn = sample(problem, 0.5, times=40, every=5, warm_up=1000, replicas=64)
    # From random starts some replicas keep a stripe; those are no equilibrium states.
    ordered = np.abs(drawn.spins.mean(axis=2)).min(axis=0) > 0.5
    assert ordered.mean() > 0.5
    assert drawn.energies[:, ordered].mean() / 1024 == pytest.approx(-1.74556, abs=0.004)


def test_the_planar_twin_is_no_multigraph_and_has_about_the_edges_of_its_model():
    twin = two_planar(800, 1)
    assert abs(len(twin.edges) - 4694) < 60


@needs_native
@pytest.mark.parametrize(("number", "cut"), [(11, 564), (43, 6660)])
def test_published_cuts_are_reached(number, cut):
    from basinet.annealing.rudy import gset

    end = anneal(MaxCut(gset(number)), sweeps=3000, seed=2)
    assert end.value == cut


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"seconds": 0}, "seconds is 0; it must be a number above 0"),
        ({"sweeps": 0}, "sweeps is 0; it must be a whole number of at least 1"),
        ({"sweeps": []}, "sweeps is empty"),
        ({"sweeps": 3, "replicas": 0}, "replicas is 0"),
        ({"sweeps": 3, "seed": -1}, "seed is -1"),
        ({"sweeps": [3, 4], "restarts": 2}, "restarts need the sweeps of each"),
        ({"sweeps": 3, "start": [1, 1]}, "start has the shape"),
        ({"sweeps": 3, "fixed": {9: 1}}, "variable 9 is fixed at 1"),
        ({"sweeps": 3, "fixed": {0: 0}}, "variable 0 is fixed at 0"),
    ],
)
def test_wrong_arguments_are_refused(arguments, words, unchecked):
    with pytest.raises(ValueError, match=words):
        anneal(MaxCut(cycle(5)), **arguments)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Geometric(0.0), "must be above 0"),
        (lambda: Geometric(2.0, 1.0), "exchange them"),
        (lambda: Linear(-1.0), "at least 0"),
        (lambda: Constant(float("nan")), "at least 0"),
        (lambda: FowlerNordheim(0.5), "start above 0.5"),
        (lambda: sample(MaxCut(cycle(5)), -1.0), "beta is -1.0"),
        (lambda: sample(MaxCut(cycle(5)), 0.0, rule=Metropolis()), "above 0 with Metropolis"),
    ],
)
def test_wrong_schedules_are_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_no_small_coupling_is_lost_beside_large_ones_in_a_proof():
    # A triangle cannot be cut whole, whatever its weights.
    problem = MaxCut(Graph(3, np.array([[0, 1], [1, 2], [0, 2]]), np.array([1e13 - 1, 1.0, 4.0])))
    end = anneal(problem, sweeps=20, **FEW)
    assert end.value == 1e13 + 3
    assert "2^3 states" in end.certificate.reason
    worse = np.array([1, -1, 1], np.int8)
    assert not certify(problem.ising, worse, np.ones(3, bool)).optimum
    assert (descend(problem.ising, worse, np.ones(3, bool)) == [1, -1, -1]).all()
    far = MaxCut(Graph(3, problem.graph.edges, np.array([1e20, 1e-20, 1e-20])))
    assert not anneal(far, sweeps=20, **FEW).certificate.optimum
