"""A full disk, a database that goes away, a damaged file: a clear sentence, nothing half done, and on it goes."""

import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from satshift.kernel.errors import Unreachable
from satshift.store import Block, Head, Store
from tests.databases import Opener, Postgres
from tests.store.jars import JARS, LETTERS, PAPERS, TABLES

OWNER = "0x" + "0a" * 20


def fill(store: Store, block: int, rows: int) -> None:
    with store.projecting(block) as writing:
        writing.expect(store.head())
        for number in range(rows):
            writing.insert(JARS, id=f"0x{block:032x}{number:032x}", owner=OWNER, held=number, seal=b"x" * 500)
        writing.known(Block(block, f"0x{block:064x}", block))
        writing.stand(Head(block, f"0x{block:064x}", block, 0), store.window)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte; where this machine may not mount one, an ordinary folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    yield folder
    if mounted.returncode == 0:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _bound_when_not_mounted(store: Store, folder: Path) -> list[int]:
    """SQLite's own limit stands in for a disk that can't be mounted; returns the dial."""
    pages = [200]
    if not folder.is_mount():

        @event.listens_for(store._engines.writing, "begin")
        def bound(connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages[0]}")

    return pages


def test_a_full_disk_is_said_and_survived(small_disk: Path, open_store: Opener) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * 600_000 if small_disk.is_mount() else b"")
    store = open_store(f"sqlite:///{small_disk}/satshift.db")
    dial = _bound_when_not_mounted(store, small_disk)
    store.create(TABLES, PAPERS)
    fill(store, 1, 10)
    before = list(store.dump())

    for _ in range(3):
        with pytest.raises(Unreachable) as trouble:
            fill(store, 2, 2_000)
        assert trouble.value.code == "store-full"
        assert "Free some space" in str(trouble.value)
        assert list(store.dump()) == before
        assert store.head() == Head(1, f"0x{1:064x}", 1, 0)

    ballast.unlink()
    dial[0] = 100_000
    fill(store, 2, 100)
    assert store.head() == Head(2, f"0x{2:064x}", 2, 0)


def test_a_lost_file_is_said_and_never_made_anew(tmp_path: Path, open_store: Opener) -> None:
    path = tmp_path / "satshift.db"
    store = open_store(f"sqlite:///{path}")
    store.create(TABLES, PAPERS)
    fill(store, 1, 3)
    before = list(store.dump())
    away = path.rename(tmp_path / "away.db")
    for tail in ("-wal", "-shm"):
        beside = Path(f"{path}{tail}")
        if beside.exists():
            beside.rename(f"{away}{tail}")

    for attempt in (store.head, lambda: fill(store, 2, 1), store.forget):
        with pytest.raises(Unreachable) as trouble:
            attempt()
        assert trouble.value.code == "store-lost"
    assert not path.exists()

    away.rename(path)
    for tail in ("-wal", "-shm"):
        beside = Path(f"{away}{tail}")
        if beside.exists():
            beside.rename(f"{path}{tail}")
    assert list(store.dump()) == before
    fill(store, 2, 3)


def test_a_damaged_file_is_said(tmp_path: Path, open_store: Opener) -> None:
    path = tmp_path / "satshift.db"
    path.write_bytes(b"this is no database " * 500)

    with pytest.raises(Unreachable) as trouble:
        open_store(f"sqlite:///{path}").create(TABLES, PAPERS)

    assert trouble.value.code == "store-broken"


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path, open_store: Opener) -> None:
    (tmp_path / "satshift.db").mkdir()

    with pytest.raises(Unreachable) as trouble:
        open_store(f"sqlite:///{tmp_path}/satshift.db").create(TABLES, PAPERS)

    assert trouble.value.code == "store-lost"


def test_somebody_elses_long_write_is_waited_for(tmp_path: Path, open_store: Opener) -> None:
    store = open_store(f"sqlite:///{tmp_path}/satshift.db")
    store.create(TABLES, PAPERS)
    other = sqlite3.connect(tmp_path / "satshift.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, lambda: other.execute("ROLLBACK"))
    release.start()

    fill(store, 1, 1)

    release.join()
    other.close()
    assert store.head() is not None


def test_many_threads_write_papers_one_after_another(store: Store) -> None:
    store.create(TABLES, PAPERS)

    def write(number: int) -> None:
        with store.papers() as connection:
            connection.execute(LETTERS.insert().values(digest=f"0x{number:064x}", text="x"))
        with store.read() as connection:
            assert (
                connection.scalar(select(LETTERS.c.text).where(LETTERS.c.digest == f"0x{number:064x}")) == "x"
            )

    threads = [threading.Thread(target=write, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as connection:
        assert len(connection.execute(select(LETTERS)).all()) == 40


def test_one_leads_at_a_time(database_url: str, open_store: Opener) -> None:
    first, second = open_store(database_url), open_store(database_url)
    first.create(TABLES, PAPERS)
    one, other = first.leadership(), second.leadership()

    assert one.take()
    assert one.take()
    assert one.holds()
    assert not other.take()
    assert not other.holds()
    one.leave()
    assert not one.holds()
    assert other.take()
    other.leave()


@pytest.mark.postgres
def test_a_database_server_that_goes_away_is_said_and_survived(
    own_postgres: Postgres, open_store: Opener
) -> None:
    store = open_store(own_postgres.database())
    store.create(TABLES, PAPERS)
    fill(store, 1, 3)
    before = list(store.dump())
    lead = store.leadership()
    assert lead.take()

    own_postgres.stop("immediate")
    for attempt in (store.head, lambda: fill(store, 2, 1), store.forget):
        with pytest.raises(Unreachable) as trouble:
            attempt()
        assert trouble.value.code == "store-lost"
    assert not lead.holds()
    with pytest.raises(Unreachable):
        lead.take()

    own_postgres.start()
    assert list(store.dump()) == before
    fill(store, 2, 3)
    assert lead.take()
    lead.leave()


@pytest.mark.postgres
def test_a_server_that_dies_in_the_middle_of_a_write_keeps_nothing_of_it(
    own_postgres: Postgres, open_store: Opener
) -> None:
    store = open_store(own_postgres.database())
    store.create(TABLES, PAPERS)
    fill(store, 1, 3)
    before = list(store.dump())

    with pytest.raises(Unreachable) as trouble, store.projecting(2) as writing:  # noqa: PT012 - it dies half way
        writing.insert(JARS, id=f"0x{7:064x}", owner=OWNER, held=1)
        writing.flush()
        own_postgres.stop("immediate")
        writing.insert(JARS, id=f"0x{8:064x}", owner=OWNER, held=1)
    assert trouble.value.code == "store-lost"

    own_postgres.start()
    assert list(store.dump()) == before


@pytest.mark.postgres
def test_a_full_disk_of_the_server_is_said(postgres: Postgres, open_store: Opener) -> None:
    store = open_store(postgres.database())
    store.create(TABLES, PAPERS)
    fill(store, 1, 3)
    before = list(store.dump())
    with store.papers() as connection:  # the server itself says what it says when its disk is full
        connection.execute(
            text(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
                "'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER no_room BEFORE INSERT ON cursor EXECUTE FUNCTION full_disk()")
        )

    with pytest.raises(Unreachable) as trouble:
        fill(store, 2, 3)

    assert trouble.value.code == "store-full"
    assert list(store.dump()) == before
    with store.papers() as connection:
        connection.execute(text("DROP TRIGGER no_room ON cursor"))
    fill(store, 2, 3)


@pytest.mark.postgres
def test_a_lock_falls_free_when_its_connection_is_cut(postgres: Postgres, open_store: Opener) -> None:
    url = postgres.database()
    store = open_store(url)
    store.create(TABLES, PAPERS)
    one, other = store.leadership(), open_store(url).leadership()
    assert one.take()

    with store.papers() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        )
    time.sleep(0.1)

    assert not one.holds()
    assert other.take()
    other.leave()
