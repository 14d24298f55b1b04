"""Figures of a sweep."""

from pathlib import Path

from matplotlib.figure import Figure


def sweep(folder: str | Path, show: str | None = None, *, threshold: float | None = None) -> Figure:
    """Draw what a sweep measured along its axes, with means over seeds and their errors.

    Args:
        folder: of the sweep, as `basinet sweep` writes it.
        show: the measured number; the sweep's own choice if None.
        threshold: a level to mark.

    Raises:
        FileNotFoundError: when it is not the folder of a sweep.
        ValueError: when the number was not measured, or the axes do not fit a figure.
    """
    from basinet.sweeps import Store, read_sweep  # which need pyarrow, as no other figure does
    from basinet.sweeps.index import collect
    from basinet.sweeps.show import figure
    from basinet.sweeps.summary import summarise

    path = Path(folder)
    described = read_sweep(path / "sweep.toml")
    summary = summarise(described, collect(Store(path)), show)
    return figure(summary, described.threshold if threshold is None else threshold)
