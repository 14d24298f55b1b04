"""Which layers of a network are neighbours."""

from abc import abstractmethod

import equinox as eqx

from basinet._short import short


class AbstractNeighbours(eqx.Module):
    """Which layers are neighbours."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def pairs(self, layers: int) -> list[tuple[int, int]]:
        """Return the unordered pairs of neighbours among so many layers.

        Raises:
            ValueError: when the arrangement needs another number of layers.
        """


class Line(AbstractNeighbours):
    """A chain: each layer and the next are neighbours."""

    def pairs(self, layers: int) -> list[tuple[int, int]]:
        """Return the neighbours in a chain."""
        return [(i, i + 1) for i in range(layers - 1)]


class Grid(AbstractNeighbours):
    """A square lattice of modules, row by row; each has up to four neighbours.

    Attributes:
        rows: rows of the lattice.
        columns: its columns.
    """

    rows: int = eqx.field(static=True)
    columns: int = eqx.field(static=True)

    def pairs(self, layers: int) -> list[tuple[int, int]]:
        """Return the neighbours in the lattice.

        Raises:
            ValueError: when the number of layers is not that of the lattice.
        """
        if layers != self.rows * self.columns:
            raise ValueError(
                f"a lattice of {self.rows} x {self.columns} needs {self.rows * self.columns}"
                f" layers, but there are {layers}"
            )
        right = [(i, i + 1) for i in range(layers) if (i + 1) % self.columns]
        return right + [(i, i + self.columns) for i in range(layers - self.columns)]
