"""
Self-attention that hears itself
================================

Cycles and chaos of infinitely many tokens: the values of one overlap. A column that stands out
among its neighbours is on another attractor, or still on its way.
"""

import numpy as np

from basinet import theory, viz

at = np.linspace(1.2, 1.4, 1201)
courses = theory.attention(at, 100, transient=2000).overlaps[:, :, 0, 0]
figure = viz.orbits(
    at,
    courses,
    title="Self-attention fed its own output",
    note="values of an overlap",
    along=r"inverse temperature $\beta$",
)
