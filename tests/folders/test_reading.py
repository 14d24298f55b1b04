"""What is wrong with a JSON or TOML file is said with its name."""

import contextlib
import json

import pytest

from basinet.folders import Kind, begin, is_kept, json_text, read, read_lines

DAMAGED = {
    "empty": "",
    "half": '{"name": ',
    "a list": "[1, 2]",
    "a number": "3",
    "nested deeply": "[" * 100_000,
    "nested in names": '{"a":' * 100_000,
    "not text": b"\xff\xfe\x00",
    "a number without end": '{"name": ' + "9" * 10_000 + "}",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_named_with_what_to_do(tmp_path, content):
    path = tmp_path / "thing.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ValueError, match=r"thing\.json is damaged: .*; remove it") as caught:
        read(path, remedy="remove it")
    assert len(str(caught.value)) < 500


def test_toml_is_read_with_a_mark_at_its_begin_and_any_line_ends(tmp_path):
    path = tmp_path / "run.toml"
    path.write_bytes(b'\xef\xbb\xbfa = 1\r\n[b]\r\nc = "d"\r\n')
    assert read(path) == {"a": 1, "b": {"c": "d"}}
    for content in (b"a = ", b"\xff", b"a = 1\na = 2", b"a = " + b"[" * 50_000, b"\0"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"run\.toml is "):
            read(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "lacks 'count'"),
        ('{"count": "3"}', "count is '3', not a whole number"),
        ('{"count": true}', "count is True, not a whole number"),
        ('{"count": null}', "count is None, not a whole number"),
    ],
)
def test_a_value_that_is_missing_or_of_another_kind_is_named(tmp_path, text, said):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ValueError, match=rf"a\.json is damaged: (it )?{said}"):
        read(tmp_path / "a.json", {"count": int})


def test_lines_are_read_one_by_one(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"a": 1}\n{"a": 2}\n')
    assert read_lines(path) == [{"a": 1}, {"a": 2}]
    path.write_text('{"a": 1}\n{"a"')
    with pytest.raises(ValueError, match=r"lines\.jsonl is damaged"):
        read_lines(path)


def test_what_is_no_file_and_stands_in_the_place_of_one_is_refused(tmp_path):
    assert not is_kept(tmp_path / "a", "remove it")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    for name in ("a", "b"):
        with pytest.raises(ValueError, match=rf"{name} is no file; remove it"):
            is_kept(tmp_path / name, "remove it")


def every_change(content):
    """A content with each of its bits changed in turn."""
    for place in range(8 * len(content)):
        changed = bytearray(content)
        changed[place // 8] ^= 1 << place % 8
        yield bytes(changed)


def test_a_changed_bit_in_json_that_was_sealed_is_noticed_and_json_without_a_seal_is_read(tmp_path):
    values = {"accuracy": 0.75, "found": {"steps": [1, 2], "of": {"no": None}}}
    path = tmp_path / "point.json"
    path.write_text(json_text(values))
    assert read(path) == values
    for content in every_change(path.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"point\.json is damaged: .*; delete it"):
            read(path, remedy="delete it")
    for old in (json.dumps(values, indent=2) + "\n", json.dumps(values), json_text({})):
        path.write_text(old)
        assert read(path) in (values, {})


def test_a_changed_bit_in_a_description_is_noticed_or_changes_nothing(tmp_path):
    kind, folder, values = Kind("a run", "run.toml", "make"), tmp_path / "a", {"seed": 1, "of": "a"}
    begin(kind, folder, 'seed = 1\nof = "a"\n', lambda file: None)
    path = kind.described(folder)
    assert read(path) == values
    whole = path.read_bytes()
    for place, content in enumerate(every_change(whole)):
        path.write_bytes(content)
        if place >= 8 * whole.index(b"\n"):
            with pytest.raises(ValueError, match=r"run\.toml is "):
                read(kind.described(folder))
        else:  # of the checksum itself: what it is of is whole
            with contextlib.suppress(ValueError):
                assert read(kind.described(folder)) == values
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"run\.toml is "):
            read(kind.described(folder))
    path.write_text("seed = 2\n")  # by hand, or before there were checksums
    assert read(kind.described(folder)) == {"seed": 2}


def test_numbers_of_a_list_stand_on_one_line_and_nothing_else_changes(tmp_path):
    values = {"a": [1, 0.1, None], "b": {"c": [[1, 2], [], (3,)], "d": {}}, "e": "ü\n", "f": []}
    text = json_text(values)
    assert '  "a": [1, 0.1, null],\n' in text
    assert "      [1, 2],\n      [],\n      [3]\n" in text
    file = tmp_path / "values.json"
    file.write_text(text)
    assert read(file) == json.loads(json.dumps(values))
