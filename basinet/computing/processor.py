"""What computes: native kernels or not, which processor. It decides how sums are rounded."""

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import jax

from basinet.core import native
from basinet.core.native.build import processor


def computed_by() -> dict[str, str]:
    """Return all that decides how this process rounds, as plain text by name."""
    device = jax.devices()[0]
    facts = processor()
    return {
        "native kernels": native_words(),
        "jaxlib": version("jaxlib"),
        "device": f"{device.platform}: {device.device_kind}",
        "processor": _name(facts),
        "processor features": hashlib.sha256(facts.encode()).hexdigest()[:12],
    }


def native_words() -> str:
    """Return whether the native kernels are in use, and if not, why."""
    if jax.default_backend() != "cpu" or jax.device_count() > 1:
        return "not for these devices"
    status = native.status()
    return "in use" if status == "ready" else status


def differences(before: Mapping[str, Any]) -> str | None:
    """Return what computed otherwise before than now, in one line; None where nothing did.

    Args:
        before: what `computed_by` said then; empty where it was not recorded.
    """
    now = computed_by()
    changed = [
        f"{name} {before[name]!s:.60}, now {value:.60}"
        for name, value in now.items()
        if name in before and before[name] != value
    ]
    if not changed:
        return None
    return f"computed before with other means, so sums are rounded otherwise: {'; '.join(changed)}"


def _name(facts: str) -> str:
    for line in facts.splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
