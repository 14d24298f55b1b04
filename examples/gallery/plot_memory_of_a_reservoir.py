"""
How long a reservoir remembers
==============================

Share of an input's variance that can be read from the state, by its age.
"""

import numpy as np

from basinet import Reservoir, viz
from basinet.rates import EchoState
from basinet.series import delayed

u = np.random.default_rng(0).uniform(-1, 1, 3000)
y = delayed(u, 40)
lines = []
for radius in (0.5, 0.8, 0.95):
    network = EchoState(units=150, radius=radius, input_scale=0.1, bias=0.0)
    model = Reservoir(network, encoder="raw", washout=100, random_state=0)
    answers = model.fit(u[:2000, None], y[:2000]).predict(u[2000:, None], start=model.end_)
    pairs = zip(np.asarray(answers).T, y[2000:].T, strict=True)
    share = [np.corrcoef(one, other)[0, 1] ** 2 for one, other in pairs]
    lines.append(viz.Line(f"radius {radius:g}", np.array(share)))
figure = viz.curves(
    np.arange(1.0, 41),
    lines,
    title="What is remembered of an input",
    along="steps ago",
    shares=True,
)
