"""
What may be learnt at all
=========================

Patterns for each synapse that a neuron can hold with a margin: the bound for every rule.
"""

import numpy as np

from basinet import theory, viz

margin = np.linspace(0.0, 2.0, 80)
hebb = np.full(80, theory.hopfield_capacity().load)
figure = viz.curves(
    margin,
    [
        viz.Line("any rule", np.asarray(theory.perceptron_capacity(margin))),
        viz.Line("Hebb's rule", hebb, dashed=True),
    ],
    title="Fixed points that can be learnt, for each neuron",
    along=r"margin $\kappa$",
)
