"""One remark where the native kernels are built, or are not in use although they could be."""

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
