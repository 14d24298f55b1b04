"""Who carries out the tasks: an engine; this one does it in the present process."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from basinet.sweeps.task import AbstractTask, Outcome, carry_out


class AbstractEngine(ABC):
    """Carries out groups of tasks. The outcomes do not depend on the engine."""

    @abstractmethod
    def carry_out(self, groups: Sequence[tuple[AbstractTask, ...]]) -> Iterator[list[Outcome]]:
        """Do the tasks of all groups and yield the outcomes of each group when it is finished.

        Raises:
            OSError: when workers were lost for good; after all else was yielded.
        """

    @abstractmethod
    def stop(self) -> None:
        """Let go of what is under way, after the present process was told to stop."""


@dataclass(frozen=True)
class InProcess(AbstractEngine):
    """Does one group after the other in this process."""

    def carry_out(self, groups: Sequence[tuple[AbstractTask, ...]]) -> Iterator[list[Outcome]]:
        """Do the groups in their order."""
        for group in groups:
            *_, outcomes = carry_out(group)
            yield outcomes

    def stop(self) -> None:
        """Do nothing: what is under way ends with the process."""
