"""Tables as people have them: each is read, said what it is, and warned of where it is odd."""

import numpy as np
import pytest
from written import BARK, KIND, LINE, RNG, A, B, N, quiet, same_as_plain, text, write

from basinet.data import (
    DataError,
    DataWarning,
    Impute,
    OneHot,
    Reading,
    Standardise,
    load,
    load_quietly,
    read_features,
)

TEXTS = {
    "tabs": ("t.tsv", text("\t"), "utf-8"),
    "semicolons": ("t.csv", text(";"), "utf-8"),
    "decimal commas": ("t.csv", text(";", ","), "utf-8"),
    "bars": ("t.txt", text("|"), "utf-8"),
    "UTF-16 of Excel": ("t.txt", text("\t"), "utf-16"),
    "blank lines first": ("t.tsv", "\n\n" + text("\t"), "utf-8"),
    "blanks": ("t.txt", text("  "), "utf-8"),
    "blanks at both ends": (
        "t.csv",
        "\n".join(f" {row} " for row in text(" ").splitlines()),
        "utf-8",
    ),
    "a header behind #": ("t.dat", "# " + text(" "), "utf-8"),
    "a separator at the end": ("t.csv", text().replace("\n", ",\n"), "utf-8"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_tables_of_text_are_told_from_their_first_lines(case, tmp_path):
    pytest.importorskip("pyarrow")
    name, content, encoding = TEXTS[case]
    same_as_plain(load(write(tmp_path / name, content, encoding)), tmp_path)


def test_parquet_and_excel_are_read_as_text_is(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"a": A, "b": B, "kind": KIND})
    parquet.write_table(table, tmp_path / "t.parquet")
    same_as_plain(load(tmp_path / "t.parquet"), tmp_path)
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["a", "b", "kind"])
    for row in zip(A.tolist(), B.tolist(), KIND.tolist(), strict=True):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    same_as_plain(load(tmp_path / "t.xlsx"), tmp_path)


def test_formulas_that_nobody_computed_are_told(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["a", "b", "kind"])
    for number, (a, b, kind) in enumerate(zip(A.tolist(), B.tolist(), KIND.tolist(), strict=True)):
        book.active.append([a, f"=A{number + 2}+1" if number in (3, 4) else b, kind])
    book.save(tmp_path / "t.xlsx")
    data = quiet(tmp_path / "t.xlsx")
    assert any("2 of its cells are formulas without a stored value" in odd for odd in data.odd)


def test_a_table_without_a_header_is_read_and_said_to_have_none(tmp_path):
    pytest.importorskip("pyarrow")
    path = write(tmp_path / "iris.data", text().split("\n", 1)[1])
    with pytest.warns(DataWarning, match="no header"):
        data = load(path)
    assert data.feature_names == ("column 1", "column 2")
    np.testing.assert_array_equal(np.sort(data.x_train[:, 0]), np.sort(quiet(path).x_train[:, 0]))


def test_quoted_names_between_semicolons_are_a_header(tmp_path):
    pytest.importorskip("pyarrow")
    text_ = text(";").replace("a;b;kind", '"a a";"b";"kind"')
    assert load(write(tmp_path / "wine.csv", text_)).feature_names == ("a a", "b")


def test_a_first_row_of_words_and_numbers_that_comes_again_is_no_header(tmp_path):
    pytest.importorskip("pyarrow")
    rows = "".join(
        f" {i % 50}, {b}, {x}, {k}\n" for i, (b, x, k) in enumerate(zip(BARK, A, KIND, strict=True))
    )
    data = quiet(write(tmp_path / "adult.data", rows))
    assert len(data.x_train) + len(data.x_test) == N
    assert data.categories == {"column 2": ("rough", "smooth")}
    years = text(**{"2019": A, "2020": B, "kind": KIND})
    assert quiet(write(tmp_path / "t.tsv", years.replace(",", "\t"))).feature_names == (
        "2019",
        "2020",
    )


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "id", "ID", "index", "PassengerId", "row_id"])
@pytest.mark.parametrize("first", [0, 1, 1000])
def test_a_column_that_numbers_the_rows_is_left_aside_and_said_so(name, first, tmp_path):
    path = write(tmp_path / "t.csv", text(**{name: np.arange(N) + first}, a=A, b=B, kind=KIND))
    with pytest.warns(DataWarning, match=f"column '{name or 'Unnamed: 0'}' is left aside"):
        data = load(path)
    assert data.feature_names == ("a", "b")
    assert data.summary == LINE


def test_a_column_that_counts_under_another_name_is_pointed_at(tmp_path):
    order = RNG.permutation(N)
    path = write(tmp_path / "t.csv", text(day=order, a=A, kind=KIND))
    with pytest.warns(DataWarning, match="column 'day' counts the rows"):
        data = load(path)
    assert data.feature_names == ("day", "a")
    assert load(path, drop=["day"]).feature_names == ("a",)


ODD = {
    "many classes": ({"a": RNG.normal(size=600), "age": np.arange(600) % 29}, "29 classes"),
    "constant": ({"a": A, "c": np.ones(N), "kind": KIND}, "column 'c' is constant"),
    "the same rows": ({"a": A[:6].repeat(10), "kind": KIND}, "also in the part that is learnt"),
    "one number twice": (
        {"a": A, "y": np.array(["0", "0.0", "1"])[np.arange(N) % 3]},
        "0 and 0.0 are the same number",
    ),
    "capitals": (
        {"a": A, "y": np.array(["Cat", "cat", "dog"])[np.arange(N) % 3]},
        "differ in capitals alone",
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_warned_of(case, tmp_path):
    columns, message = ODD[case]
    with pytest.warns(DataWarning, match=message):
        load(write(tmp_path / "t.csv", text(**columns)))


def test_labels_are_kept_as_they_are_written(tmp_path):
    for labels, expected in (
        (["007", "012", "100"], ["007", "012", "100"]),
        (["0.0", "1.0", "2.0"], ["0.0", "1.0", "2.0"]),
        (["NA", "None", "yes"], ["NA", "None", "yes"]),
        (["0", "1", "2"], [0, 1, 2]),
    ):
        kinds = np.array(labels)[np.arange(N) % 3]
        data = quiet(write(tmp_path / "t.csv", text(a=A, kind=kinds)))
        assert np.unique(data.y_train).tolist() == expected


def test_a_quantity_is_not_taken_for_a_class(tmp_path):
    with pytest.raises(DataError, match="a quantity and no class"):
        load(write(tmp_path / "t.csv", text(a=A, price=B)))


def mixed(tmp_path, name="t.csv"):
    age = [("" if i % 7 == 0 else str(i % 50)) for i in range(N)]
    flag = np.where(np.arange(N) % 5 == 0, "True", "False")
    notes = [f"note {i}" for i in range(N)]
    columns = {"age": age, "bark": BARK, "flag": flag, "notes": notes, "kind": KIND}
    return write(tmp_path / name, text(**columns))


def test_missing_values_are_filled_and_texts_are_encoded(tmp_path):
    pytest.importorskip("pyarrow")
    data = quiet(mixed(tmp_path))
    assert data.encoder == OneHot(columns=(1,), then=Impute(Standardise()))
    assert data.feature_names == ("age", "bark", "flag")
    assert data.categories == {"bark": ("rough", "smooth")}
    assert "bark (2 texts)" in data.summary
    assert any("'notes' is left aside" in line for line in data.odd)
    assert any("'age' (9): filled by the mean" in line for line in data.odd)
    inputs = data.encoder.encode(data.x_test, data.encoder.measure(data.x_train))
    assert np.isfinite(inputs).all()
    assert inputs.shape[1] == 4
    np.testing.assert_array_equal(inputs[:, 2:].sum(axis=1), 1)


def test_a_file_to_predict_on_is_read_like_the_one_that_was_learnt(tmp_path):
    pytest.importorskip("pyarrow")
    data = quiet(mixed(tmp_path))
    rows = "flag,bark,age\nTrue,smooth,3\nFalse,velvet,\n"
    points = "flag;age;bark\nTrue;3,5;smooth\n"
    x = read_features(write(tmp_path / "new.csv", points), form=data.form)
    np.testing.assert_array_equal(x, [[3.5, 1, 1]])
    points = "bark;flag;age\nsmooth;True;3,5\n"
    x = read_features(write(tmp_path / "new.csv", points), form=data.form)
    np.testing.assert_array_equal(x, [[3.5, 1, 1]])
    with pytest.warns(DataWarning, match="'bark' has texts that were not learnt, such as 'velvet'"):
        x = read_features(write(tmp_path / "new.csv", rows), form=data.form)
    np.testing.assert_array_equal(x, [[3, 1, 1], [np.nan, np.nan, 0]])
    inputs = data.encoder.encode(x, data.encoder.measure(data.x_train))
    np.testing.assert_array_equal(inputs[:, 2:], [[0, 1], [0, 0]])


def test_a_slip_in_a_column_of_numbers_is_named_and_no_category(tmp_path):
    pytest.importorskip("pyarrow")
    b = np.array(B, dtype=object)
    b[30] = "two"
    with pytest.raises(DataError, match="line 32, column 'b': 'two' is not a number"):
        load(write(tmp_path / "t.tsv", text("\t", a=A, b=b, kind=KIND)))


def test_parts_that_the_data_have_are_used(tmp_path):
    pytest.importorskip("pyarrow")
    part = np.array(["train", "train", "val", "test"])[np.arange(N) % 4]
    path = write(tmp_path / "t.csv", text(a=A, split=part, kind=KIND))
    data = quiet(path)
    np.testing.assert_array_equal(data.x_test[:, 0], A[part == "test"].astype(np.float32))
    assert any("validation part (15) is left aside" in line for line in data.odd)
    other = quiet(path, test="validation")
    np.testing.assert_array_equal(other.x_test[:, 0], A[part == "val"].astype(np.float32))


def test_a_separate_test_file_is_held_out(tmp_path):
    train = write(tmp_path / "one.csv", text(id=np.arange(N), a=A, b=B, kind=KIND))
    test = write(tmp_path / "two.csv", text(kind=KIND[:9], b=B[:9] + 1, a=A[:9]))
    data = quiet(train, test=test)
    assert (len(data.x_train), len(data.x_test)) == (60, 9)
    np.testing.assert_allclose(data.x_test, np.c_[A, B + 1][:9], rtol=1e-6)
    (tmp_path / "both").mkdir()
    train.rename(tmp_path / "both" / "train.csv")
    test.rename(tmp_path / "both" / "test.csv")
    again = quiet(tmp_path / "both", label="kind")
    np.testing.assert_array_equal(data.x_test, again.x_test)
    with pytest.raises(DataError, match=r"neither a part of .* nor an existing file"):
        quiet(tmp_path / "both" / "train.csv", test="nowhere.csv")


def test_a_reading_has_a_checksum_of_all_that_it_reads(tmp_path):
    from basinet.data import contents

    one, two = write(tmp_path / "a.csv", text()), write(tmp_path / "b.csv", text())
    reading = Reading(str(one), test=str(two))
    before = contents([reading])
    assert before.keys() == {str(one), str(two)}
    write(two, text(";"))
    assert contents([reading]) != before
    assert load_quietly(Reading(str(one))).odd == ()
