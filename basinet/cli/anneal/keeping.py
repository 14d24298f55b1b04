"""What `basinet anneal` writes, at the end and on the way."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from basinet.cli.anneal.job import Job, about

if TYPE_CHECKING:
    from basinet.annealing import Annealing
    from basinet.annealing.moment import Moment

PAUSE = 30.0
"""Seconds between two writings, or twenty times what one takes."""


class Keeping:
    """Writes what was found, at the end and on the way: a kill then costs a minute."""

    def __init__(self, job: Job, out: Path | None) -> None:
        self.job, self.out = job, out
        self.next = time.monotonic() + PAUSE

    def at_times(self, moment: "Moment") -> None:
        """Write where it is, if that was long ago.

        Args:
            moment: where it is.
        """
        if self.out is not None and time.monotonic() >= self.next:
            began = time.monotonic()
            self.now(moment)
            took = time.monotonic() - began
            self.next = began + max(PAUSE, 20 * took)

    def now(self, moment: "Moment") -> "Annealing":
        """Return what was found by a moment, and write it.

        Args:
            moment: where it is.

        Raises:
            OSError: when the file cannot be written.
        """
        from basinet.annealing.anneal import conclude
        from basinet.annealing.keeping import save

        job = self.job
        found = conclude(job.problem, job.settings, job.beginning, moment)
        if self.out is not None:
            save(found, job.beginning, job.problem.ising, self.out, about(job))
        return found
