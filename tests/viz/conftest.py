import re
from collections.abc import Callable
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text


@pytest.fixture
def drawn() -> Callable[[Figure, str], list[Any]]:
    """All artists of a figure that carry a name (gid), in the order in which they were drawn."""
    return lambda figure, name: figure.findobj(lambda artist: artist.get_gid() == name)


@pytest.fixture
def words() -> Callable[[Figure], str]:
    """Everything that is written in a figure, in one string."""

    def read(figure: Figure) -> str:
        texts = figure.findobj(Text)
        return re.sub(r"\s+", " ", " | ".join(text.get_text() for text in texts))

    return read
