"""Orbits as an encoding: SciPy's solver, their volume, rows that do not know their company."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from basinet import rates
from basinet.analysis import lyapunov
from basinet.core import Dense
from basinet.rates import Circuit, Constant, OrbitEncoder, Orbits, Places


def velocity(_, place, d):
    x, y, z = place
    return [y, -2 * x - 0.1 * x**3 - d * y + 0.1 * z, -x - d * z + 0.1 * x * y]


def test_frames_are_those_of_another_solver_for_every_row_alone():
    x = np.array([[0.4, -1.2], [2.0, 0.1], [-0.7, 0.0]])
    encode = OrbitEncoder(damping=0.3)
    found = encode(x)
    assert found.shape == (3, 5, 6)
    for row, feature in np.ndindex(3, 2):
        v, at = x[row, feature], np.linspace(1.6, 8, 5)
        start = [v, 0.2 * v, -v]
        exact = solve_ivp(velocity, (0, 8), start, t_eval=at, args=(0.3,), rtol=1e-9, atol=1e-9).y
        np.testing.assert_allclose(found[row, :, feature::2].T, exact, atol=2e-4)
    np.testing.assert_allclose(encode(x[1:2])[0], found[1], atol=1e-6)
    with pytest.raises(ValueError, match=r"row 1 left all bounds in step .* larger damping"):
        OrbitEncoder(damping=-1.5)(np.array([[0.1, 0.2], [300.0, 0.1]]))
    with pytest.raises(ValueError, match=r"6 frames need at least 0\.06"):
        OrbitEncoder(frames=6, time=0.01)


@pytest.mark.parametrize(("damping", "largest"), [(0.15, 0.00265), (1.0, -0.4078)])
def test_volumes_shrink_at_twice_the_damping_everywhere(damping, largest):
    with jax.enable_x64(True):
        circuit = Circuit(Orbits(1, damping), Dense(jnp.zeros((1, 1))))
        start = Places(*(jnp.full((1, 1), 0.1) for _ in range(3)))
        nothing = Constant(jnp.zeros((1, 1)))
        found = lyapunov(
            circuit,
            rates.RungeKutta4(),
            nothing,
            start,
            dt=0.01,
            steps=800,
            exponents=3,
            every=5,
            tangents=np.eye(3),
        )
    assert found.values[0] == pytest.approx(largest, abs=5e-5)  # those of the paper's files
    assert found.values.sum() == pytest.approx(-2 * damping, abs=1e-6)
