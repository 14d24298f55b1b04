"""What a package index and a citation show, and what the make targets install."""

import importlib.util
import re
import tomllib
from pathlib import Path

import basinet

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def dist():
    """The script that builds what is released."""
    spec = importlib.util.spec_from_file_location("dist", ROOT / "tools" / "dist.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_of_a_package_index_has_absolute_links_to_what_there_is():
    home = PROJECT["urls"]["Homepage"]
    text = dist().absolute((ROOT / "README.md").read_text(), home)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    assert all(target.startswith("https://") for target in targets)
    ours = [target for target in targets if re.match(f"{home}/(blob|raw)/main/", target)]
    assert len(ours) > 10
    for target in ours:
        path = target.partition("/main/")[2].partition("#")[0]
        assert (ROOT / path).exists(), target
    pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", text)
    assert all(target.startswith(f"{home}/raw/main/") for target in pictures)


def test_there_is_a_place_to_report_faults_and_it_is_the_same_everywhere():
    assert {"Homepage", "Documentation", "Changelog", "Issues"} <= PROJECT["urls"].keys()
    for page in ("README.md", "CONTRIBUTING.md"):
        assert PROJECT["urls"]["Issues"] in (ROOT / page).read_text()


def test_the_citation_names_this_version_and_this_place():
    lines = (ROOT / "CITATION.cff").read_text().splitlines()
    assert f"version: {basinet.__version__}" in lines
    assert f'repository-code: "{PROJECT["urls"]["Homepage"]}"' in lines


def test_the_oldest_jaxlib_is_that_of_the_oldest_jax():
    (bound,) = (need for need in PROJECT["dependencies"] if need.startswith("jax>="))
    assert dist().lowest_jaxlib(ROOT) == f"jaxlib=={bound.removeprefix('jax>=')}.0"


def test_every_lower_bound_is_one_and_there_are_no_caps():
    extras = [need for needs in PROJECT["optional-dependencies"].values() for need in needs]
    for need in (*PROJECT["dependencies"], *extras):
        assert re.fullmatch(r"basinet\[[\w,]+\]|[\w-]+>=[\d.]+", need), need
