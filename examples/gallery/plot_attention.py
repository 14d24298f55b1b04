"""
Self-attention that hears itself
================================

Cycles and chaos of infinitely many tokens: the values of one overlap.
"""

import numpy as np

from basinet import theory, viz

at = np.linspace(1.2, 1.4, 201)
courses = theory.attention(at, 400, transient=2000).overlaps[:, :, 0, 0]
figure = viz.orbits(
    at,
    courses,
    title="Self-attention fed its own output",
    note="values of an overlap",
    along=r"inverse temperature $\beta$",
)
