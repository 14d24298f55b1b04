"""
A network that dreams on
========================

A reservoir has heard Mackey-Glass for three thousand steps, and goes on by itself.
"""

from basinet import Reservoir, viz
from basinet.series import mackey_glass

x = mackey_glass(3300)[:, None]
model = Reservoir(random_state=0).fit(x[:3001])
figure = viz.forecast(
    x[3000:], model.generate(300), title="Mackey-Glass, left to itself", along="steps"
)
