"""
Excitation in the place of a self-coupling
==========================================

A chain of layers has as many fixed points as one layer with this self-coupling: it saturates.
"""

import numpy as np

from basinet import theory, viz

strength = np.linspace(0.0, 3.0, 80)
lines = [
    viz.Line(
        f"layers with $J_D$ = {own:g}",
        np.asarray(theory.equivalent_self_coupling(own, strength)),
    )
    for own in (0.0, 0.25, 0.5)
]
figure = viz.curves(
    strength,
    lines,
    title="One layer with as many fixed points as a chain: its self-coupling",
    along=r"excitation $\lambda$ between layers",
)
