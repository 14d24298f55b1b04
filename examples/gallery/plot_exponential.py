"""
Memories that grow exponentially
================================

How many patterns for each neuron a log-sum-exp memory holds, as logarithm.
"""

import numpy as np

from basinet import theory, viz

beta = np.linspace(0.2, 4.0, 60)
figure = viz.curves(
    beta,
    [
        viz.Line(f"cues of overlap {q:g}", np.asarray(theory.exponential_capacity(beta, q)))
        for q in (1.0, 0.8, 0.6)
    ],
    title="Logarithm of the number of patterns, for each neuron",
    along=r"inverse temperature $\beta$",
)
