"""What handlers may write, and that it comes back to the digit."""

import pytest
from sqlalchemy import insert, select, text

from satshift.kernel.errors import Invalid, Refused
from satshift.store import Block, Head, Store
from tests.store.jars import DROPS, JARS, LETTERS, PAPERS, TABLES

JAR = "0x" + "11" * 32
OTHER = "0x" + "22" * 32
OWNER = "0x" + "0a" * 20
MOST = 10**39 - 1


@pytest.fixture
def jars(store: Store) -> Store:
    store.create(TABLES, PAPERS)
    return store


def head(number: int) -> Head:
    return Head(number, f"0x{number:064x}", 1_000 + number, 5)


def put(store: Store, block: int, *writes, eager: bool = False) -> None:
    with store.projecting(block, eager) as rows:
        for verb, table, *rest in writes:
            key, values = rest if len(rest) == 2 else (None, rest[0])
            if verb == "insert":
                rows.insert(table, **values)
            elif verb == "update":
                rows.update(table, key, **values)
            else:
                rows.delete(table, values)
        rows.known(Block(block, f"0x{block:064x}", 1_000 + block))
        rows.stand(head(block), store.window)


def test_a_row_comes_back_to_the_digit(jars: Store) -> None:
    put(
        jars,
        1,
        ("insert", JARS, {"id": JAR, "owner": OWNER, "held": MOST, "seal": b"\x00\xff", "notes": {"a": [1]}}),
    )

    with jars.read() as connection:
        row = connection.execute(select(JARS)).mappings().one()

    assert row["held"] == MOST
    assert row["seal"] == b"\x00\xff"
    assert row["notes"] == {"a": [1]}
    assert row["is_open"] is True


def test_wei_sort_and_compare_as_numbers(jars: Store) -> None:
    amounts = [5, 10**20, 0, MOST, 99]
    put(
        jars,
        1,
        *(
            ("insert", JARS, {"id": f"0x{n:064x}", "owner": OWNER, "held": wei})
            for n, wei in enumerate(amounts)
        ),
    )

    with jars.read() as connection:
        ordered = connection.scalars(select(JARS.c.held).order_by(JARS.c.held)).all()
        above = connection.scalars(select(JARS.c.held).where(JARS.c.held > 99).order_by(JARS.c.held)).all()

    assert ordered == sorted(amounts)
    assert above == [10**20, MOST]


@pytest.mark.parametrize("wei", [-1, 10**39, True, "5"])
def test_an_amount_that_does_not_fit_is_refused(jars: Store, wei: object) -> None:
    with pytest.raises(Invalid) as refusal:
        put(jars, 1, ("insert", JARS, {"id": JAR, "owner": OWNER, "held": wei}))

    assert refusal.value.code == "wei-unkeepable"
    assert jars.head() is None


def test_a_handler_sees_its_own_writes(jars: Store) -> None:
    with jars.projecting(1) as rows:
        rows.insert(JARS, id=JAR, owner=OWNER, held=1)
        rows.update(JARS, {"id": JAR}, held=2)
        seen = rows.one(JARS, {"id": JAR})
        rows.delete(JARS, {"id": JAR})
        gone = rows.one(JARS, {"id": JAR})

    assert seen is not None
    assert seen["held"] == 2
    assert gone is None


@pytest.mark.parametrize(
    ("code", "write"),
    [
        ("row-doubled", lambda rows: rows.insert(JARS, id=JAR, owner=OWNER, held=1)),
        ("row-missing", lambda rows: rows.update(JARS, {"id": OTHER}, held=1)),
        ("row-missing", lambda rows: rows.delete(JARS, {"id": OTHER})),
        ("row-without-key", lambda rows: rows.insert(DROPS, jar=JAR, wei=1)),
        ("row-unwritable", lambda rows: rows.update(JARS, {"id": JAR}, held=1.5)),
        ("row-unwritable", lambda rows: rows.update(JARS, {"id": JAR}, held=JARS.c.held)),
        ("row-unwritable", lambda rows: rows.update(JARS, {"id": JAR}, colour="red")),
        ("row-rekeyed", lambda rows: rows.update(JARS, {"id": JAR}, id=OTHER)),
        ("table-unknown", lambda rows: rows.insert(LETTERS, digest=JAR, text="x")),
    ],
)
def test_a_write_that_makes_no_sense_is_refused_and_leaves_nothing(jars: Store, code: str, write) -> None:
    put(jars, 1, ("insert", JARS, {"id": JAR, "owner": OWNER, "held": 1}))
    before = list(jars.dump())

    with pytest.raises(Invalid) as refusal, jars.projecting(2) as rows:  # noqa: PT012 - the first write must go well
        rows.update(JARS, {"id": JAR}, held=7)
        write(rows)

    assert refusal.value.code == code
    assert list(jars.dump()) == before


def test_rows_are_taken_back_to_the_digit(jars: Store) -> None:
    put(
        jars,
        1,
        (
            "insert",
            JARS,
            {"id": JAR, "owner": OWNER, "held": MOST, "seal": b"\x01", "notes": [1, {"b": None}]},
        ),
    )
    one = list(jars.dump())
    put(
        jars,
        2,
        ("insert", DROPS, {"jar": JAR, "number": 0, "wei": 3}),
        ("update", JARS, {"id": JAR}, {"held": 3, "seal": None, "notes": None, "is_open": False}),
    )
    two = list(jars.dump())
    put(jars, 3, ("delete", DROPS, {"jar": JAR, "number": 0}), ("delete", JARS, {"id": JAR}))

    jars.take_back(2)
    assert list(jars.dump()) == two
    jars.take_back(1)
    assert list(jars.dump()) == one
    assert jars.head() == head(1)


def test_rows_that_swap_a_unique_value_are_taken_back_in_reverse_order(jars: Store) -> None:
    put(
        jars,
        1,
        ("insert", JARS, {"id": JAR, "owner": OWNER, "held": 0, "label": "left"}),
        ("insert", JARS, {"id": OTHER, "owner": OWNER, "held": 0, "label": "right"}),
    )
    one = list(jars.dump())
    put(
        jars,
        2,
        ("update", JARS, {"id": JAR}, {"label": None}),
        ("update", JARS, {"id": OTHER}, {"label": "left"}),
        ("update", JARS, {"id": JAR}, {"label": "right"}),
        eager=True,
    )

    jars.take_back(1)

    assert list(jars.dump()) == one


def test_deeper_than_the_window_is_refused(database_url: str, open_store) -> None:
    store = open_store(database_url, window=4)
    store.create(TABLES, PAPERS)
    for number in range(1, 10):
        put(store, number, ("insert", JARS, {"id": f"0x{number:064x}", "owner": OWNER, "held": number}))

    assert [block.number for block in store.known_blocks()] == [9, 8, 7, 6, 5]
    with pytest.raises(Refused) as refusal:
        store.take_back(4)
    assert refusal.value.code == "store-too-deep"
    store.take_back(5)

    with store.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM jars")) == 5
        assert connection.scalar(text("SELECT count(*) FROM journal")) == 0


def test_what_was_written_without_a_journal_can_not_be_taken_back(jars: Store) -> None:
    put(jars, 1, ("insert", JARS, {"id": JAR, "owner": OWNER, "held": 0}))
    with jars.projecting(2) as rows:
        rows.at(2, journalling=False)
        rows.update(JARS, {"id": JAR}, held=1)
        rows.known(Block(2, head(2).hash, 0))
        rows.stand(head(2), jars.window)

    with pytest.raises(Refused):
        jars.take_back(1)
    assert [block.number for block in jars.known_blocks()] == [2]


def test_a_second_writer_who_was_overtaken_is_refused(jars: Store) -> None:
    put(jars, 1)
    with pytest.raises(Refused) as refusal, jars.projecting(2) as rows:
        rows.expect(None)

    assert refusal.value.code == "store-moved"
    with jars.projecting(2) as rows:
        rows.expect(head(1))


def test_papers_outlive_the_projection(jars: Store) -> None:
    with jars.papers() as connection:
        connection.execute(insert(LETTERS).values(digest=JAR, text="ñ <b>"))
    put(jars, 1, ("insert", JARS, {"id": JAR, "owner": OWNER, "held": 0}))

    jars.forget()

    with jars.read() as connection:
        assert connection.scalar(select(LETTERS.c.text)) == "ñ <b>"
        assert connection.execute(select(JARS)).first() is None
    assert jars.head() is None


def test_papers_that_end_in_an_error_leave_nothing(jars: Store) -> None:
    with pytest.raises(ZeroDivisionError), jars.papers() as connection:  # noqa: PT012 - it fails half way
        connection.execute(insert(LETTERS).values(digest=JAR, text="half"))
        raise ZeroDivisionError

    with jars.read() as connection:
        assert connection.execute(select(LETTERS)).first() is None
