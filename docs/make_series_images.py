"""Draw the pictures of the pages about series: `python docs/make_series_images.py`.

Everything random has a fixed seed. With names of pictures only those are drawn.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from matplotlib.figure import Figure

from basinet import Reservoir, analysis, rates, viz
from basinet.core import Dense
from basinet.rates import AbstractReservoir, Balanced, EchoState, Homeostasis
from basinet.series import mackey_glass
from basinet.series.sources import load_series

IMAGES = Path(__file__).parent / "images"


def free_running() -> Figure:
    """Mackey-Glass, left to itself after three thousand steps."""
    x = mackey_glass(3500)[:, None]
    model = Reservoir(random_state=0).fit(x[:3001])
    return viz.forecast(
        x[3000:],
        model.generate(500),
        title="Mackey-Glass, left to itself",
        note="300 tanh units",
        along="steps after training",
    )


def memory() -> Figure:
    """What three networks of 200 units remember of their input."""
    data = load_series("memory", None, 5600, 0)
    networks: dict[str, AbstractReservoir] = {
        "tanh": EchoState(units=200, radius=0.95, input_scale=0.1, bias=0.0),
        "adapted": Balanced(adaptation=Homeostasis()),
        "static": Balanced(),
    }
    lines = []
    for name, network in networks.items():
        model = Reservoir(network, encoder="raw", washout=200, random_state=0)
        model.fit(data.x_train[0], data.y_train[0])
        answers = model.predict(data.x_test[0], start=model.end_)
        pairs = zip(answers.T, data.y_test[0].T, strict=True)
        along = np.array([np.corrcoef(a, b)[0, 1] ** 2 for a, b in pairs])
        lines.append(viz.Line(name, along[:50]))
    return viz.curves(
        np.arange(1.0, 51),
        lines,
        title="What is remembered of an input",
        note="200 units each",
        along="steps ago",
        shares=True,
    )


def bifurcation() -> Figure:
    """A Chialvo neuron against the strength of its recovery."""
    at = np.round(np.linspace(0.1, 0.6, 201), 4)
    state = rates.Excitation(jnp.full((1, 1), 0.5), jnp.full((1, 1), 0.5))

    def circuit_at(b: float) -> rates.Circuit:
        return rates.Circuit(rates.Chialvo(1, b=b, k0=0.03), Dense(jnp.zeros((1, 1))))

    nothing = rates.Constant(jnp.zeros((1, 1)))
    courses = analysis.bifurcation(
        circuit_at, at, rates.Iterate(), nothing, state, _activation, steps=200, transient=2000
    )
    return viz.orbits(at, courses, title="A Chialvo neuron", note="values of x", along="b")


def _activation(state: rates.Excitation) -> jax.Array:
    return state.x[0, 0]


PICTURES: dict[str, Callable[[], Figure]] = {
    "free-running": free_running,
    "memory": memory,
    "bifurcation": bifurcation,
}


def main() -> None:
    """Draw the pictures that are named, or all."""
    for name in sys.argv[1:] or PICTURES:
        (IMAGES / f"series-{name}.png").write_bytes(viz.to_png(PICTURES[name]()))
        print(name, flush=True)


if __name__ == "__main__":
    main()
