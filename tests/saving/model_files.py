"""A small task and two learners for tests of model files, and how a file is changed."""

import json

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

from basinet import Steered
from basinet.core import RandomSubset
from basinet.core.recipes import FanIn
from basinet.learners.steered import Layers
from basinet.saving.files import _digest

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 5)).astype(np.float32), np.arange(20) % 3
LEARNER = Steered(hidden=8, decay=0.7, dynamics=RandomSubset(fraction=0.9))
SPARSE = Steered(hidden=12, wiring=Layers(within=FanIn(3)))


def rewrite(path, change, *, true_digest=True):
    """Change the document and the arrays of a file, and make its checksum agree again."""
    with safe_open(path, "numpy") as opened:
        header = opened.metadata()
        arrays = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
    document = json.loads(header["basinet"])
    change(document, arrays)
    text = json.dumps(document)
    digest = _digest(text, arrays) if true_digest else header["digest"]
    save_file(arrays, path, {"basinet": text, "digest": digest})


def header_end(content):
    return 8 + int.from_bytes(content[:8], "little")
