"""
What may be learnt at all
=========================

Patterns for each synapse that a neuron can hold without an error, each with a margin: the bound
for every rule. With Hebb's rule even retrieval with a few errors ends far below it.
"""

import numpy as np

from basinet import theory, viz
from basinet.viz import style

margin = np.linspace(0.0, 2.0, 80)
bound, hebb = np.asarray(theory.perceptron_capacity(margin)), theory.hopfield_capacity()
line = viz.Line("the best rule,\nno errors", bound)
picture = viz.curves(
    margin, [line], title="Patterns for each synapse", along=r"margin $\kappa$ of every pattern"
)
wrong = style.percent((1 - hebb.overlap) / 2)
(axes,) = picture.axes
axes.plot(0, hebb.load, "o", color=style.VERMILION)
axes.annotate(
    f"Hebb's rule, retrieved with {wrong} of the spins wrong",
    (0.04, hebb.load),
    va="center",
    color=style.VERMILION,
)
figure = picture
