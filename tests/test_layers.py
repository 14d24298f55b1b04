"""Imports point down only, and importing the package is light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "basinet"

LAYERS = (
    {
        "_bytes",
        "_closest",
        "_ending",
        "_forks",
        "_html",
        "_locks",
        "_memory",
        "_short",
        "_types",
        "_version",
    },
    {"_files"},
    {"core", "data", "folders", "theory"},
    {"rates"},
    {"analysis", "annealing", "learners", "search"},
    {"own"},
    {"computing", "graphs", "memories", "settings", "training", "yardsticks"},
    {"model"},
    {"continual", "saving"},
    {"fitting", "runs", "viz", "worlds"},
    {"associative", "series"},
    {"bench", "exchange", "pairs", "phases", "reporting", "sweeps"},
    {"estimator"},
    {"compare", "draw", "live", "reproductions"},
    {"cli"},
    {"__main__"},
)
"""Each part imports itself and lower layers; parts of one layer know nothing of each other."""

LEVEL = {part: level for level, layer in enumerate(LAYERS) for part in layer}
INDEPENDENT = {"data", "theory", "viz"}
HELPERS = {"_closest", "_files", "_html", "_short", "_version"}
HEAVY = ("jax", "equinox", "matplotlib", "sklearn")


def imports():
    """Yield (file, its part of the package, imported module), also from inside functions."""
    for file in sorted(PACKAGE.rglob("*.py")):
        part = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: relative import"
                names = [node.module]
                if node.module == "basinet":
                    names = [f"basinet.{alias.name}" for alias in node.names]
            else:
                continue
            yield from ((file, part, name) for name in names)


INSIDE = [
    (f, part, name.split(".")[1]) for f, part, name in imports() if name.startswith("basinet.")
]


def test_every_part_of_the_package_has_its_layer():
    parts = {
        file.relative_to(PACKAGE).parts[0].removesuffix(".py") for file in PACKAGE.rglob("*.py")
    }
    assert parts - {"__init__"} <= LEVEL.keys()


def test_imports_point_down_only():
    upwards = [
        f"{file}: {part} imports {used}"
        for file, part, used in INSIDE
        if part not in {"__init__", used} and LEVEL[part] <= LEVEL[used]
    ]
    assert upwards == []


def test_data_theory_and_viz_import_no_other_part_and_no_jax():
    wrong = [
        f"{file}: {part} imports {used}"
        for file, part, used in INSIDE
        if part in INDEPENDENT and used not in {part} | HELPERS
    ] + [
        f"{file}: {part} imports {name}"
        for file, part, name in imports()
        if part in INDEPENDENT and name.split(".")[0] in ("jax", "equinox")
    ]
    assert wrong == []


def test_only_viz_imports_matplotlib():
    users = {part for _, part, name in imports() if name.split(".")[0] == "matplotlib"}
    assert users <= {"draw", "viz"}


@pytest.mark.parametrize("module", ["basinet", "basinet.cli", "basinet.data"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
