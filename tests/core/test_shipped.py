"""The library of a wheel is chosen by what the processor has, and comes before a built one."""

import shutil
import subprocess

import pytest

from basinet.core import native
from basinet.core.native import build, shipped

needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """A folder of libraries which say that the processor is of the given level."""
    monkeypatch.setattr(shipped, "HERE", tmp_path)

    def fill(level, names, suffix=".so"):
        source = tmp_path / "level.c"
        source.write_text(f"int basinet_level(void) {{ return {level}; }}\n")
        for name in names:
            library = tmp_path / f"kernels-{name}{suffix}"
            subprocess.run(["cc", "-shared", "-fPIC", source, "-o", library], check=True)
        return tmp_path

    return fill


def test_a_checkout_brings_none():
    assert shipped.of_levels() == {}
    assert shipped.shipped_library() is None


@needs_compiler
@pytest.mark.parametrize(
    ("level", "names", "chosen"),
    [
        (0, shipped.LEVELS, "portable"),
        (1, shipped.LEVELS, "avx2"),
        (2, shipped.LEVELS, "avx512"),
        (2, ("portable",), "portable"),
        (2, ("portable", "avx2"), "avx2"),
    ],
)
def test_the_best_library_that_the_processor_can_run_is_chosen(level, names, chosen, wheel):
    folder = wheel(level, names)
    assert shipped.shipped_library() == folder / f"kernels-{chosen}.so"
    assert list(shipped.of_levels()) == list(names)


@pytest.mark.skipif(shutil.which("c++") is None, reason="there is no C++ compiler")
def test_the_level_of_this_processor_is_what_the_system_says_of_it(tmp_path):
    features = set(build.processor().split())
    avx2 = {"avx2", "fma", "bmi1", "bmi2"} <= features
    avx512 = {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= features
    source, program = tmp_path / "level.cc", tmp_path / "level"
    source.write_text('#include "level.h"\nint main() { return basinet::level(); }\n')
    subprocess.run(["c++", f"-I{build.SOURCES}", source, "-o", program], check=True)
    assert subprocess.run([program], check=False).returncode == (avx2 + (avx2 and avx512))


@needs_compiler
def test_the_library_of_the_wheel_comes_before_the_built_one(wheel, monkeypatch):
    folder = wheel(1, shipped.LEVELS)
    monkeypatch.setattr(native, "library", lambda afresh=False: folder / f"built-{afresh}")
    names = [path.name for path in native._libraries()]
    assert names == ["kernels-avx2.so", "built-False", "built-True"]


@needs_compiler
def test_a_library_without_kernels_tells_xla_nothing(wheel):
    folder = wheel(0, ("portable",))
    with pytest.raises(AttributeError, match="basinet_shift"):
        native._register(folder / "kernels-portable.so")


def test_what_is_missing_is_said(monkeypatch, caplog):
    monkeypatch.delenv("BASINET_NATIVE", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    assert native.status.__wrapped__() == "not built: no C++ compiler was found"
    said = (
        "native kernels are not built: no C++ compiler was found; learning is slower without them"
    )
    assert [record.getMessage() for record in caplog.records if record.name == "basinet"] == [said]


def test_a_build_says_that_it_takes_a_while(tmp_path, monkeypatch, caplog):
    script = tmp_path / "compiler"
    script.write_text('#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho library > "$2"\n')
    script.chmod(0o700)
    monkeypatch.setenv("CXX", str(script))
    monkeypatch.setattr(build, "folder", lambda: tmp_path / "native")
    build.library()
    build.library()
    said = [record.getMessage() for record in caplog.records if record.name == "basinet"]
    assert said == ["building the native kernels, once for this machine; this takes a while"]
