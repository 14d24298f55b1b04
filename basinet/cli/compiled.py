"""Compiled programs, kept on disk so that the same command starts at once the next time."""

import os
from collections.abc import MutableMapping


def keep_compiled_programs(environment: MutableMapping[str, str] = os.environ) -> None:
    """Name a folder for JAX's compilation cache: that of the user, if none is named yet.

    JAX reads its environment variables when it is imported, so this must come before. Set
    JAX_COMPILATION_CACHE_DIR to choose another folder, JAX_ENABLE_COMPILATION_CACHE=0 for none.
    """
    import platformdirs

    folder = platformdirs.user_cache_path("basinet") / "compiled"
    environment.setdefault("JAX_COMPILATION_CACHE_DIR", str(folder))
    environment.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.2")
