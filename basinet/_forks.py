"""Forked processes: JAX's threads are not there any more, and a computation would wait for ever."""

import os


class _Process:
    """What this process has done: whether it computed, or was forked from one that had."""

    used = forked = False


def use() -> None:
    """Note that this process computes.

    Raises:
        RuntimeError: when it was forked from a process that had computed already.
    """
    if _Process.forked:
        raise RuntimeError(
            "this process was forked from one that has computed already, and JAX would wait in it"
            ' for ever; start processes with multiprocessing.get_context("spawn"), or with joblib'
        )
    _Process.used = True


def _mark() -> None:
    _Process.forked = _Process.used


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_mark)
