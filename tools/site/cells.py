"""Run the cells of a notebook and keep what they show: `python cells.py FILE.ipynb FOLDER`.

It is what a kernel would do, without one. In FOLDER are then `shown.json`, a list of outputs for
each cell of code, and the pictures that it names.
"""

import ast
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from sklearn.base import BaseEstimator


def shown(value: Any, stem: str, folder: Path) -> dict[str, Any]:
    """Return what is shown of a value: a picture, which is written, a page, or its text."""
    if hasattr(value, "_repr_png_"):
        content, size = value._repr_png_()
        (folder / f"{stem}.png").write_bytes(content)
        return {"picture": f"{stem}.png", "width": size["width"]}
    if hasattr(value, "_repr_html_") and not isinstance(value, BaseEstimator):
        return {"page": value._repr_html_()}
    return {"text": repr(value)}


def outputs(text: str, names: dict[str, Any], stem: str, folder: Path) -> list[dict[str, Any]]:
    """Run a cell; return what it printed and what is shown of its last expression."""
    body = ast.parse(text).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), stem, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), stem, "eval"), names)
    found = [{"text": printed.getvalue().rstrip()}] if printed.getvalue() else []
    return found if value is None else [*found, shown(value, stem, folder)]


def main(file: Path, folder: Path) -> None:
    """Run the cells in order, where files that they write do no harm."""
    book = json.loads(file.read_text(encoding="utf-8"))
    folder = folder.resolve()
    work = folder / "work"
    work.mkdir(parents=True)
    os.chdir(work)
    names: dict[str, Any] = {"__name__": "__main__"}
    code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    found = [outputs(text, names, f"{file.stem}-{k}", folder) for k, text in enumerate(code)]
    (folder / "shown.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
