"""Who carries out the tasks: an engine; this one does it in the present process."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from basinet.sweeps.task import AbstractTask, Outcome, carry_out

Watch = Callable[[Sequence[Outcome], float], None]
"""Is told the outcomes of a group so far, and which share of its work is done, from 0 to 1."""


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


def _unwatched(outcomes: Sequence[Outcome], share: float) -> None:
    del outcomes, share


@dataclass(frozen=True)
class InProcess(AbstractEngine):
    """Does one group after the other in this process.

    Attributes:
        watch: is called after each part of the work on a group, and at its end with the share 1;
            from the thread that computes.
    """

    watch: Watch = _unwatched

    def carry_out(self, groups: Sequence[tuple[AbstractTask, ...]]) -> Iterator[list[Outcome]]:
        """Do the groups in their order."""
        for group in groups:
            outcomes: list[Outcome] = []
            parts = group[0].parts()
            for part, outcomes in enumerate(carry_out(group), start=1):
                if part < parts:
                    self.watch(outcomes, part / parts)
            self.watch(outcomes, 1.0)
            yield outcomes

    def stop(self) -> None:
        """Do nothing: what is under way ends with the process."""
