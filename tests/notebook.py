"""Run the cells of a notebook as a kernel would, without one, and say what each shows.

    python notebook.py FILE.ipynb

Cells that give sizes are taken in the small form that their metadata hold. The last expression of
each cell is shown as IPython does: by its picture, its page or its text. One line a cell.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any


def cells(file: Path) -> list[str]:
    """The code of a notebook, small."""
    book = json.loads(file.read_text(encoding="utf-8"))
    found = []
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            found.append(cell["metadata"].get("small", "".join(cell["source"])))
    return found


def shown(value: Any) -> str:
    """What a notebook would show of a value."""
    if hasattr(value, "_repr_png_"):
        content, size = value._repr_png_()
        assert content.startswith(b"\x89PNG")
        assert size["width"] > 100
        return "picture"
    for name, word in (("_repr_html_", "page"), ("_repr_mimebundle_", "bundle")):
        if hasattr(value, name):
            assert getattr(value, name)()
            return word
    return repr(value).replace("\n", " ")


def run(file: Path) -> None:
    """Run the cells in order."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, text in enumerate(cells(file)):
        body = ast.parse(text).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), f"cell {number}", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names)
            print(f"{number}: {shown(value)}" if value is not None else f"{number}:")


if __name__ == "__main__":
    run(Path(sys.argv[1]))
