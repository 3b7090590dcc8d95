"""Opening a database: new, known, changed, of a newer version, and with several at once."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select, text

from satshift.kernel.errors import Invalid, Refused, SatshiftError
from satshift.store import Block, Head, Report, Store, known
from tests.store.jars import JARS, LETTERS, PAPERS, TABLES


def test_making_twice_is_making_once(store: Store) -> None:
    store.create(TABLES, PAPERS)
    with store.projecting(1) as rows:
        rows.insert(JARS, id="0x01", owner="0x02", held=1)
        rows.stand(Head(1, "0xaa", 1, 1), store.window)

    store.create(TABLES, PAPERS)

    with store.read() as connection:
        assert connection.scalar(select(JARS.c.held)) == 1
    assert store.head() == Head(1, "0xaa", 1, 1)


def test_a_database_of_a_newer_version_is_refused_untouched(store: Store) -> None:
    store.create(TABLES, PAPERS)
    with store.papers() as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE name = 'schema'"))

    with pytest.raises(Refused) as refusal:
        store.create(TABLES, PAPERS)

    assert refusal.value.code == "store-newer"
    assert "newer Satshift (version 99" in str(refusal.value)


def test_a_projection_of_another_form_starts_anew_and_papers_stay(store: Store) -> None:
    store.create(TABLES, PAPERS)
    with store.projecting(1) as rows:
        rows.insert(JARS, id="0x01", owner="0x02", held=1)
        rows.known(Block(1, "0xaa", 1))
        rows.stand(Head(1, "0xaa", 1, 1), store.window)
    with store.papers() as connection:
        connection.execute(LETTERS.insert().values(digest="0x05", text="kept"))

    metadata = MetaData()
    changed = Table("jars", metadata, Column("id", String(66), primary_key=True), Column("colour", Integer))
    store.create((changed, TABLES[1].to_metadata(metadata)), PAPERS)

    assert store.head() is None
    with store.read() as connection:
        assert connection.execute(select(changed)).first() is None
        assert connection.scalar(select(LETTERS.c.text)) == "kept"


def test_papers_of_another_form_are_refused(store: Store) -> None:
    store.create((), PAPERS)
    grown = Table(
        "letters", MetaData(), Column("digest", String(66), primary_key=True), Column("seal", String(9))
    )

    with pytest.raises(Refused) as refusal:
        store.create((), (grown,))

    assert "seal" in str(refusal.value)


@pytest.mark.parametrize(
    "table",
    [
        Table("blocks", MetaData(), Column("id", Integer, primary_key=True)),
        Table("keyless", MetaData(), Column("id", Integer)),
        Table(
            "timed",
            MetaData(),
            Column("id", Integer, primary_key=True),
            Column("at", String, server_default="x"),
        ),
    ],
    ids=lambda table: table.name,
)
def test_a_table_that_could_not_be_taken_back_is_refused(table: Table, tmp_path: Path, open_store) -> None:
    with pytest.raises(Invalid):
        open_store(f"sqlite:///{tmp_path}/a.db").create((table,))


def test_several_processes_may_start_at_once(database_url: str, open_store) -> None:
    stores = [open_store(database_url) for _ in range(4)]
    failures: list[SatshiftError] = []

    def start(one: Store) -> None:
        try:
            one.create(TABLES, PAPERS)
        except SatshiftError as error:
            failures.append(error)

    threads = [threading.Thread(target=start, args=(one,)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert stores[0].head() is None


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "oracle://x"])
def test_an_address_that_can_not_be_used_is_refused_in_words(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Store(url)

    assert refusal.value.code == "store-url"
    assert "sqlite:///" in str(refusal.value)


def test_sqlite_is_set_up_to_keep_what_it_said(tmp_path: Path, open_store) -> None:
    store = open_store(f"sqlite:///{tmp_path}/deep/er/satshift.db")
    store.create(TABLES, PAPERS)

    with store.papers() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_reader_can_not_write(store: Store) -> None:
    store.create(TABLES, PAPERS)

    with pytest.raises(SatshiftError) as refusal, store.read() as connection:
        connection.execute(LETTERS.insert().values(digest="0x05", text="no"))

    assert refusal.value.code == "store-read-only"


def test_a_reader_sees_one_moment(store: Store) -> None:
    store.create(TABLES, PAPERS)
    with store.read() as reading:
        before = reading.execute(select(LETTERS)).all()
        with store.papers() as connection:
            connection.execute(LETTERS.insert().values(digest="0x05", text="later"))
        after = reading.execute(select(LETTERS)).all()

    assert before == after == []


def test_a_report_is_read_back_as_it_was_told(store: Store) -> None:
    store.create(TABLES, PAPERS)
    told = Report(
        "following", since=1, at=2, indexed=7, head=9, rate=1.5, code="node-silent", error="No answer."
    )

    store.tell(Report("waiting", since=0, at=0))
    store.tell(told)

    assert store.report() == told
    assert told.lag == 2


def test_nothing_read_yet_is_an_answer(store: Store) -> None:
    store.create(TABLES, PAPERS)
    with pytest.raises(SatshiftError) as refusal:
        known(store.head())
    assert refusal.value.code == "chain-not-read"


@pytest.mark.postgres
def test_a_postgres_address_may_name_its_driver(postgres, open_store) -> None:
    url = postgres.database()
    store = open_store(url.replace("postgresql://", "postgresql+psycopg://"))
    store.create(TABLES, PAPERS)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT value FROM meta WHERE name = 'schema'")) == "1"
    engine.dispose()
