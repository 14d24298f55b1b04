"""Settings of Sphinx, copied beside the pages that `tools/site` puts together."""

import re
import tomllib
from html import unescape
from pathlib import Path

from matplotlib.figure import Figure
from sphinx.application import Sphinx
from sphinx_gallery.sorting import ExplicitOrder

import basinet
from basinet import viz

project = "basinet"
author = "The Basinet developers"
copyright = author  # noqa: A001 - Sphinx's name
version = release = basinet.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "sphinx_gallery.gen_gallery",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
suppress_warnings = ["config.cache"]  # the scraper below is a function
exclude_patterns = ["_build", "gallery/README*", "**/GALLERY_HEADER.rst"]

myst_enable_extensions = ["dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 5

# Beside the pages, so that formulas are drawn without a network; SVG needs no fonts.
mathjax_path = "tex-svg.js"

# Links to the names of other projects need no network: their inventories are kept here.
OTHERS = {
    "jax": "https://docs.jax.dev/en/latest/",
    "matplotlib": "https://matplotlib.org/stable/",
    "numpy": "https://numpy.org/doc/stable/",
    "python": "https://docs.python.org/3/",
    "scipy": "https://docs.scipy.org/doc/scipy/",
    "sklearn": "https://scikit-learn.org/stable/",
}
intersphinx_mapping = {name: (home, f"inventories/{name}.inv") for name, home in OTHERS.items()}

linkcheck_timeout = 15
linkcheck_retries = 2

html_extra_path = ["extra"]
html_theme = "pydata_sphinx_theme"
html_title = "basinet"
html_show_sourcelink = False
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = "static/settled.svg"
html_context = {"default_mode": "auto"}
html_theme_options = {
    "github_url": "https://github.com/basinet/basinet",
    "navbar_align": "left",
    "header_links_before_dropdown": 7,
    "show_toc_level": 2,
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
}


FIGURES = tomllib.loads(Path(__file__).with_name("contents.toml").read_text("utf-8"))["figures"]


class InOurOrder:
    """The order of the scripts of a folder: that of the contents."""

    def __init__(self, folder: str) -> None:
        groups = {one["name"]: one["scripts"] for one in FIGURES}
        self.names = groups.get(Path(folder).name, [])

    def __call__(self, script: str) -> int:
        """Return the place of a script."""
        return self.names.index(Path(script).stem.removeprefix("plot_"))


def picture_of(block: tuple, variables: dict, settings: dict) -> str:
    """Return the picture of what a script of the gallery calls `figure`, once."""
    from sphinx_gallery.scrapers import figure_rst

    del block
    figure = variables["example_globals"].pop("figure", None)
    if not isinstance(figure, Figure):
        return ""
    path = Path(next(variables["image_path_iterator"]))
    path.write_bytes(viz.to_png(figure))
    return figure_rst([str(path)], settings["src_dir"])


sphinx_gallery_conf = {
    "examples_dirs": "scripts",
    "gallery_dirs": "gallery",
    "subsection_order": ExplicitOrder([f"scripts/{one['name']}" for one in FIGURES]),
    "within_subsection_order": InOurOrder,
    "filename_pattern": r"plot_\w+\.py",
    "image_scrapers": (picture_of,),
    "reset_modules": (),
    "capture_repr": (),
    "abort_on_example_error": True,
    "plot_gallery": "True",
    "remove_config_comments": True,
    "download_all_examples": False,
    "show_memory": False,
    "write_computation_times": False,
}


def described(app: Sphinx, name: str, source: list[str]) -> None:
    """Write the words of each script beside its thumbnail, for who does not see it."""
    del app
    if name.startswith("gallery/"):
        source[0] = re.sub(
            r'tooltip="([^"]*)">.*?:alt:',
            lambda found: f"{found[0]} {unescape(found[1])}",
            source[0],
            flags=re.DOTALL,
        )


def setup(app: Sphinx) -> None:
    """Have the pages of the gallery read with descriptions of their pictures."""
    app.connect("source-read", described)
