"""The real flow: a contract on a real anvil, blocks that it mines and reorganises, rows that follow."""

import threading
from collections.abc import Iterator

import pytest
from eth_account import Account
from eth_utils.crypto import keccak
from sqlalchemy import select

from satshift.chain import abi
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.indexer import Indexer
from satshift.kernel.address import Address
from satshift.kernel.shape import Call
from satshift.store import Store
from tests.indexer.scripted_node import jar_id
from tests.indexer.test_kill import within
from tests.store.jars import CARD, JARS, PAPERS, TABLES


@pytest.fixture(scope="module")
def anvil() -> Iterator[Anvil]:
    """A chain of our own: reorganising one that others share would be rude."""
    with Anvil() as started:
        yield started


@pytest.fixture
def node(anvil: Anvil) -> Iterator[Node]:
    speaking = anvil.node()
    yield speaking
    speaking.close()


@pytest.fixture
def worker(anvil: Anvil, node: Node) -> Sender:
    account = Account.from_key(keccak(text="a filler of jars"))
    anvil.give(Address(account.address.lower()), 10**20)
    return Sender(node, account, poll=0.02)


@pytest.fixture
def contract(worker: Sender) -> Address:
    receipt = worker.wait(worker.transmit(None, abi.artifact("Jars").bytecode))
    assert receipt.contract is not None
    return receipt.contract


def tell(worker: Sender, contract: Address, method: str, *args: object) -> None:
    worker.wait(worker.send(Call(contract, "Jars", method, args)))


def held(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {row.id: row.held for row in connection.execute(select(JARS.c.id, JARS.c.held))}


def test_rows_follow_a_real_chain_and_its_reorganisation(
    anvil: Anvil, node: Node, worker: Sender, contract: Address, jars: Store, open_store, tmp_path
) -> None:
    start = node.head().number + 1
    tell(worker, contract, "open", jar_id(1))
    tell(worker, contract, "fill", jar_id(1), 10**20, 3)
    indexer = Indexer(node, jars, [CARD], {"Jars": contract}, start=start)
    indexer.catch_up()
    assert held(jars) == {jar_id(1): 3 * 10**20 + 3}
    tell(worker, contract, "fill", jar_id(1), 7, 1)
    anvil.mine(3)
    indexer.catch_up()
    assert held(jars) == {jar_id(1): 3 * 10**20 + 10}

    anvil.ask("anvil_reorg", 4, [])
    anvil.mine(1)
    indexer.catch_up()

    assert held(jars) == {jar_id(1): 3 * 10**20 + 3}
    assert indexer.health.report.code == "chain-reorganised"
    fresh = open_store(f"sqlite:///{tmp_path}/fresh.db")
    fresh.create(TABLES, PAPERS)
    Indexer(node, fresh, [CARD], {"Jars": contract}, start=start).catch_up()
    assert list(jars.dump()) == list(fresh.dump())


def test_a_running_indexer_shows_a_new_block_within_a_second(
    node: Node, worker: Sender, contract: Address, jars: Store
) -> None:
    indexer = Indexer(node, jars, [CARD], {"Jars": contract}, start=node.head().number)
    stop = threading.Event()
    running = threading.Thread(target=indexer.run, args=(stop,))
    running.start()
    try:
        within(10, lambda: jars.head() is not None, "it begins")
        tell(worker, contract, "open", jar_id(9))
        within(1.5, lambda: jar_id(9) in held(jars), "the jar is seen")
    finally:
        stop.set()
        running.join()
    assert jars.report().state == "stopped"
