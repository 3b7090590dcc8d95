"""What a database says when it fails, in one sentence of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from satshift.kernel.errors import SatshiftError, Unreachable
from satshift.kernel.words import say

FULL = say(
    "The disk that holds the database is full. Nothing was half saved. Free some space; we then go on."
)
LOST = say("The database does not answer. Nothing was half saved. Bring it back; we then go on.")
BUSY = say("The database is busy with somebody else's write. Nothing was half saved. Try again in a moment.")
SHUT = say(
    "The database may not be written: its file or its disk is read-only. Give it back its write permission."
)
BROKEN = say(
    "The database file is damaged. Put back a copy, or move it away: the chain part rebuilds itself."
)

# First match wins; the words are SQLite's own.
SQLITE_SAYS = (
    ("disk is full", "store-full", FULL),
    ("locked", "store-busy", BUSY),
    ("readonly", "store-read-only", SHUT),
    ("malformed", "store-broken", BROKEN),
    ("not a database", "store-broken", BROKEN),
    ("i/o error", "store-lost", LOST),
    ("unable to open", "store-lost", LOST),
)
# Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html
FULL_STATES = ("53100",)
BUSY_STATES = ("40001", "40P01", "53300", "55P03")
SHUT_STATES = ("25006",)
LOST_CLASSES = ("08", "57", "58", "53", "XX")


def _of_sqlite(error: BaseException) -> Unreachable | None:
    words = str(error).lower()
    for part, code, message in SQLITE_SAYS:
        if part in words:
            return Unreachable(code, message)
    return None


def _of_postgres(error: BaseException, invalidated: bool) -> Unreachable | None:
    state = str(getattr(error, "sqlstate", None) or "")
    if state in FULL_STATES:
        return Unreachable("store-full", FULL)
    if state in BUSY_STATES:
        return Unreachable("store-busy", BUSY)
    if state in SHUT_STATES:
        return Unreachable("store-read-only", SHUT)
    if (
        invalidated
        or state.startswith(LOST_CLASSES)
        or (not state and type(error).__name__ == "OperationalError")
    ):
        return Unreachable("store-lost", LOST)
    return None


def in_words(error: BaseException) -> Unreachable | None:
    """Our word for a database's failure, or None where the failure is the caller's (a broken constraint, bad SQL)."""
    if isinstance(error, PoolTimeout):
        return Unreachable("store-busy", BUSY)
    if isinstance(error, OSError):
        return Unreachable("store-lost", LOST)
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError | ProgrammingError):
        return None
    cause = error.orig or error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    return _of_postgres(cause, error.connection_invalidated)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Raise `Unreachable` where the database itself failed; let everything else pass."""
    try:
        yield
    except (StatementError, PoolTimeout) as error:
        if isinstance(error, StatementError) and isinstance(error.orig, SatshiftError):
            raise error.orig from None  # a column type refused the value
        known = in_words(error)
        if known is None:
            raise
        raise known from error
