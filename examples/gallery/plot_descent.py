"""
A memory rolls downhill
=======================

No sweep of a recall raises the energy. One pattern comes back although a third of its spins were
flipped; from farther away the descent ends in other valleys, which here are less deep.
"""

import numpy as np

from basinet import Associator, DenseHopfield, viz
from basinet.associative import flip

rng = np.random.default_rng(0)
patterns = rng.choice([-1, 1], (70, 1000))
memory = Associator(DenseHopfield(order=2), random_state=0).fit(patterns)
shares = (0.2, 0.35, 0.4, 0.5)
cues = np.concatenate([flip(patterns[:1], share, rng) for share in shares])
energies = np.asarray(memory.recall(cues, energies=True).energies)
after = energies[:, 1:] - energies[0, -1]
lines = [viz.Line(f"{100 * s:g} % flipped", one) for s, one in zip(shares, after, strict=True)]
title, note = "Energy above that of the pattern", "70 patterns of 1000 spins, after each sweep"
figure = viz.curves(
    np.arange(1.0, after.shape[1] + 1), lines, title=title, note=note, along="sweep"
)
