"""The interface of D-Wave's samplers."""

import numpy as np
import pytest

dimod = pytest.importorskip("dimod")

from basinet.annealing.dwave import BasinetSampler  # noqa: E402


def random_model(n, vartype, seed=0):
    rng = np.random.default_rng(seed)
    linear = {f"v{i}": float(rng.integers(-3, 4)) for i in range(n)}
    pairs = {(f"v{i}", f"v{j}"): float(rng.integers(-3, 4)) for i in range(n) for j in range(i)}
    return dimod.BinaryQuadraticModel(linear, pairs, 1.5, vartype)


@pytest.mark.parametrize("vartype", ["SPIN", "BINARY"])
def test_the_ground_state_of_a_small_model_is_found_with_its_energy(vartype):
    model = random_model(9, vartype)
    exact = dimod.ExactSolver().sample(model).first
    answer = BasinetSampler().sample(model, num_reads=8, num_sweeps=50)
    assert len(answer) == 8
    assert answer.first.energy == exact.energy
    assert model.energy(answer.first.sample) == exact.energy
    assert answer.vartype == model.vartype


def test_samples_are_local_minima_and_the_betas_are_told():
    model = random_model(30, "SPIN", 2)
    answer = BasinetSampler().sample(model, num_reads=8, num_sweeps=20, beta_range=(0.2, 3.0))
    assert answer.info["beta_range"] == pytest.approx([0.2, 3.0])
    for sample in answer.samples():
        for name in model.variables:
            flipped = {**sample, name: -sample[name]}
            assert model.energy(flipped) >= model.energy(sample)


def test_the_other_doors_of_a_sampler_lead_here():
    answer = BasinetSampler().sample_qubo({(0, 0): -1.0, (0, 1): 2.0}, num_sweeps=20, num_reads=4)
    assert answer.first.energy == -1
    answer = BasinetSampler().sample_ising({}, {("a", "b"): 1.0}, num_sweeps=20, num_reads=4)
    assert answer.first.sample["a"] != answer.first.sample["b"]
    assert len(BasinetSampler().sample(dimod.BinaryQuadraticModel("SPIN"))) == 0


def test_a_start_is_where_it_begins_and_wrong_words_are_refused():
    model = random_model(6, "BINARY")
    best = dimod.ExactSolver().sample(model).first
    answer = BasinetSampler().sample(
        model, num_reads=4, num_sweeps=1, beta_range=(90.0, 90.0), initial_states=best.sample
    )
    assert answer.first.energy == best.energy
    with pytest.raises(ValueError, match="lacks the variable"):
        BasinetSampler().sample(model, initial_states={"v0": 1})
    with pytest.raises(ValueError, match="expected one of geometric, linear"):
        BasinetSampler().sample(model, beta_schedule_type="custom")
