"""Use the installed library as on any day, from the command line and from Python, in small.

    python tools/everyday.py

Run by `tools/versions.py` in every environment that it makes, and by hand in any other. Works in a
temporary folder and prints a line for each thing done; what cannot be done for want of an extra is
named. Ends with an error at the first thing that fails.
"""

import importlib
import importlib.util
import pkgutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SMALL = "--epochs 2 --set hidden=64"
COMMANDS = (
    ("--help", ""),
    ("info", ""),
    (f"train {SMALL} --out run", ""),
    ("train --resume run --epochs 3", ""),
    ("evaluate run", ""),
    (f"train steered --data digits {SMALL} --out steered --no-report", ""),
    ("theory complexity --self-coupling 0:1:0.25", ""),
    ("anneal ring.txt --sweeps 10 --restarts 1", ""),
    ("sweep run sweep.toml --out sweep", "pyarrow"),
    ("tune tune.toml --trials 2 --out tune", "optuna"),
    (
        "compare run error-steered --data digits --seeds 1 --fractions 1 --epochs 1 --out compare",
        "optax",
    ),
)
"""Commands, and what they need beside the library."""

FILES = {
    "ring.txt": "4 4\n1 2 1\n2 3 1\n3 4 1\n4 1 1\n",
    "sweep.toml": """seeds = 1
show = "accuracy"
[run]
data = "digits"
epochs = 1
[run.settings]
hidden = 32
[axes]
learner.self_coupling = [0.0, 0.5]
""",
    "tune.toml": """[run]
data = "digits"
epochs = 1
[run.settings]
hidden = 32
[space]
learner.self_coupling = {low = 0.0, high = 0.5}
""",
}
EXTRAS = {
    "matplotlib": "viz",
    "pyarrow": "sweep",
    "optuna": "tune",
    "optax": "bench",
    "dimod": "dimod",
}


def import_all() -> int:
    """Import every module that needs no extra that is missing, and return how many there are."""
    import basinet

    count = 0
    for found in pkgutil.walk_packages(basinet.__path__, "basinet."):
        if found.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(found.name)
        except ImportError as error:
            if not any(
                f"[{extra}]" in str(error) or name in str(error) for name, extra in _missing()
            ):
                raise
        count += 1
    return count


def _missing() -> list[tuple[str, str]]:
    wanted = (*EXTRAS.items(), ("ray", "ray"))
    return [(name, extra) for name, extra in wanted if importlib.util.find_spec(name) is None]


def from_python(folder: Path) -> float:
    """Fit, save, load and ask a classifier, and return its accuracy."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    import basinet

    parts = train_test_split(*load_digits(return_X_y=True), random_state=0)
    learner = basinet.learner("error-steered", hidden=100)
    clf = basinet.Classifier(learner, epochs=3, batch_size=8, random_state=0)
    clf.fit(parts[0], parts[2]).save(folder / "model.safetensors")
    again = basinet.load(folder / "model.safetensors")
    assert (again.predict(parts[1]) == clf.predict(parts[1])).all()
    return float(clf.score(parts[1], parts[3]))


def main() -> None:
    """Do everything."""
    import basinet
    from basinet.core import native

    print(f"basinet {basinet.__version__} on Python {sys.version.split()[0]}")
    print("without the extras", ", ".join(extra for _, extra in _missing()) or "none", flush=True)
    print(import_all(), "modules imported; native kernels:", native.status(), flush=True)
    missing = dict(_missing())
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            (Path(folder) / name).write_text(text)
        for command, needed in COMMANDS:
            if needed in missing:
                print(f"basinet {command}: left out, it needs basinet[{missing[needed]}]")
                continue
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "basinet", *command.split()],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                sys.exit(f"basinet {command}\n{done.stdout}{done.stderr}")
            print(f"basinet {command}: {time.perf_counter() - started:.1f} s", flush=True)
        accuracy = from_python(Path(folder))
    if accuracy < 0.8:
        sys.exit(f"a classifier of digits is right in {accuracy:.1%} only")
    print(f"a classifier of digits is right in {accuracy:.1%}")


if __name__ == "__main__":
    main()
