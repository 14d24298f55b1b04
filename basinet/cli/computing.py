"""Remarks on what computes: kernels that are built or not in use, other means than before."""

from pathlib import Path

from basinet.cli.show import remark


def say_what_computes() -> None:
    """Find or build the native kernels, which says so where it takes a while or fails.

    It is settled before anything is written, so that what is said of it comes first.
    """
    from basinet.computing import native_words

    native_words()


def say_what_computed(path: Path) -> None:
    """Say in one line how what computed the results in a folder differs from what does now."""
    from basinet.computing.computers import others

    if said := others(path):
        remark(said)
