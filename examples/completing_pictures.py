"""Store pictures and bring them back from their upper halves.

The pictures are handwritten digits of 8 x 8 pixels. What is hidden is black in the cue; the memory
finds out, or is told. Then ten other digits are learnt from noisy copies alone.
"""

import numpy as np
from sklearn.datasets import load_digits

from basinet import Associator, DenseHopfield, Modern
from basinet.associative import Archetypes

pictures = load_digits(return_X_y=True)[0][:100]
seen = np.arange(64) < 32
cues = np.where(seen, pictures, 0)
memory = Associator(Modern(beta=128.0)).fit(pictures)
print(f"not told what is hidden: {100 * memory.exact_recall(cues, pictures):.0f} of 100 come back")
told = memory.exact_recall(cues, pictures, seen)
print(f"told what is hidden:     {100 * told:.0f} of 100 come back")


def show(*parts):
    """Print pictures side by side."""
    for row in zip(*(part.reshape(8, 8) for part in parts), strict=True):
        print("   ".join("".join(" .:*#"[min(4, int(p // 3.3))] for p in line) for line in row))


print("cue, retrieved, stored:")
show(cues[3], memory.retrieve(cues, seen)[3], pictures[3])

ten = np.where(pictures[:10] > 7, 1, -1)
copies = Archetypes(units=64, examples=100, quality=0.5).show(ten, seed=0)
learnt = Associator(DenseHopfield(order=10), random_state=0)
learnt.fit(copies.examples, teacher=copies.teacher)
print(f"archetypes from noisy copies: overlap {learnt.score(copies.examples[::100], ten):.3f}")
print("a copy, what is retrieved from it:")
show(
    *(8 * (one + 1) for one in (copies.examples[300], learnt.retrieve(copies.examples[300:301])[0]))
)
