"""With what a run was made: versions, device, time."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import jax

from basinet._version import __version__
from basinet.computing import computed_by

_PACKAGES = ("jax", "jaxlib", "equinox", "numpy", "scikit-learn", "safetensors")


def environment() -> dict[str, Any]:
    """Return the versions, the devices, what computes and the present time as plain values."""
    return {
        "basinet": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "devices": [f"{device.platform}: {device.device_kind}" for device in jax.devices()],
        **{name: version(name) for name in _PACKAGES},
        **{name: words for name, words in computed_by().items() if name != "device"},
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
