"""Nets of overlapping fragments: cells that saw lines support one another, and noise dies.

After the Cooperative Network Architecture (arXiv 2407.05650), in a reading of our own, as no
equations or code were found. There is a sheet of cells for each orientation. From straight lines
each learns, by how often cells are active together, which neighbours to support; then a cell stays
active if support and input reach a threshold. No labels, no gradients. One threshold does not
serve both ends: what cleans a picture leaves holes, what fills holes thickens lines.
"""

import numpy as np

SIDE, ORIENTATIONS, REACH = 32, 8, 4
DECAY, INPUT, ROUNDS = 0.12, 1.5, 6
"""What is taken off each weight; the weight of an input cell; rounds of settling."""


def line(rng):
    """Return the cells of a random straight line, [orientations, side, side], 0 or 1."""
    cells = np.zeros((ORIENTATIONS, SIDE, SIDE))
    which = int(rng.integers(ORIENTATIONS))
    angle = np.pi * which / ORIENTATIONS
    middle = rng.uniform(0.25 * SIDE, 0.75 * SIDE, 2)
    along = np.linspace(-SIDE, SIDE, 4 * SIDE)[:, None] * [np.cos(angle), np.sin(angle)]
    points = np.unique(np.round(middle + along).astype(int), axis=0)
    inside = ((points >= 0) & (points < SIDE)).all(axis=1)
    cells[which, points[inside, 0], points[inside, 1]] = 1
    return cells


def shifted(cells, dx, dy):
    """Return what stands at r + (dx, dy) at the place r, 0 beyond the border."""
    wide = np.pad(cells, ((0, 0), (REACH, REACH), (REACH, REACH)))
    x, y = REACH + dx, REACH + dy
    return wide[:, x : x + SIDE, y : y + SIDE]


def offsets():
    """Return every offset within reach but none."""
    reach = range(-REACH, REACH + 1)
    return [(dx, dy) for dx in reach for dy in reach if (dx, dy) != (0, 0)]


def fragments(pictures):
    """Return the weights [offsets, orientations, orientations] from activity together."""
    there = offsets()
    counts = np.zeros((len(there), ORIENTATIONS, ORIENTATIONS))
    active = np.zeros(ORIENTATIONS)
    for cells in pictures:
        active += cells.sum(axis=(1, 2))
        flat = cells.reshape(ORIENTATIONS, -1)
        for at, (dx, dy) in enumerate(there):
            counts[at] += flat @ shifted(cells, dx, dy).reshape(ORIENTATIONS, -1).T
    shares = counts / np.maximum(active, 1)[None, :, None]
    return np.maximum(shares - DECAY, 0)


def support(weights, cells):
    """Return what each cell receives from those around it."""
    total = np.zeros_like(cells)
    for weight, (dx, dy) in zip(weights, offsets(), strict=True):
        if weight.any():
            total += np.tensordot(weight, shifted(cells, dx, dy), axes=1)
    return total


def settle(weights, picture, threshold, rise=0.0):
    """Return the cells after some rounds in which all decide at once; the threshold may rise."""
    cells = picture
    for turn in range(ROUNDS):
        level = threshold + rise * turn / (ROUNDS - 1)
        cells = (support(weights, cells) + INPUT * picture > level).astype(float)
    return cells


def judged(found, truth):
    """Return the share of the line that is there, and the share of what is there that is line."""
    hits = float((found * truth).sum())
    return hits / truth.sum(), hits / max(found.sum(), 1.0)


def main():
    rng = np.random.default_rng(0)
    weights = fragments(line(rng) for _ in range(600))
    lines = [line(rng) for _ in range(30)]
    noisy = [np.maximum(it, rng.random(it.shape) < 0.1) for it in lines]
    torn = [it * (rng.random(it.shape) > 0.3) for it in lines]
    for said, pictures, threshold, rise in (
        ("clean", lines, 3.6, 0.0),
        ("a tenth of all cells on", noisy, 3.6, 0.0),
        ("30 % of the line gone", torn, 3.0, 0.0),
        ("the same, a rising threshold", torn, 2.0, 1.4),
    ):
        before = np.mean([judged(a, b) for a, b in zip(pictures, lines, strict=True)], axis=0)
        ends = [settle(weights, it, threshold, rise) for it in pictures]
        after = np.mean([judged(a, b) for a, b in zip(ends, lines, strict=True)], axis=0)
        shown = " -> ".join(f"recall {r:.2f} precision {p:.2f}" for r, p in (before, after))
        print(f"{said:<29} {shown}")


if __name__ == "__main__":
    main()
