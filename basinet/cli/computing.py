"""What computes is settled before anything is written, so that what is said of it comes first."""


def say_what_computes() -> None:
    """Find or build the native kernels, which says so where it takes a while or fails."""
    from basinet.computing import native_words

    native_words()
