"""Tables packed, as records, with comments, and with numbers as people write them."""

import bz2
import json
import zipfile

import numpy as np
import pytest
from written import KIND, A, B, quiet, same_as_plain, text, write

from basinet.data import DataError, DataWarning, load, read_labelled


def test_packed_text_and_records_are_read_as_text_is(tmp_path):
    pytest.importorskip("pyarrow")
    rows = [
        dict(zip(("a", "b", "kind"), row, strict=True))
        for row in zip(A.tolist(), B.tolist(), KIND.tolist(), strict=True)
    ]
    (tmp_path / "t.csv.bz2").write_bytes(bz2.compress(text().encode()))
    with zipfile.ZipFile(tmp_path / "t.tsv.zip", "w") as archive:
        archive.writestr("folder/t.tsv", text("\t"))
        archive.writestr("__MACOSX/folder/._t.tsv", b"\0\1")
    write(tmp_path / "t.json", json.dumps(rows))
    write(
        tmp_path / "columns.json",
        json.dumps({name: [row[name] for row in rows] for name in rows[0]}),
    )
    write(tmp_path / "t.jsonl", "\n".join(map(json.dumps, rows)))
    for name in ("t.csv.bz2", "t.tsv.zip", "t.json", "columns.json", "t.jsonl"):
        same_as_plain(load(tmp_path / name), tmp_path)


def test_comments_above_a_table_are_left_aside_and_said_so(tmp_path):
    pytest.importorskip("pyarrow")
    with pytest.warns(DataWarning, match="2 lines at the start that begin with #"):
        data = load(write(tmp_path / "t.csv", f"# measured\n# in spring\n{text()}"))
    same_as_plain(data, tmp_path)


def test_numbers_are_read_with_thousands_per_cent_and_currency(tmp_path):
    pytest.importorskip("pyarrow")
    wide = 10_000 * np.abs(A)
    columns = {
        "a": [f'"${v:,.2f}"' for v in wide],
        "b": [f"{v} %" for v in B],
        "kind": KIND,
    }
    x, _, names = read_labelled(write(tmp_path / "t.csv", text(**columns)))
    assert names == ("a", "b")
    np.testing.assert_allclose(x, np.c_[wide, B].astype(np.float32), atol=0.006)


def test_a_slip_among_blanks_is_found_on_its_line(tmp_path):
    pytest.importorskip("pyarrow")
    with pytest.raises(DataError, match=r"line 63, column 'b': 'x' is not a number"):
        quiet(write(tmp_path / "t.dat", "\n" + text("   ") + "1.5   x   oak\n"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.json", "[" * 100_000, "not JSON .too deep"),
        ("t.jsonl", '{"a": 1, "k": 0}\n{a', "line 2: not JSON"),
        ("t.json", '[{"a": [1], "k": 0}]', "record 1, 'a': a list"),
        ("t.json", '{"a": [1, 2], "k": [0]}', r"columns have \[1, 2\] values"),
        ("t.json", "3", "it holds a int"),
        ("t.json", "[]", "there are no records"),
        ("t.json", '[{"a": 1, "k": 0}, {"a": "x", "k": 1}]', "values of several kinds"),
        ("t.pkl", "x", "would run what is in it"),
    ],
)
def test_records_that_are_no_table_are_one_line(name, content, words, tmp_path):
    pytest.importorskip("pyarrow")
    with pytest.raises(DataError, match=words) as caught:
        load(write(tmp_path / name, content))
    assert "\n" not in str(caught.value)
