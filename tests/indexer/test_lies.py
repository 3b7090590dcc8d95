"""A node that lies, stalls or answers half is survived, and what is wrong is said."""

from dataclasses import replace

import pytest

from satshift.indexer import Indexer
from satshift.kernel.errors import Refused, SatshiftError, Unreachable
from satshift.store import Store
from tests.indexer.scripted_node import CONTRACTS, OWNER, Chain, ScriptedNode, filled, opened, refusing
from tests.store.jars import CARD, PAPERS, TABLES


@pytest.fixture
def busy(chain: Chain) -> Chain:
    chain.mine(opened(1), filled(1, 1))
    chain.mine(filled(1, 2))
    chain.mine()
    chain.mine(filled(1, 3), opened(2))
    return chain


def changed_log(place: int, **changes: object):
    def lie(logs):
        return (*logs[:place], replace(logs[place], **changes), *logs[place + 1 :])

    return lie


LIES = [
    ("node-log-outside", "logs", changed_log(1, block=99)),
    ("node-log-foreign", "logs", changed_log(1, address=OWNER)),
    ("node-log-doubled", "logs", lambda logs: (*logs, logs[0])),
    ("node-log-hash", "logs", changed_log(2, block_hash="0x" + "ee" * 32)),
    ("node-logs-half", "logs", lambda logs: logs[:2]),
    ("node-logs-half", "logs", lambda _logs: ()),
    ("node-block-missing", "blocks", lambda blocks: [*blocks[:2], None, *blocks[3:]]),
    ("node-other-block", "blocks", lambda blocks: [blocks[1], *blocks[1:]]),
    (
        "node-parents",
        "blocks",
        lambda blocks: [*blocks[:2], replace(blocks[2], parent="0x" + "00" * 32), *blocks[3:]],
    ),
    ("node-stalled", "logs", refusing(Unreachable("node-stalled", "The node did not answer in time."))),
    ("node-away", "head", refusing(Unreachable("node-away", "The node can't be reached."))),
    ("node-busy", "blocks", refusing(Unreachable("node-busy", "The node asks us to slow down."))),
]


@pytest.mark.parametrize(
    ("code", "about", "lie"), LIES, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(LIES)]
)
def test_a_lie_changes_no_row_and_the_truth_is_read_afterwards(
    busy: Chain, node: ScriptedNode, indexer: Indexer, jars: Store, rebuilt, code: str, about: str, lie
) -> None:
    node.lie(about, lie)

    with pytest.raises(SatshiftError) as trouble:
        indexer.look()
    assert trouble.value.code == code
    assert len(str(trouble.value)) > 20
    assert jars.head() is None
    assert jars.count_events() == 0

    indexer.catch_up()
    assert list(jars.dump()) == rebuilt()


@pytest.mark.parametrize(
    ("code", "about", "lie"), LIES, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(LIES)]
)
def test_a_lie_in_the_middle_takes_nothing_back(
    busy: Chain, node: ScriptedNode, indexer: Indexer, jars: Store, rebuilt, code: str, about: str, lie
) -> None:
    indexer.catch_up()
    before = list(jars.dump())
    busy.mine(filled(1, 4))
    busy.mine(filled(1, 5), filled(2, 5))
    busy.mine(filled(1, 6))
    node.lie(about, lie)

    with pytest.raises(SatshiftError):
        indexer.look()
    assert list(jars.dump()) == before

    indexer.catch_up()
    assert list(jars.dump()) == rebuilt()


def test_a_hash_that_changes_while_the_logs_are_read_means_read_again(
    busy: Chain, node: ScriptedNode, indexer: Indexer, jars: Store, rebuilt
) -> None:
    def reorganise(logs):
        busy.roll_back(1)
        busy.mine(filled(1, 77))
        return logs

    node.lie("logs", reorganise)
    with pytest.raises(SatshiftError) as trouble:
        indexer.look()

    assert trouble.value.code in ("chain-moved", "node-log-hash")
    assert jars.head() is None
    indexer.catch_up()
    assert list(jars.dump()) == rebuilt()


def test_logs_kept_back_again_and_again_are_found_by_their_receipts(
    busy: Chain, node: ScriptedNode, indexer: Indexer, jars: Store
) -> None:
    node.lie("logs", lambda logs: logs[1:], times=3)

    for _ in range(3):
        with pytest.raises(SatshiftError) as trouble:
            indexer.look()
        assert trouble.value.code == "node-logs-half"
    assert jars.head() is None


def test_a_log_that_no_receipt_knows_is_no_event(
    busy: Chain, node: ScriptedNode, indexer: Indexer, jars
) -> None:
    node.lie("logs", lambda logs: (*logs, replace(logs[-1], tx_index=7)))

    with pytest.raises(SatshiftError) as trouble:
        indexer.look()

    assert trouble.value.code == "node-logs-half"


def test_a_missing_receipt_is_no_proof_of_nothing(busy: Chain, node: ScriptedNode, indexer: Indexer) -> None:
    node.lie("receipts", lambda receipts: [None, *receipts[1:]])

    with pytest.raises(SatshiftError) as trouble:
        indexer.look()

    assert trouble.value.code == "node-receipt-missing"


def test_a_filter_that_names_us_by_chance_is_cleared_by_the_receipts(
    busy: Chain, node: ScriptedNode, indexer: Indexer, jars: Store
) -> None:
    busy.blocks[3] = replace(busy.blocks[3], bloom="0x" + "ff" * 256)

    indexer.catch_up()

    assert jars.count_events() == 5


def test_bookkeeping_of_the_network_is_passed_over(busy: Chain, node: ScriptedNode, jars: Store) -> None:
    node.profile = replace(node.profile, skip_tx_to=OWNER)
    node.lie("receipts", lambda receipts: [*receipts[:-1], replace(receipts[-1], to=OWNER)])

    Indexer(node, jars, [CARD], CONTRACTS).catch_up()

    assert jars.count_events() == 5


def test_a_head_that_jumps_back_and_forth_takes_nothing_back(
    busy: Chain, node: ScriptedNode, indexer: Indexer, jars: Store
) -> None:
    indexer.catch_up()
    before = list(jars.dump())
    for _ in range(6):
        node.lie("head", lambda _head: busy.blocks[2])
        with pytest.raises(SatshiftError) as trouble:
            indexer.look()
        assert trouble.value.code == "node-behind"
        assert indexer.look() is False

    assert list(jars.dump()) == before


def test_a_node_that_starts_from_scratch_does_not_cost_us_our_rows(
    chain: Chain, node: ScriptedNode, database_url: str, open_store
) -> None:
    store = open_store(database_url, window=4)
    store.create(TABLES, PAPERS)
    indexer = Indexer(node, store, [CARD], CONTRACTS)
    chain.mine(opened(1))
    chain.mine_many(20)
    indexer.catch_up()
    before = list(store.dump())
    node.lie("head", lambda _head: chain.blocks[1], times=10)

    for _ in range(10):
        with pytest.raises(SatshiftError) as trouble:
            indexer.look()
        assert trouble.value.code == "node-behind"

    assert list(store.dump()) == before


LIMITS = [
    Refused("logs-too-many", "The node does not read that many blocks at once."),
    Unreachable("node-stalled", "The node did not answer in time."),
]


@pytest.mark.parametrize("refusal", LIMITS, ids=lambda error: error.code)
def test_ranges_shrink_to_what_the_node_allows_and_grow_again(
    chain: Chain, node: ScriptedNode, indexer: Indexer, jars: Store, rebuilt, refusal: SatshiftError
) -> None:
    chain.mine(opened(1))
    for number in range(600):
        chain.mine(filled(1, number))
    node.lie("logs", refusing(refusal), times=6)

    while True:
        try:
            indexer.catch_up()
            break
        except Unreachable:
            continue

    sizes = [last - first + 1 for about, (first, last) in [a for a in node.asked if a[0] == "logs"] if about]
    assert sizes[:7] == [602, 500, 250, 125, 62, 31, 15]
    assert max(sizes[7:]) > 15
    assert list(jars.dump()) == rebuilt()


def test_a_node_that_refuses_even_one_block_is_reported(
    busy: Chain, node: ScriptedNode, indexer: Indexer
) -> None:
    node.lie("logs", refusing(LIMITS[0]), times=100)

    with pytest.raises(Refused) as trouble:
        indexer.catch_up()

    assert trouble.value.code == "logs-too-many"
    assert len(node.asked) < 100


def test_many_logs_at_once_make_the_range_smaller(chain: Chain, node: ScriptedNode, jars: Store) -> None:
    chain.mine(opened(1))
    for _ in range(21):
        chain.mine(*(filled(1, 1) for _ in range(210)))
    node.profile = replace(node.profile, logs_range=20)
    indexer = Indexer(node, jars, [CARD], CONTRACTS)

    indexer.look()
    indexer.look()

    sizes = [last - first + 1 for about, (first, last) in [a for a in node.asked if a[0] == "logs"] if about]
    assert sizes[0] == 20
    assert sizes[1] < 20
