"""Files that lie: nothing crashes, hangs, or takes more memory than the file announces.

A reader gives its data or one line that names the file. See also `tests/test_mutated_files.py`.
"""

import bz2
import csv
import gzip
import io
import json
import os
import struct
import time
import zipfile

import numpy as np
import pytest
import scipy.io

from basinet.data import DataError, load, loose, read_features, read_labelled

pytestmark = pytest.mark.filterwarnings("ignore::basinet.data.DataWarning")

X, Y = np.arange(24, dtype=np.float32).reshape(8, 3), np.arange(8) % 2


def table():
    text = io.StringIO()
    csv.writer(text).writerows(
        [["a", "b", "c", "kind"], *[[*row, k] for row, k in zip(X.tolist(), Y, strict=True)]]
    )
    return text.getvalue().encode()


def archive(packed=True):
    content = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(content, x=X, y=Y)
    return content.getvalue()


def array():
    content = io.BytesIO()
    np.save(content, np.c_[X, Y])
    return content.getvalue()


def matlab():
    content = io.BytesIO()
    scipy.io.savemat(content, {"X": X, "y": Y}, do_compression=True)
    return content.getvalue()


def parquet():
    arrow = pytest.importorskip("pyarrow")
    content = io.BytesIO()
    names = ["a" if y else "b" for y in Y]
    rows = arrow.table({"a": X[:, 0], "text": names, "kind": Y})
    pytest.importorskip("pyarrow.parquet").write_table(rows, content)
    return content.getvalue()


def excel():
    content, book = io.BytesIO(), pytest.importorskip("openpyxl").Workbook()
    book.active.append(["a", "b", "kind"])
    for row, y in zip(X.tolist(), Y.tolist(), strict=True):
        book.active.append([*row[:2], y])
    book.save(content)
    return content.getvalue()


def zipped_table():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.csv", table())
    return content.getvalue()


def records():
    rows = [
        {"a": a, "text": "xy"[y], "kind": y}
        for a, y in zip(X[:, 0].tolist(), Y.tolist(), strict=True)
    ]
    return json.dumps(rows).encode()


def lines_of_records():
    return records()[1:-1].replace(b"}, ", b"}\n")


OTHERS = {
    "a.npy": array,
    "a.mat": matlab,
    "a.parquet": parquet,
    "a.xlsx": excel,
    "a.csv.bz2": lambda: bz2.compress(table()),
    "a.csv.zip": zipped_table,
    "a.json": records,
    "a.jsonl": lines_of_records,
    "a.dat": lambda: table().replace(b",", b"  "),
}


def mutated(content, rng):
    """Some bytes changed, removed, doubled, or exchanged for numbers that are often special."""
    content = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        if not content:
            break
        at = int(rng.integers(len(content)))
        kind = rng.integers(6)
        if kind == 0:
            content[at] ^= 1 << int(rng.integers(8))
        elif kind == 1:
            del content[at : at + int(rng.integers(1, 9))]
        elif kind == 2:
            content[at:at] = content[at : at + int(rng.integers(1, 40))]
        elif kind == 3:
            content[at : at + 4] = struct.pack("<I", int(rng.choice([0, 1, 2**31 - 1, 2**32 - 1])))
        elif kind == 4:
            content[at : at + 1] = rng.choice([b"\xff", b"\0", b"9", b"-", b'"', b",", b"\r", b"("])
        else:
            del content[at:]
    return bytes(content)


def tried(path):
    """Read a file in every way that suits it; what is refused is named in one line."""
    for read in (read_features, read_labelled, load):
        try:
            read(path)
        except (DataError, ValueError, OSError) as error:
            said = str(error)
            assert path.name in said or str(path.parent) in said, said
            assert "\n" not in said.replace(path.name, ""), said
            assert "pickle" not in said


def fuzz(kind, count, folder, content):
    rng = np.random.default_rng(0)
    path = folder / kind
    for _ in range(count):
        path.write_bytes(mutated(content, rng))
        began = time.process_time()
        tried(path)
        assert time.process_time() - began < 10


@pytest.mark.usefixtures("unchecked")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", [*OTHERS, "a.tsv"])
def test_mutated_files_of_other_kinds_are_read_or_named(kind, tmp_path):
    made = OTHERS[kind]() if kind in OTHERS else table().replace(b",", b"\t")
    fuzz(kind, 150, tmp_path, made)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.filterwarnings("ignore")
def test_mutated_pictures_are_read_or_named(tmp_path):
    image, rng = pytest.importorskip("PIL.Image"), np.random.default_rng(0)
    for row in range(8):
        folder = tmp_path / str(Y[row])
        folder.mkdir(exist_ok=True)
        picture = image.fromarray(rng.integers(0, 256, (9, 9), dtype=np.uint8))
        picture.save(folder / f"{row}.{'png' if row % 3 else 'jpg'}")
    for name in ("0/0.jpg", "1/1.png"):
        good = (tmp_path / name).read_bytes()
        for _ in range(40):
            (tmp_path / name).write_bytes(mutated(good, rng))
            tried(tmp_path)
        (tmp_path / name).write_bytes(good)


def test_wide_tables_are_read_in_time_proportional_to_their_size(tmp_path):
    columns = 60_000
    names = ",".join(f"c{i}" for i in range(columns))
    rows = "\n".join(",".join(["1.5"] * columns) + f",{k % 2}" for k in range(10))
    (tmp_path / "a.csv").write_text(f"{names},kind\n{rows}\n")
    began = time.process_time()
    x, y, _ = read_labelled(tmp_path / "a.csv")
    assert time.process_time() - began < 10
    assert x.shape == (10, columns)
    assert y.tolist() == [0, 1] * 5
    with pytest.raises(DataError, match=r"no column 'z'; the columns are c0, .* and 59961 more"):
        read_labelled(tmp_path / "a.csv", "z")


def test_labels_beyond_whole_numbers_are_refused_and_not_changed(tmp_path):
    np.savez(tmp_path / "a.npz", x=X, y=np.full(8, 2**64 - 1, np.uint64))
    with pytest.raises(DataError, match="label 18446744073709551615"):
        read_labelled(tmp_path / "a.npz")


def test_an_archive_with_something_before_it_is_read(tmp_path):
    path = tmp_path / "a.npz"
    path.write_bytes(b"#!/bin/sh\n" + archive())
    np.testing.assert_array_equal(read_features(path), X)


def numbered(words, rows=12):
    """A table with these columns beside a label; each counts the rows."""
    lines = [",".join([str(row)] * len(words) + ["ab"[row % 2]]) for row in range(rows)]
    return "\n".join([",".join([*words, "kind"]), *lines]).encode()


def shaped(shape, kind="<f4"):
    """An array whose header says this of it."""
    header = f"{{'descr': {kind!r}, 'fortran_order': False, 'shape': {shape}}}".encode().ljust(117)
    return b"\x93NUMPY\x01\x00v\x00" + header + b"\n" + bytes(32)


def lists_as_labels():
    arrow, content = pytest.importorskip("pyarrow"), io.BytesIO()
    table = arrow.table({"a": [1.0, 2.0], "kind": [[1], [2]]})
    pytest.importorskip("pyarrow.parquet").write_table(table, content)
    return content.getvalue()


ODD = {
    "a name longer than a reader takes": ("a.csv", numbered(["a" * 200_000, ""])),
    "a name of nothing but zeros": ("a.csv", bytes(100_000)),
    "more columns than are read": ("a.tsv", b"\t".join([b"%d" % n for n in range(70_000)]) + b"\n"),
    "zeros without end": ("a.csv.gz", gzip.compress(b"a,b\n" + bytes(2**27), 1)),
    "lists as labels": ("a.parquet", lists_as_labels),
    "a shape of truth": ("a.npy", shaped("(True, 8)")),
    "numbers that are arrays": ("a.npy", shaped("(2,)", ("<f4", (4,)))),
}


@pytest.mark.parametrize(("name", "content"), ODD.values(), ids=ODD.keys())
def test_what_is_wrong_is_one_line_of_some_length_that_names_the_file(name, content, tmp_path):
    (tmp_path / name).write_bytes(content() if callable(content) else content)
    with pytest.raises(DataError, match=name) as caught:
        load(tmp_path / name)
    assert len(str(caught.value)) < 2000


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(DataError, match=r"a\.csv: a pipe or a device"):
        load(tmp_path / "a.csv")


def test_what_is_odd_of_many_columns_is_said_of_some(tmp_path):
    (tmp_path / "a.csv").write_bytes(numbered([f"c{number}" for number in range(300)]))
    odd = load(tmp_path / "a.csv").odd
    assert len(odd) < 10
    assert "295 more columns: counts the rows; if it says nothing of them, drop it" in odd


def test_a_header_longer_than_what_is_looked_at_first_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(loose, "LOOKED_AT", 64)
    names = [f"column {number}" for number in range(30)]
    (tmp_path / "a.tsv").write_bytes(numbered(names).replace(b",", b"\t"))
    assert load(tmp_path / "a.tsv").feature_names == tuple(names)
