"""Events become rows once and in order, reorganisations take them back, and a fresh start tells the same."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from satshift.indexer import Indexer
from satshift.kernel.errors import SatshiftError
from satshift.store import EVENTS, Store
from tests.indexer.scripted_node import CONTRACTS, Chain, ScriptedNode, emptied, filled, jar_id, opened
from tests.store.jars import CARD, DROPS, JARS, PAPERS, TABLES


def held(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {row.id: row.held for row in connection.execute(select(JARS.c.id, JARS.c.held))}


def test_events_become_rows_in_order(chain: Chain, indexer: Indexer, jars: Store) -> None:
    chain.mine(opened(1), filled(1, 5))
    chain.mine()
    chain.mine(filled(1, 10**38), opened(2))

    head = indexer.catch_up()

    assert head is not None
    assert (head.number, head.hash, head.time) == (3, chain.tip.hash, chain.tip.time)
    assert held(jars) == {jar_id(1): 10**38 + 5, jar_id(2): 0}
    with jars.read() as connection:
        names = connection.execute(
            select(EVENTS.c.block, EVENTS.c.index, EVENTS.c.name).order_by(*EVENTS.primary_key)
        )
        assert [tuple(row) for row in names] == [
            (1, 0, "Opened"),
            (1, 100_000, "Filled"),
            (3, 0, "Filled"),
            (3, 100_000, "Opened"),
        ]


def test_looking_again_changes_nothing(chain: Chain, indexer: Indexer, jars: Store) -> None:
    chain.mine(opened(1), filled(1, 5))
    indexer.catch_up()
    before = list(jars.dump())

    assert indexer.look() is False
    indexer.catch_up()

    assert list(jars.dump()) == before


def test_a_new_indexer_goes_on_where_the_old_one_stopped(
    chain: Chain, node, indexer: Indexer, jars: Store
) -> None:
    chain.mine(opened(1), filled(1, 5))
    indexer.catch_up()
    chain.mine(filled(1, 6))

    Indexer(node, jars, [CARD], CONTRACTS).catch_up()

    assert held(jars) == {jar_id(1): 11}
    assert jars.count_events() == 3


@pytest.mark.parametrize("depth", [1, 2, 7, 40])
def test_a_reorganisation_takes_rows_back(
    chain: Chain, indexer: Indexer, jars: Store, rebuilt, depth: int
) -> None:
    chain.mine(opened(1))
    for number in range(2, 60):
        chain.mine(opened(number), filled(1, number), filled(number, 1))
        indexer.catch_up()
    chain.mine(emptied(3), filled(1, 99))
    indexer.catch_up()

    chain.roll_back(depth)
    chain.mine(filled(1, 1_000))
    chain.mine_many(depth + 2)
    indexer.catch_up()

    assert list(jars.dump()) == rebuilt()
    assert jars.head().hash == chain.tip.hash
    assert indexer.health.report.code == "chain-reorganised"


def test_a_reorganisation_at_the_same_height_is_seen(
    chain: Chain, indexer: Indexer, jars: Store, rebuilt
) -> None:
    chain.mine(opened(1), filled(1, 5))
    indexer.catch_up()
    chain.roll_back(1)
    chain.mine(opened(1), filled(1, 6))

    indexer.catch_up()

    assert held(jars) == {jar_id(1): 6}
    assert list(jars.dump()) == rebuilt()


def test_a_reorganisation_to_a_shorter_chain_is_seen(
    chain: Chain, indexer: Indexer, jars: Store, rebuilt
) -> None:
    chain.mine(opened(1))
    for _ in range(6):
        chain.mine(filled(1, 1))
    indexer.catch_up()
    chain.roll_back(5)
    chain.mine(filled(1, 50))

    indexer.catch_up()

    assert held(jars) == {jar_id(1): 51}
    assert list(jars.dump()) == rebuilt()


def test_a_chain_that_lost_its_last_blocks_is_believed_when_it_keeps_saying_so(
    chain: Chain, indexer: Indexer, jars: Store, rebuilt
) -> None:
    chain.mine(opened(1))
    chain.mine(filled(1, 1))
    indexer.catch_up()
    chain.roll_back(1)

    codes = []
    for _ in range(2):
        with pytest.raises(SatshiftError) as trouble:
            indexer.look()
        codes.append(trouble.value.code)
    indexer.catch_up()

    assert codes == ["node-behind", "node-behind"]
    assert held(jars) == {jar_id(1): 0}
    assert list(jars.dump()) == rebuilt()


def test_a_reorganisation_below_the_window_starts_over_after_asking_again(
    chain: Chain, node: ScriptedNode, database_url: str, open_store, rebuilt
) -> None:
    store = open_store(database_url, window=8)
    store.create(TABLES, PAPERS)
    indexer = Indexer(node, store, [CARD], CONTRACTS)
    chain.mine(opened(1))
    for _ in range(20):
        chain.mine(filled(1, 1))
        indexer.catch_up()
    chain.roll_back(15)
    chain.mine_many(20)
    chain.mine(filled(1, 7))

    for _ in range(2):
        with pytest.raises(SatshiftError) as trouble:
            indexer.look()
        assert trouble.value.code == "chain-other-story"
        assert store.count_events() == 21
    indexer.catch_up()

    assert held(store) == {jar_id(1): 12}
    assert list(store.dump()) == rebuilt()
    assert indexer.health.report.code == "chain-reorganised-deep"


def test_another_chain_altogether_starts_over(
    chain: Chain, node: ScriptedNode, indexer: Indexer, jars: Store
) -> None:
    chain.mine(opened(1))
    chain.mine_many(400)
    indexer.catch_up()
    node.chain = Chain(salt=9)
    node.chain.mine(opened(5))

    for _ in range(2):
        with pytest.raises(SatshiftError):
            indexer.look()
    indexer.catch_up()

    assert held(jars) == {jar_id(5): 0}


def test_a_long_catch_up_reads_far_blocks_without_a_journal_and_near_ones_with(
    chain: Chain, indexer: Indexer, jars: Store, rebuilt
) -> None:
    chain.mine(opened(1))
    for number in range(700):
        chain.mine(*([filled(1, number)] if number % 3 == 0 else []))
    indexer.catch_up()
    chain.roll_back(200)
    chain.mine(filled(1, 5))
    chain.mine_many(300)
    indexer.catch_up()

    assert list(jars.dump()) == rebuilt()
    assert indexer.health.report.code == "chain-reorganised"


def test_rebuilding_from_block_zero_gives_the_same_bytes(chain: Chain, indexer: Indexer, jars: Store) -> None:
    chain.mine(opened(1))
    for number in range(40):
        chain.mine(filled(1, number), opened(number + 2))
        if number % 5 == 4:
            indexer.catch_up()
            chain.roll_back(3)
    chain.mine(emptied(1))
    indexer.catch_up()
    before = "\n".join(jars.dump()).encode()

    indexer.rebuild()

    assert "\n".join(jars.dump()).encode() == before


def test_a_failing_handler_stops_before_its_event_and_says_which(
    chain: Chain, node: ScriptedNode, jars: Store
) -> None:
    def broken(_event: object, _rows: object) -> None:
        raise KeyError("label")

    chain.mine(opened(1), filled(1, 5))
    card = replace(CARD, on={**CARD.on, "Filled": broken})

    with pytest.raises(SatshiftError) as trouble:
        Indexer(node, jars, [card], CONTRACTS).catch_up()

    assert trouble.value.code == "handler-failed"
    assert "Filled of Jars in block 1" in str(trouble.value)
    assert jars.head() is None
    assert held(jars) == {}


def test_rows_that_trade_a_unique_label_within_one_stretch_are_written(
    chain: Chain, node, jars: Store, rebuilt
) -> None:
    def trade(event, rows) -> None:
        for jar in (1, 2):
            rows.update(JARS, {"id": jar_id(jar)}, label=None)
        rows.update(JARS, {"id": jar_id(1)}, label=f"a{event.args['amount'] % 2}")
        rows.update(JARS, {"id": jar_id(2)}, label=f"a{(event.args['amount'] + 1) % 2}")

    card = replace(CARD, on={**CARD.on, "Filled": trade})
    indexer = Indexer(node, jars, [card], CONTRACTS)
    chain.mine(opened(1), opened(2), filled(1, 0))
    indexer.catch_up()
    first = list(jars.dump())
    for number in range(1, 4):
        chain.mine(filled(1, number))
    indexer.catch_up()

    with jars.read() as connection:
        assert connection.scalars(select(JARS.c.label).order_by(JARS.c.id)).all() == ["a1", "a0"]
    jars.take_back(1)
    assert list(jars.dump()) == first


def test_an_index_may_begin_where_the_contract_was_deployed(
    chain: Chain, node: ScriptedNode, jars: Store
) -> None:
    chain.mine(opened(9))
    chain.mine_many(4)
    chain.mine(opened(1))
    indexer = Indexer(node, jars, [CARD], CONTRACTS, start=3)

    indexer.catch_up()

    assert held(jars) == {jar_id(1): 0}
    assert min(first for about, (first, _last) in [a for a in node.asked if a[0] == "logs"] if about) == 3


def test_before_its_first_block_an_index_waits(chain: Chain, node: ScriptedNode, jars: Store) -> None:
    indexer = Indexer(node, jars, [CARD], CONTRACTS, start=3)

    assert indexer.catch_up() is None
    chain.mine_many(3)
    assert indexer.catch_up().number == 3


def test_emptied_jars_and_their_drops_are_gone(chain: Chain, indexer: Indexer, jars: Store) -> None:
    chain.mine(opened(1), filled(1, 1), filled(1, 2))
    chain.mine(emptied(1))
    indexer.catch_up()

    with jars.read() as connection:
        assert connection.execute(select(DROPS)).all() == []
