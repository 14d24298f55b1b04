"""`basinet export`."""

import pytest
from commands import call


def test_a_run_becomes_a_page_in_its_folder(trained):
    folder, _ = trained
    result = call("export", folder, "--json")
    assert result.code == 0, result.err
    page = folder / "network.html"
    assert result.json == {"page": str(page), "bytes": page.stat().st_size}
    assert "A network that settles: trees" in page.read_text()
    page.unlink()


def test_a_model_file_becomes_a_page_without_samples(trained, tmp_path):
    folder, _ = trained
    result = call("export", folder / "model.safetensors", "--out", tmp_path / "a.html")
    assert result.code == 0, result.err
    assert '"labels":[]' in (tmp_path / "a.html").read_text()
    assert "open it in a browser" in result.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "pgae"), "did you mean page"),
        (("--bits", "8"), "--bits belongs to --to nir"),
        (("--to", "nir", "--bits", "1"), "bits is 1; expected 2 to 16"),
        (("--out", "no/such/folder.html"), "make its folder"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_line(trained, here, words, said):
    result = call("export", trained[0], *words)
    assert result.code == 1
    assert said in result.err
    assert result.err.count("\n") == 1
