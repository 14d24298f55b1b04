"""A small table, written in many ways."""

import warnings

import numpy as np

from basinet.data import DataWarning, load

RNG = np.random.default_rng(0)
N = 60
A, B = RNG.normal(size=N).round(3), RNG.normal(size=N).round(2)
KIND = np.array(["oak", "elm", "ash"])[np.arange(N) % 3]
BARK = np.array(["rough", "smooth"])[RNG.integers(2, size=N)]
X = np.c_[A, B].astype(np.float32)
BYTES = RNG.integers(0, 256, (N, 12, 12), dtype=np.uint8)
LINE = "labels: column 'kind' (3 classes), features: a, b; 48 to learn, 12 held out"


def text(sep=",", point=".", **columns):
    """A table of text; by default a, b and kind."""
    columns = columns or {"a": A, "b": B, "kind": KIND}
    rows = [
        sep.join(columns),
        *(sep.join(map(str, row)) for row in zip(*columns.values(), strict=True)),
    ]
    body = "\n".join(rows[1:]).replace(".", point)
    return f"{rows[0]}\n{body}\n"


def quiet(path, **how):
    """Load without warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return load(path, **how)


def write(path, content, encoding="utf-8"):
    path.write_bytes(content.encode(encoding))
    return path


def same_as_plain(data, tmp_path):
    plain = quiet(write(tmp_path / "plain.csv", text()))
    np.testing.assert_array_equal(data.x_train, plain.x_train)
    np.testing.assert_array_equal(data.y_test, plain.y_test)
    assert data.summary == plain.summary == LINE
