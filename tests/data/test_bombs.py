"""Small files that unpack to much, and headers that lie: no more memory than a file announces."""

import bz2
import gzip
import io
import struct
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import scipy.io
from mutated_kinds import idx

from basinet.data import DataError, load

pytestmark = pytest.mark.filterwarnings("ignore::basinet.data.DataWarning")

X, Y = np.arange(24, dtype=np.float32).reshape(8, 3), np.arange(8) % 2


LIMITED = """
import resource, sys, time
from basinet.data import load
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    load(sys.argv[1])
    said = "read"
except (ValueError, OSError, MemoryError) as error:
    said = str(error)
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(used / 1024, said)
"""


def npy(shape, kind="<f8", content=b""):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)


def saved(values):
    content = io.BytesIO()
    np.save(content, values)
    return content.getvalue()


def packed(opens, path, head, filler, size):
    """Write a head and so many bytes of filler in small pieces: no test takes what it packs."""
    piece = filler * 2**20
    with opens(path, "wb", 1) as file:
        file.write(head)
        for _ in range(size // len(piece)):
            file.write(piece)


def bomb_gzip(path):
    (path / "train-labels-idx1-ubyte").write_bytes(idx(Y.astype(np.uint8)))
    head = idx(np.zeros((8, 3, 1), np.uint8))
    packed(gzip.open, path / "train-images-idx3-ubyte.gz", head, b"\0", 4 * 10**8)
    return path


def bomb_line(path):
    packed(gzip.open, path / "a.csv.gz", b"a,b\n", b"\0", 4 * 10**8)
    return path / "a.csv.gz"


def unused_member(path):
    zipped(path / "a.npz", x=saved(X), y=saved(Y), z=bytes(4 * 10**8))
    return path / "a.npz"


def lying_shape(path):
    zipped(path / "a.npz", x=npy((2**40, 3)), y=saved(Y))
    return path / "a.npz"


def long_label(path):
    rows = ["a,kind", *[f"{i},{'x' * 100_000 if i == 7 else 'y'}" for i in range(20_000)]]
    (path / "a.csv").write_text("\n".join(rows))
    return path / "a.csv"


def bomb_tabs(path):
    packed(gzip.open, path / "a.tsv.gz", b"a\tb\n", b"\0", 4 * 10**8)
    return path / "a.tsv.gz"


def bomb_bzip(path):
    packed(bz2.open, path / "a.csv.bz2", b"a,b\n", b"\0", 3 * 10**8)
    return path / "a.csv.bz2"


def bomb_blanks(path):
    packed(gzip.open, path / "a.dat.gz", b"a b\n1 2\n", b" ", 4 * 10**8)
    return path / "a.dat.gz"


def bomb_records(path):
    packed(gzip.open, path / "a.json.gz", b"", b"[", 4 * 10**8)
    return path / "a.json.gz"


def lying_array(path):
    (path / "a.npy").write_bytes(npy((2**40, 3)))
    return path / "a.npy"


def lying_matlab(path):
    content = bytearray(matlab_of(np.zeros((4, 4))))
    at = content.index(struct.pack("<iiii", 5, 8, 4, 4))
    content[at : at + 16] = struct.pack("<iiii", 5, 8, 2**30, 2**10)
    (path / "a.mat").write_bytes(content)
    return path / "a.mat"


def matlab_of(values):
    content = io.BytesIO()
    scipy.io.savemat(content, {"X": values, "y": np.arange(4)})
    return content.getvalue()


def far_cell(path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["a", "kind"])
    book.active.cell(1_000_000, 16_000, 1)
    book.save(path / "a.xlsx")
    return path / "a.xlsx"


def zip_of_zeros(path):
    pytest.importorskip("openpyxl")
    with zipfile.ZipFile(path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", bytes(4 * 10**8))
    return path / "a.xlsx"


def bomb_parquet(path):
    arrow = pytest.importorskip("pyarrow")
    count = 10**6
    column = arrow.array(np.zeros(count, np.int8)).dictionary_encode()
    names = {f"c{i}": column for i in range(100)}
    pytest.importorskip("pyarrow.parquet").write_table(arrow.table(names), path / "a.parquet")
    return path / "a.parquet"


def bomb_picture(path):
    image = pytest.importorskip("PIL.Image")
    for name in ("a", "b"):
        (path / name).mkdir()
        image.new("L", (11_000, 8_000)).save(path / name / "1.png")
    return path


@pytest.mark.parametrize(
    "made",
    [
        bomb_gzip,
        bomb_line,
        bomb_tabs,
        bomb_bzip,
        bomb_blanks,
        bomb_records,
        unused_member,
        lying_shape,
        long_label,
        lying_array,
        lying_matlab,
        far_cell,
        zip_of_zeros,
        bomb_parquet,
        bomb_picture,
    ],
    ids=lambda f: f.__name__,
)
def test_a_file_takes_no_more_memory_than_it_announces(made, tmp_path):
    path = made(tmp_path)
    words = [sys.executable, "-c", LIMITED, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    used, said = done.stdout.split(" ", 1)
    assert float(used) < 200
    assert said == "read\n" or str(tmp_path) in said


@pytest.mark.parametrize(
    "header",
    [
        npy("(2, 3"),
        npy("(-1,)"),
        npy("(2.5,)"),
        npy((10**30,)),
        npy((2**62, 0, 4)),
        npy("('a',)"),
        npy((1,), "|O8"),
        npy((1,), "<U999999999999"),
        npy((1,), "nonsense"),
        npy((1,) * 60),
        npy(("(" * 3000,)),
        b"\x93NUMPY\x09\x00",
        b"",
    ],
)
def test_headers_that_lie_are_one_line(header, tmp_path):
    path = tmp_path / "a.npz"
    zipped(path, x=header, y=saved(Y))
    with pytest.raises(DataError, match=r"a\.npz: (the array 'x'|damaged|x )"):
        load(path)
