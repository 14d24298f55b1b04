"""What a file of results shows, gathered for `basinet.viz.benchmark`."""

from pathlib import Path

from basinet import viz
from basinet._files import write_atomically
from basinet.bench.result import Results

_WRITERS = {".png": viz.to_png, ".svg": viz.to_svg, ".pdf": viz.to_pdf}


def check_name(path: Path) -> None:
    """Refuse a name under which no figure can be written.

    Raises:
        ValueError: when it ends otherwise than .png, .svg and .pdf.
    """
    if path.suffix.lower() not in _WRITERS:
        raise ValueError(f"{path} is no name for a figure; it must end with .png, .svg or .pdf")


def write_figure(results: Results, path: Path) -> None:
    """Draw results and write the figure.

    Raises:
        ValueError: when the name is none for a figure, or there is nothing to draw.
        OSError: when the file cannot be written.
    """
    check_name(path)
    figure = viz.benchmark(epochs(results), courses(results), shares(results), note(results))
    write_atomically(path, _WRITERS[path.suffix.lower()](figure))


def epochs(results: Results) -> dict[str, list[tuple[int, float]]]:
    """Return for each learner the pairs (hidden neurons, seconds an epoch)."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for result in results.found:
        kind, *rest = result.name.split("/")
        if kind == "epoch":
            lines.setdefault(rest[0], []).append((int(rest[1]), result.median))
    return {who: sorted(points) for who, points in lines.items()}


def courses(results: Results) -> dict[str, tuple[list[float], list[float]]]:
    """Return for each learner seconds and accuracies of its course at the largest width."""
    found = [r for r in results.found if r.name.startswith("course/")]
    widest = max((r.about["hidden"] for r in found), default=0)
    return {
        r.name.split("/")[1]: (r.about["seconds"], r.about["accuracy"])
        for r in found
        if r.about["hidden"] == widest
    }


def shares(results: Results) -> list[tuple[str, int, str, float]]:
    """Return (learner, hidden neurons, "flops" or "bytes", share of the ceiling)."""
    rows = []
    for result in results.found:
        kind, *rest = result.name.split("/")
        if kind == "roofline":
            rows.append((rest[0], int(rest[2]), rest[1], result.about["share"]))
    return rows


def note(results: Results) -> str:
    """Return a line that says on what it was measured."""
    machine, task = results.machine, results.task
    cores = f", {machine['cores']} cores" if machine.get("cores") else ""
    return (
        f"{machine.get('processor') or 'unknown processor'}{cores},"
        f" {', '.join(machine.get('devices', []))}; JAX {machine.get('jax')}; {task['name']},"
        f" {task['patterns']:,} patterns of {task['features']}, batches of {task['batch_size']}"
    )
