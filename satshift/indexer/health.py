"""Tells how the indexer fares: into the store for the health page, and to the log of the program."""

import logging
import time
from dataclasses import replace

from satshift.indexer.progress import Pace
from satshift.kernel.errors import SatshiftError
from satshift.store import Report, Store

EVERY = 2.0  # seconds between reports that say nothing new
log = logging.getLogger("satshift.indexer")


class Health:
    """The indexer's own account of itself."""

    def __init__(self, store: Store) -> None:
        now = int(time.time())
        self._store = store
        self._told_at = 0.0
        self._has_news = False
        self.report = Report("waiting", since=now, at=now)

    def stands(self, state: str, indexed: int | None, head: int | None, pace: Pace | None = None) -> None:
        """All is well: where the rows stand and where the chain is."""
        pace = pace or Pace()
        news = self._turned(state)
        self._tell(replace(news, indexed=indexed, head=head, rate=pace.rate, left=pace.left))

    def notes(self, code: str, sentence: str) -> None:
        """Something worth knowing that is no lasting trouble, such as a reorganisation."""
        log.warning("%s", sentence)
        self.report = replace(self.report, code=code, error=sentence, error_at=int(time.time()))
        self._has_news = True

    def suffers(self, error: SatshiftError) -> None:
        """Something is wrong; kept in words until something else is."""
        sentence = str(error)
        if self.report.error != sentence or self.report.state != "troubled":
            log.warning("%s", sentence)
        self._tell(
            replace(self._turned("troubled"), code=error.code, error=sentence, error_at=int(time.time()))
        )

    def stops(self) -> None:
        """We leave; whoever leads next speaks next."""
        self._tell(self._turned("stopped"))

    def _turned(self, state: str) -> Report:
        now = int(time.time())
        since = self.report.since if state == self.report.state else now
        return replace(self.report, state=state, since=since, at=now)

    def _tell(self, report: Report) -> None:
        is_news = self._has_news or (report.state, report.code, report.error) != (
            self.report.state,
            self.report.code,
            self.report.error,
        )
        is_still = (report.indexed, report.head) == (self.report.indexed, self.report.head)
        self.report = report
        now = time.monotonic()
        if not is_news and now - self._told_at < (EVERY * 5 if is_still else EVERY):
            return
        try:
            self._store.tell(report)
        except SatshiftError as error:
            log.warning("%s", error)  # the store itself is the trouble: the log is all that is left
        else:
            self._told_at = now
            self._has_news = False
