"""What computed the results in a folder is kept there, and said where it is another now."""

import pytest

from basinet.computing import computed_by
from basinet.computing.computers import FILE, known, note, others, short


def test_what_computed_is_noted_once_and_a_difference_is_one_line(tmp_path):
    here = computed_by()
    assert others(tmp_path) is None
    note(tmp_path, here)
    note(tmp_path, here)
    assert known(tmp_path) == {short(here): here}
    assert others(tmp_path) is None
    note(tmp_path, here | {"jaxlib": "0.0.1"})
    said = others(tmp_path)
    assert said == (
        "computed before with other means, so sums are rounded otherwise: jaxlib 0.0.1, now"
        f" {here['jaxlib']}"
    )


@pytest.mark.parametrize("text", ["", "[]", '{"a": 3}', '{"a": {"b": 3}}'])
def test_a_damaged_file_is_named(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ValueError, match=r"computers\.json is damaged: .*; remove it"):
        others(tmp_path)


def test_folders_name_the_same_alike(tmp_path):
    facts = {"b": "1", "a": "2"}
    note(tmp_path, facts)
    assert known(tmp_path) == {short({"a": "2", "b": "1"}): facts}
