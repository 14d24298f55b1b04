"""Figures as bytes: the same figure gives the same bytes."""

import io

from matplotlib.figure import Figure

from basinet.viz.style import house_style

_DOTS_PER_INCH = 200


def to_png(figure: Figure) -> bytes:
    """The figure as a PNG image of 200 dots per inch, without a date or a program's name in it.

    Args:
        figure: a figure of this package, or any other whose layout no longer changes.

    Returns:
        The content of a PNG file.
    """
    buffer = io.BytesIO()
    with house_style():
        figure.savefig(buffer, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()


def to_svg(figure: Figure) -> str:
    """The figure as SVG with its letters as outlines, so that it looks the same everywhere.

    Identifiers are drawn from a fixed salt and the date is left out. Images inside the figure are
    embedded at 200 dots per inch.

    Args:
        figure: a figure of this package, or any other whose layout no longer changes.

    Returns:
        The content of an SVG file.
    """
    buffer = io.StringIO()
    metadata = {"Date": None, "Creator": None}
    with house_style():
        figure.savefig(buffer, format="svg", dpi=_DOTS_PER_INCH, metadata=metadata)
    return buffer.getvalue()


def to_pdf(figure: Figure) -> bytes:
    """The figure as a PDF of one page with its letters embedded, without a date in it.

    Args:
        figure: a figure of this package, or any other whose layout no longer changes.

    Returns:
        The content of a PDF file.
    """
    buffer = io.BytesIO()
    metadata = {"CreationDate": None, "Creator": None, "Producer": None}
    with house_style():
        figure.savefig(buffer, format="pdf", dpi=_DOTS_PER_INCH, metadata=metadata)
    return buffer.getvalue()
