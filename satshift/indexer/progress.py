"""Shows a long catch-up with its rate and the time left: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from dataclasses import dataclass
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

LONG = 500  # blocks behind from which it is worth showing
LINE_EVERY = 5.0  # seconds
WEIGHT = 0.2  # of the newest measurement in the rate


@dataclass(frozen=True, slots=True)
class Pace:
    """Blocks a second, and seconds left (None while it can't be told)."""

    rate: float = 0.0
    left: float | None = None


class Shown(Protocol):
    """Where progress is shown."""

    def show(self, done: int, total: int, pace: Pace) -> None:
        """The state of a catch-up."""

    def end(self) -> None:
        """It is done."""


class Bar:
    """A bar on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        columns = (
            TextColumn("Reading the chain"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]} blocks/s"),
        )
        self._progress = Progress(
            *columns, TimeRemainingColumn(), console=Console(file=stream), transient=True
        )
        self._task: TaskID | None = None

    def show(self, done: int, total: int, pace: Pace) -> None:
        if self._task is None:
            self._progress.start()
            self._task = self._progress.add_task("", total=total, rate="")
        self._progress.update(self._task, completed=done, total=total, rate=f"{pace.rate:,.0f}")

    def end(self) -> None:
        if self._task is not None:
            self._progress.stop()
            self._task = None


class Lines:
    """Plain lines for logs and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = 0.0

    def show(self, done: int, total: int, pace: Pace) -> None:
        now = time.monotonic()
        if now - self._last < LINE_EVERY:
            return
        self._last = now
        left = "" if pace.left is None else f", {pace.left:,.0f} s left"
        self._stream.write(
            f"Reading the chain: block {done:,} of {total:,}, {pace.rate:,.0f} blocks/s{left}\n"
        )
        self._stream.flush()

    def end(self) -> None:
        self._last = 0.0


def shown_on(stream: TextIO) -> Shown:
    """A bar where somebody watches, lines where something records."""
    return Bar(stream) if stream.isatty() else Lines(stream)


class Pacer:
    """Measures the catch-up and hands it on to be shown."""

    def __init__(self, shown: Shown | None = None) -> None:
        self._shown = shown or shown_on(sys.stderr)
        self._last: tuple[float, int] | None = None
        self._is_long = False
        self.pace = Pace()

    def moved(self, done: int, total: int) -> Pace:
        """The rows stand for block `done` of `total`."""
        now = time.monotonic()
        if self._last is not None and done > self._last[1] and now > self._last[0]:
            rate = (done - self._last[1]) / (now - self._last[0])
            smooth = rate if not self.pace.rate else WEIGHT * rate + (1 - WEIGHT) * self.pace.rate
            self.pace = Pace(smooth, (total - done) / smooth)
        self._last = (now, done)
        self._is_long = self._is_long or total - done > LONG
        if self._is_long:
            self._shown.show(done, total, self.pace)
        if done >= total:
            self.end()
        return self.pace

    def end(self) -> None:
        """Caught up, or stopped."""
        if self._is_long:
            self._shown.end()
        self._is_long = False
        self._last = None
        self.pace = Pace()
