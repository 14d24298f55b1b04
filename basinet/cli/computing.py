"""Remarks on what computes: kernels that are built or not in use, other means than before."""

from pathlib import Path

from basinet.cli.show import remark


def say_what_computes() -> None:
    """Say that kernels are built now, which takes a while, or why they are not in use."""
    import os

    import jax

    from basinet.computing import native_words
    from basinet.core.native import build

    if os.environ.get("BASINET_NATIVE") == "0" or jax.default_backend() != "cpu":
        return
    try:
        if not build.is_built():
            remark("building the native kernels, once for this machine; this takes a while")
    except OSError:
        pass  # what follows says why
    words = native_words()
    if words.startswith("not built"):
        remark(f"native kernels are {words}; learning is slower without them")


def say_what_computed(path: Path) -> None:
    """Say in one line how what computed the results in a folder differs from what does now."""
    from basinet.computers import others

    if said := others(path):
        remark(said)
