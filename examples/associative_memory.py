"""Store pictures in an associative memory and recall them from damaged ones.

The patterns are handwritten digits in black and white, 64 pixels of -1 and +1. The memory stores
each picture under itself; then some pixels are flipped and the network relaxes from what is left.
"""

import numpy as np
from sklearn.datasets import load_digits

from basinet import Associator, Steered
from basinet.associative import flip

images, _ = load_digits(return_X_y=True)
patterns = np.where(images[:40] > 7, 1, -1)
memory = Associator(Steered(hidden=200, rate=0.05), epochs=40, random_state=0).fit(patterns)
print(f"{len(patterns)} pictures, exactly recalled {memory.exact_recall(patterns):.0%}")

for fraction in (0.05, 0.1, 0.2):
    damaged = flip(patterns, fraction, np.random.default_rng(0))
    before = np.mean(damaged * patterns)
    after = memory.score(damaged, patterns)
    print(
        f"{fraction:.0%} of the pixels flipped: overlap {before:.3f} before, {after:.3f} recalled"
    )


def show(*pictures):
    """Print pictures of 8 x 8 pixels side by side."""
    for row in zip(*(picture.reshape(8, 8) for picture in pictures), strict=True):
        print("   ".join("".join(" #"[int(pixel > 0)] for pixel in line) for line in row))


damaged = flip(patterns, 0.1, np.random.default_rng(0))
print("stored, damaged, recalled:")
show(patterns[3], damaged[3], memory.retrieve(damaged)[3])
