"""The advisory lock that lets one indexer lead while others wait to take over."""

import fcntl
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from satshift.kernel.errors import Unreachable
from satshift.store.faults import LOST, told_plainly

LOCK = 0x5A75_5348_4946_5401  # any number that nobody else locks in the same database


class Leading(Protocol):
    """A place that one process holds at a time; it falls free when the process dies."""

    def take(self) -> bool:
        """Try to lead; True when we do (also when we did before)."""

    def holds(self) -> bool:
        """Whether we still lead."""

    def leave(self) -> None:
        """Let somebody else lead."""


class FileLock:
    """A lock of the operating system on a file beside the SQLite database."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".leader")
        self._file: int | None = None

    def take(self) -> bool:
        if self._file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unreachable("store-lost", LOST) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def holds(self) -> bool:
        return self._file is not None

    def leave(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class PostgresLock:
    """pg_try_advisory_lock on a connection of its own: it ends with the connection."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def take(self) -> bool:
        if self.holds():
            return True
        with told_plainly():
            connection = self._engine.connect()
            if connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
                self._connection = connection
                return True
            connection.close()
            return False

    def holds(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self.leave()
            return False
        return True

    def leave(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
