"""Databases for tests: a SQLite file, and a database of a private PostgreSQL that lives as long as the session."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from satshift.store import Store

NUMBERS = count(1)


def _programs() -> Path:
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else max(Path("/usr/lib/postgresql").glob("*/bin"))


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Postgres:
    """A cluster of our own in a temporary folder, reached by TCP on a free port."""

    folder: Path
    port: int
    durable: bool = False

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{self.folder}' -F"
        )
        self._run("pg_ctl", "-w", "-D", self.data, "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-D", self.data, "-m", how, "stop")

    def database(self) -> str:
        """A fresh database; returns its address."""
        name = f"satshift_{os.getpid()}_{next(NUMBERS)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
        engine.dispose()
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def make(self) -> None:
        self._run(
            "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )

    def _run(self, program: str, *arguments: str) -> None:
        command = _as_postgres(str(_programs() / program), *arguments)
        subprocess.run(
            command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )


def has_programs() -> bool:
    """Whether this machine has PostgreSQL."""
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@contextmanager
def private_cluster(durable: bool = False) -> Iterator[Postgres]:
    """A PostgreSQL of our own; only a `durable` one waits for the disk."""
    folder = Path(tempfile.mkdtemp(prefix="satshift-pg-"))
    folder.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = Postgres(folder, _free_port(), durable)
    try:
        server.make()
        server.start()
        yield server
    finally:
        try:
            server.stop("immediate")
        except subprocess.CalledProcessError:
            time.sleep(0)  # it was stopped by the test itself
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL; tests that use it carry the mark `postgres`."""
    with private_cluster() as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that a test may stop, start and kill."""
    with private_cluster() as server:
        yield server


def _database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        return server.database()
    return f"sqlite:///{tmp_path}/satshift.db"


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    return _database(request, tmp_path)


Opener = Callable[..., Store]


@pytest.fixture
def open_store() -> Iterator[Opener]:
    """Opens stores that are closed at the end."""
    opened: list[Store] = []

    def open_one(url: str, **options: int) -> Store:
        opened.append(Store(url, **options))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(database_url: str, open_store: Opener) -> Store:
    """A store on an empty database, once of each kind; call its `create` with your tables."""
    return open_store(database_url)
