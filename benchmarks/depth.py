"""Find the strength at which excitation between two layers takes the place of the self-coupling.

    python benchmarks/depth.py --results depth.jsonl --figure depth.png

Trains two layers without self-coupling on entangled MNIST, tied neuron by neuron with several
strengths lambda, and measures the held-out accuracy. Each strength is appended to the file of
results as one JSON line when it is done; what the file already holds is not measured again, so
that the same command goes on after an interruption. Needs the MNIST files; `basinet data fetch
mnist` brings them.
"""

import argparse
import json
import time
from pathlib import Path

from matplotlib.figure import Figure

from basinet.core import RandomSubset
from basinet.data import load
from basinet.learners import Steered
from basinet.model import begin, learn
from basinet.runs import environment, evaluate
from basinet.viz import style, to_png

SETTINGS = ("hidden", "input_gain", "samples", "epochs", "batch_size", "seed")
"""What two results must share to be compared."""


def measure(strength: float, options: argparse.Namespace) -> dict:
    """Train one network and return its held-out accuracy."""
    data = load("entangled-mnist")
    x, y = data.x_train[: options.samples], data.y_train[: options.samples]
    learner = Steered(
        hidden=(options.hidden, options.hidden),
        self_coupling=0.0,
        excitation=strength,
        input_gain=options.input_gain,
        sweeps=7,
        dynamics=RandomSubset(0.85),
    )
    untrained = begin(learner, data.encoder, x, y, options.seed)
    started = time.perf_counter()
    finished = learn(untrained, x, y, epochs=options.epochs, batch_size=options.batch_size)
    *_, model = finished
    seconds = time.perf_counter() - started
    found = evaluate(model, data.x_test, data.y_test)
    return {
        "strength": strength,
        **{name: getattr(options, name) for name in SETTINGS},
        "accuracy": round(found.accuracy, 4),
        "fixed_points": round(found.settling.fixed_points, 4) if found.settling else None,
        "seconds": round(seconds, 1),
    }


def known(options: argparse.Namespace) -> dict[float, dict]:
    """Return the results in the file that were measured with the same settings, by strength."""
    if options.results is None or not options.results.exists():
        return {}
    lines = options.results.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return {
        result["strength"]: result
        for result in found
        if all(result[name] == getattr(options, name) for name in SETTINGS)
    }


@style.house_style()
def draw(results: dict[float, dict]) -> Figure:
    """Draw accuracy and settled patterns against the strength."""
    strengths = sorted(results)
    figure = style.blank(7.2, 4.2)
    axes = figure.subplots()
    for part, name, colour in (
        ([results[s]["accuracy"] for s in strengths], "held-out accuracy", style.BLUE),
        ([results[s]["fixed_points"] for s in strengths], "patterns that settle", style.VERMILION),
    ):
        line = {"color": colour, "marker": "o", "markersize": 5, "clip_on": False}
        axes.plot(strengths, part, label=name, zorder=3, **line)
    axes.axhline(0.1, color=style.GHOST, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.annotate(
        "chance",
        (strengths[-1], 0.1),
        xytext=(0, 4),
        textcoords="offset points",
        ha="right",
        color=style.MUTED,
    )
    axes.set_ylim(0, 1)
    axes.set_xticks(strengths)
    axes.set_xlabel("strength λ of the excitation between the two layers")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(0, 0.6))
    style.quiet_sides(axes)
    style.percent_axis(axes.yaxis)
    style.head(axes, "Excitation in the place of a self-coupling", "two layers without one")
    return style.finish(figure)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Two layers without self-coupling.")
    parser.add_argument(
        "--strengths", type=float, nargs="+", default=[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    )
    parser.add_argument("--hidden", type=int, default=1600, help="neurons of each layer")
    parser.add_argument("--input-gain", type=float, default=2.0)
    parser.add_argument("--samples", type=int, default=60_000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", type=Path, help="a file of JSON lines to go on with")
    parser.add_argument("--figure", type=Path, help="a PNG file to draw")
    return parser.parse_args()


def main() -> None:
    """Measure each strength that is not known, print it and draw all."""
    options = read_options()
    print(json.dumps(environment()), flush=True)
    results = known(options)
    for strength in options.strengths:
        if strength not in results:
            results[strength] = measure(strength, options)
            if options.results is not None:
                with options.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(results[strength]) + "\n")
        print(json.dumps(results[strength]), flush=True)
    if options.figure is not None:
        options.figure.write_bytes(to_png(draw(results)))


if __name__ == "__main__":
    main()
