"""Predict a chaotic series, one step ahead and then freely, with a network that stays as it is."""

import numpy as np

from basinet import Reservoir
from basinet.rates import Balanced, EchoState, Homeostasis
from basinet.series import mackey_glass, narma10

x = mackey_glass(3300)[:, None]
model = Reservoir(EchoState(units=200), random_state=0).fit(x[:3001])
free = model.generate(84)
error = np.sqrt(np.mean((free - x[3000:3084]) ** 2)) / x.std()
print(f"Mackey-Glass, 84 steps on its own: error {error:.4f} of its deviation")

u, y = narma10(4000)
for network in (
    EchoState(units=200, input_scale=0.1),
    Balanced(units=200),
    Balanced(units=200, adaptation=Homeostasis()),
):
    model = Reservoir(network, random_state=0).fit(u[:3000, None], y[:3000])
    error = model.error(u[3000:, None], y[3000:], start=model.end_)
    name = type(network).__name__, type(getattr(network, "adaptation", network)).__name__
    print(f"NARMA-10, {' '.join(name)}: {error:.3f}, Jacobian {model.jacobian_radius():.2f}")
