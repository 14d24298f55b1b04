"""
Self-attention that hears itself
================================

Cycles and chaos of infinitely many tokens: the values of one overlap.
"""

import numpy as np

from basinet import theory, viz

at = np.linspace(1.0, 1.4, 161)
courses = [theory.attention(beta, 300, transient=600).overlaps[:, 0, 0] for beta in at]
figure = viz.orbits(
    at,
    np.array(courses).T,
    title="Self-attention fed its own output",
    note="values of an overlap",
    along=r"inverse temperature $\beta$",
)
