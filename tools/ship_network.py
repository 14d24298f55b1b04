"""Train the small network that `basinet live` shows when nothing else is named.

Run `python tools/ship_network.py`; it overwrites basinet/live/models/digits.safetensors. Another
processor may round otherwise and give another network that is as good.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from basinet import Classifier, data
from basinet.learners import Steered
from basinet.live.stages.settling import known_of
from basinet.saving import save_model

OUT = Path(__file__).resolve().parents[1] / "basinet" / "live" / "models" / "digits.safetensors"
LEARNER = Steered(hidden=225, self_coupling=1.0, input_gain=1.5, rate=0.04, feedback_gain=2.0)


def main() -> None:
    """Train, say how good it is, and write it without its history."""
    digits = data.load("digits")
    clf = Classifier(LEARNER, epochs=80, batch_size=32, encoder="standardise", random_state=0)
    clf.fit(digits.x_train, digits.y_train)
    print(f"held-out accuracy {clf.score(digits.x_test, digits.y_test):.4f}")
    save_model(replace(clf.model_, history=[]), OUT)
    known = known_of(clf.model_, digits)
    kept = {"x": known.x.astype(np.uint8), "labels": known.labels, "means": known.means}
    np.savez_compressed(OUT.with_suffix(".npz"), **kept)
    print(f"{OUT} ({OUT.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
