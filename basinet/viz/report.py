"""One run on one page: an HTML file that opens without a network and prints well."""

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import final

from matplotlib.figure import Figure

from basinet.viz._export import to_svg


@final
@dataclass(frozen=True)
class Report:
    """What stands on the page, in the order in which it is read. All text is plain text.

    Attributes:
        title: the name of the page; not empty.
        subtitle: one line below it: what was run, on what.
        headline: the key figures as pairs (label, value), say ("held-out accuracy", "97.8 %").
        figures: triples (heading, figure, caption).
        tables: pairs (heading, rows), the rows a mapping from a name to its value.
        command: what to type to obtain the same run; empty for none.
    """

    title: str
    subtitle: str
    headline: Sequence[tuple[str, str]]
    figures: Sequence[tuple[str, Figure, str]]
    tables: Sequence[tuple[str, Mapping[str, str]]]
    command: str


def report(page: Report) -> str:
    """Write a page as HTML that needs nothing but itself.

    Figures are embedded as SVG, each with its heading and caption as the alternative text; there
    is no script, no link and no external font, and the page forbids the browser to load any.
    Figures stay on a white card when the reader's device prefers a dark page. Text is escaped.

    Args:
        page: what stands on it.

    Returns:
        A complete HTML document; the same page gives the same text.

    Raises:
        ValueError: if the title is empty, or what should be a figure is something else.
    """
    if not page.title.strip():
        raise ValueError(f"title is {page.title!r}; a page needs a name")
    for heading, figure, _ in page.figures:
        if not isinstance(figure, Figure):
            raise ValueError(f"{heading!r} holds a {type(figure).__name__}; expected a Figure")
    style = resources.files("basinet.viz").joinpath("report.css").read_text(encoding="utf-8")
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">",
            f"<title>{html.escape(page.title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            _header(page),
            "<main>",
            *(_figure(*entry) for entry in page.figures),
            _tables(page.tables),
            _command(page.command),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _header(page: Report) -> str:
    """Title, subtitle and the key figures, large."""
    lines = ["<header>", f"<h1>{html.escape(page.title)}</h1>"]
    if page.subtitle:
        lines.append(f'<p class="subtitle">{html.escape(page.subtitle)}</p>')
    if page.headline:
        lines.append('<dl class="headline">')
        for label, value in page.headline:
            term, number = html.escape(label), html.escape(value)
            lines.append(f"<div><dt>{term}</dt><dd>{number}</dd></div>")
        lines.append("</dl>")
    return "\n".join([*lines, "</header>"])


def _figure(heading: str, figure: Figure, caption: str) -> str:
    """One figure with its heading and caption."""
    data = base64.b64encode(to_svg(figure).encode()).decode("ascii")
    alternative = html.escape(f"{heading}: {caption}" if caption else heading)
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    return "\n".join(
        [
            "<section>",
            f"<h2>{html.escape(heading)}</h2>",
            "<figure>",
            '<div class="card" tabindex="0">',
            f'<img src="data:image/svg+xml;base64,{data}" alt="{alternative}" '
            f'width="{width}" height="{height}">',
            "</div>",
            f"<figcaption>{html.escape(caption)}</figcaption>",
            "</figure>",
            "</section>",
        ]
    )


def _tables(tables: Sequence[tuple[str, Mapping[str, str]]]) -> str:
    """Tables of two columns, names and values, side by side where there is room."""
    if not tables:
        return ""
    lines = ['<div class="tables">']
    for heading, rows in tables:
        lines += ["<section>", f"<h2>{html.escape(heading)}</h2>", "<table>", "<tbody>"]
        for name, value in rows.items():
            head, cell = html.escape(name), html.escape(value)
            lines.append(f'<tr><th scope="row">{head}</th><td>{cell}</td></tr>')
        lines += ["</tbody>", "</table>", "</section>"]
    return "\n".join([*lines, "</div>"])


def _command(command: str) -> str:
    """The line that reproduces the run."""
    if not command:
        return ""
    code = f"<pre><code>{html.escape(command)}</code></pre>"
    return "\n".join(["<section>", "<h2>Run it again</h2>", code, "</section>"])
