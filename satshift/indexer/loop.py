"""The indexer as a program: leads or waits, looks at the rhythm of the chain, backs off, stops cleanly."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from satshift.chain.profiles import Profile
from satshift.indexer.following import Follower
from satshift.indexer.source import Moved
from satshift.kernel.errors import SatshiftError
from satshift.kernel.words import say
from satshift.store import Leading

LOOKS_A_BLOCK = 4
QUICKEST, SLOWEST = 0.25, 6.0  # seconds between looks
LONGEST_PAUSE = 60.0  # seconds, after many failures
BROKEN = say("Something in Satshift itself failed: {why}. Nothing was half done; it is tried again.")
log = logging.getLogger("satshift.indexer")


def rhythm(profile: Profile) -> float:
    """Seconds between looks: a few for each block; the embedded chain mines when it is asked to."""
    if profile.is_embedded:
        return QUICKEST
    return min(SLOWEST, max(QUICKEST, profile.block_seconds / LOOKS_A_BLOCK))


class Indexer(Follower):
    """Reads the chain into rows for as long as it runs.

    `run` leads when nobody else does; otherwise it waits and takes over when the leader is gone.
    """

    interval: float | None = None  # seconds between looks; None: by the network

    def run(self, stop: threading.Event | None = None) -> None:
        """Go on until `stop` is set or the program is asked to end."""
        stop = stop or threading.Event()
        leading = self.store.leadership()
        with _stopped_by_signals(stop):
            try:
                while not stop.is_set():
                    self._lead(leading, stop)
            finally:
                self._leave(leading)

    def _lead(self, leading: Leading, stop: threading.Event) -> None:
        pause = self.interval or rhythm(self.node.profile)
        failures = 0
        while not stop.is_set():
            try:
                leads = leading.holds() or leading.take()
                has_more = leads and self._watchful_look()
            except SatshiftError as error:
                failures += 1
                self.health.suffers(error)
                stop.wait(min(LONGEST_PAUSE, pause * 2 ** min(failures, 16)))
                continue
            failures = 0
            if not has_more:
                stop.wait(pause)

    def _watchful_look(self) -> bool:
        """A look whose every failure is one of the family."""
        try:
            return self.look()
        except Moved:
            return False
        except SatshiftError:
            raise
        except Exception as error:
            log.exception("The indexer stumbled")
            why = f"{type(error).__name__}: {error}"
            raise SatshiftError("indexer-broken", BROKEN, why=why) from error

    def _leave(self, leading: Leading) -> None:
        self.rest()
        if leading.holds():
            self.health.stops()
        leading.leave()


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C end the current look and then the loop; only the main thread may ask for signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
