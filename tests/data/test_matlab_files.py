"""MATLAB's files: as SciPy reads them, and refused where they lie."""

import io

import numpy as np
import pytest
import scipy.sparse
from scipy.io import loadmat, savemat

from basinet.data import matfile

RNG = np.random.default_rng(0)
VALUES = {
    "X": RNG.normal(size=(6, 3)),
    "pictures": RNG.integers(0, 255, (2, 3, 4), dtype=np.uint8),
    "rows": np.array(["ab", "cd"]),
    "truth": np.array([True, False]),
    "whole": np.arange(5, dtype=np.int64),
    "single": np.float32(3),
    "sparse": scipy.sparse.csc_array(np.where(RNG.random((5, 4)) < 0.4, 2.5, 0)),
    "empty": np.zeros((0, 3)),
    "text": "grün",
}


def written(values, *, compressed=False):
    content = io.BytesIO()
    savemat(content, values, do_compression=compressed)
    return content.getvalue()


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("name", VALUES)
def test_values_are_those_that_scipy_reads(name, compressed):
    data = written(VALUES, compressed=compressed)
    expected = loadmat(io.BytesIO(data), chars_as_strings=True)[name]
    expected = expected.toarray() if scipy.sparse.issparse(expected) else expected
    found = matfile.values(data, matfile.variables(data)[name], 10**6)
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)


def test_cells_of_text_are_texts_and_other_things_are_objects():
    names = np.array(["a", "bcd"], dtype=object)
    data = written({"names": names, "record": {"a": 1}, "mixed": np.array([1, "a"], dtype=object)})
    there = matfile.variables(data)
    found = {name: matfile.values(data, one, 10**6) for name, one in there.items()}
    assert found["names"].tolist() == ["a", "bcd"]
    assert found["record"].dtype == found["mixed"].dtype == object


@pytest.mark.parametrize(("row", "column"), [(99, None), (-1, None), (None, 77), (None, -5)])
def test_a_number_that_leads_out_of_a_sparse_matrix_is_refused(row, column):
    data = bytearray(written({"X": scipy.sparse.csc_array(np.eye(3))}))
    old = np.array([0, 1, 2] if column is None else [0, 1, 2, 3], "<i4")
    new = old.copy()
    new[1] = row if column is None else column
    at = data.index(old.tobytes())
    if column is not None:  # the columns stand behind the rows, which begin alike
        at = data.index(old.tobytes(), at)
    data[at : at + len(new) * 4] = new.tobytes()
    content = bytes(data)
    with pytest.raises(ValueError, match=r"rows that do not exist|columns that begin nowhere"):
        matfile.values(content, matfile.variables(content)["X"], 10**6)


def test_what_is_packed_is_unpacked_as_far_as_is_allowed():
    data = written({"X": np.zeros((1000, 1000))}, compressed=True)
    assert len(data) < 10**5
    there = matfile.variables(data)["X"]
    assert (there.shape, there.bytes) == ((1000, 1000), 8 * 10**6)
    with pytest.raises(ValueError, match=r"has 1,?.* values, not 1,000,000"):
        matfile.values(data, there, 10**5)


def test_a_file_that_is_cut_off_is_refused():
    data = written(VALUES)
    with pytest.raises(ValueError, match="goes beyond the end"):
        matfile.variables(data[: len(data) // 2])
