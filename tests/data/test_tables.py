import csv
import gzip
import re

import numpy as np
import pytest

from basinet.data import DataError, read_features, read_labelled
from basinet.data.errors import NotPlainError
from basinet.data.tables import read_labelled_table, read_plain


@pytest.fixture
def table(tmp_path):
    def write(text, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_numbers_names_and_labels_are_read(table):
    x, y, names = read_labelled(table("a,b,kind\n1,2.5,cat\n-3e2, 4 ,dog\n"))
    np.testing.assert_array_equal(x, np.array([[1, 2.5], [-300, 4]], np.float32))
    assert x.dtype == np.float32
    assert y.tolist() == ["cat", "dog"]
    assert names == ("a", "b")


def test_packing_line_ends_quotes_blank_lines_and_byte_order_mark_do_not_matter(table):
    plain = read_labelled(table("a,b,kind\n1,2,cat\n3,4,dog\n"))
    text = b'\xef\xbb\xbf"a","b",kind\r\n\r\n1,"2",cat\r\n3,4,"dog"'
    for path in (table(text, "u.csv"), table(gzip.compress(text), "u.csv.gz")):
        other = read_labelled(path)
        np.testing.assert_array_equal(plain[0], other[0])
        assert plain[1].tolist() == other[1].tolist()
        assert plain[2] == other[2]


def test_many_blocks_of_rows_are_read_like_one_by_one(tmp_path):
    rng = np.random.default_rng(1)
    values = rng.standard_normal((9000, 3)).astype(np.float32)
    path = tmp_path / "t.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["a", "b", "c", "y"])
        writer.writerows([*map(repr, map(float, row)), i] for i, row in enumerate(values))
    x, y, _ = read_labelled(path)
    np.testing.assert_array_equal(x, values)
    np.testing.assert_array_equal(y, np.arange(9000))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1", "-2", "3"], [1, -2, 3]),
        (["1", "-2", "+3"], ["1", "-2", "+3"]),
        (["007", "12", "3"], ["007", "12", "3"]),
        (["0", "0.0", "1"], [0, 0, 1]),
        (["0.50", "0.5", "1"], ["0.5", "0.5", "1"]),
        (["1", "2.0", "3"], ["1", "2.0", "3"]),
        (["1", "b", "3"], ["1", "b", "3"]),
    ],
)
def test_labels_are_integers_only_if_all_are_written_so(table, texts, expected):
    rows = "".join(f"0.5,{text}\n" for text in texts)
    _, y, _ = read_labelled(table("a,y\n" + rows))
    assert y.tolist() == expected
    assert y.dtype.kind == ("i" if isinstance(expected[0], int) else "U")


def test_the_label_column_can_be_any(table):
    x, y, names = read_labelled(table("a,y,b\n1,7,2\n3,8,4\n"), "y")
    np.testing.assert_array_equal(x, [[1, 2], [3, 4]])
    assert y.tolist() == [7, 8]
    assert names == ("a", "b")


def test_features_are_picked_by_name_in_the_order_asked_for(table):
    path = table("a,y,b,note\n1,7,2,hello\n3,8,4,world\n")
    np.testing.assert_array_equal(read_features(path, columns=("b", "a")), [[2, 1], [4, 3]])


def test_the_label_column_may_be_there_or_not(table):
    with_label, without = table("a,b,y\n1,2,cat\n"), table("a,b\n1,2\n", "u.csv")
    for path in (with_label, without):
        np.testing.assert_array_equal(read_features(path, label="y"), [[1, 2]])
        np.testing.assert_array_equal(read_features(path, columns=("a", "b")), [[1, 2]])


def test_numbered_columns_beside_a_named_label_are_a_header(table):
    x, y, names = read_labelled(table("0,1,target\n5,6,1\n7,8,0\n"))
    np.testing.assert_array_equal(x, [[5, 6], [7, 8]])
    assert names == ("0", "1")
    assert y.tolist() == [1, 0]


REFUSED = {
    "empty": ("", "the file is empty"),
    "blank": ("\n\n", "the file is empty"),
    "no rows": ("a,b,y\n", "no rows"),
    "word": ("a,b,y\n1,2,x\n1,two,x\n", "line 3, column 'b': 'two' is not a number"),
    "word after a blank line": ("a,b,y\n1,2,x\n\n1,two,x\n", "line 4, column 'b'"),
    "word after a cell of two lines": ('a,b,y\n1,2,"x\nx"\n1,two,x\n', "line 4, column 'b'"),
    "inf": ("a,b,y\n1,-inf,x\n", "line 2, column 'b': '-inf' is not finite"),
    "huge": ("a,b,y\n1,1e39,x\n", "line 2, column 'b': '1e39' is too large for float32"),
    "just too large": ("a,b,y\n1,3.4028236e38,x\n", "'3.4028236e38' is too large"),
    "underscore": ("a,b,y\n1,1_0,x\n", "line 2, column 'b': '1_0' is not a number"),
    "short row": ("a,b,y\n1,2,x\n1,2\n", "line 3: 2 values, expected 3"),
    "long row": ("a,b,y\n1,2,x,9\n", "line 2: 4 values, expected 3"),
    "empty label": ("a,b,y\n1,2,x\n1,2, \n", "line 3, column 'y': the label is empty"),
    "same name": ("a,a,y\n1,2,x\n", "two columns are named 'a'"),
    "only a label": ("y\nx\n", "only column"),
    "open quotation mark": ('a,b,y\n1,2,"x\n3,4,x\n', "not a CSV table"),
    "damaged gzip": (gzip.compress(b"a,b,y\n1,2,x\n")[:-5], "damaged gzip"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_unusable_table_is_refused_with_the_place(table, case):
    text, message = REFUSED[case]
    path = table(text)
    with pytest.raises(DataError, match=message) as caught:
        read_labelled(path)
    assert str(path) in str(caught.value)


NOT_PLAIN = {
    "empty cell": ("a,b,y\n1,2,x\n,2,x\n", "line 3, column 'a': the value is empty"),
    "nan": ("a,b,y\nnan,2,x\n", "line 2, column 'a': 'nan' is not finite"),
    "word": ("a,b,y\n1,2,x\n1,two,x\n", "line 3, column 'b': 'two' is not a number"),
    "no name": ("a,,y\n1,2,x\n", "column 2 has no name"),
    "no header": ("1,2,0\n3,4,1\n", "no header"),
    "no header, named label": ("5.1,3.5,setosa\n3,4,setosa\n", "no header"),
    "semicolons": ("a;b;y\n1;2;x\n", "expected commas"),
    "Latin-1": ("a,b,y\n1,2,café\n".encode("latin-1"), "line 2: byte 0xe9 is not UTF-8"),
}


@pytest.mark.parametrize("case", NOT_PLAIN)
def test_without_the_extra_an_unusual_table_is_refused_with_the_place_and_the_extra(
    table, case, monkeypatch
):
    text, message = NOT_PLAIN[case]
    path = table(text)
    with pytest.raises(NotPlainError, match=message):
        read_labelled_table(path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DataError, match=message + ".*" + re.escape("basinet[tables]")):
        read_labelled(path)


def test_a_fault_far_down_is_named_by_its_line(table):
    rows = ["1,2,x"] * 10_000
    rows[9_000] = "1,!,x"
    with pytest.raises(DataError, match=r"line 9002, column 'b': '!'"):
        read_labelled(table("a,b,y\n" + "\n".join(rows)))


def test_a_column_that_is_not_there_is_answered_with_those_that_are(table):
    path = table("a,b,y\n1,2,x\n")
    with pytest.raises(DataError, match="no column 'z'; the columns are a, b, y"):
        read_labelled(path, "z")
    with pytest.raises(DataError, match="no column 'c', 'd'; the columns are a, b, y"):
        read_features(path, columns=("a", "c", "d"))


def test_features_beside_unusable_columns_are_read_only_if_asked_for(table):
    path = table("a,note,b\n1,hello,2\n")
    with pytest.raises(DataError, match="column 'note': 'hello'"):
        read_plain(path, labelled=False)
    np.testing.assert_array_equal(read_features(path, columns=("a", "b")), [[1, 2]])


def test_the_only_column_may_be_a_feature_but_not_the_label(table):
    path = table("a\n1\n2\n")
    np.testing.assert_array_equal(read_features(path), [[1], [2]])
    with pytest.raises(DataError, match="only column"):
        read_features(path, label="a")
    with pytest.raises(DataError, match="only column"):
        read_labelled_table(path)
