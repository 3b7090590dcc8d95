"""A chain of jars, a node that tells it, and a follower that reads it into a store."""

from collections.abc import Callable

import pytest

from satshift.indexer import Indexer
from satshift.store import Store
from tests.indexer.scripted_node import CONTRACTS, Chain, ScriptedNode
from tests.store.jars import CARD, PAPERS, TABLES


@pytest.fixture
def chain() -> Chain:
    return Chain()


@pytest.fixture
def node(chain: Chain) -> ScriptedNode:
    return ScriptedNode(chain)


@pytest.fixture
def jars(store: Store) -> Store:
    store.create(TABLES, PAPERS)
    return store


@pytest.fixture
def indexer(node: ScriptedNode, jars: Store) -> Indexer:
    return Indexer(node, jars, [CARD], CONTRACTS)


@pytest.fixture
def rebuilt(node: ScriptedNode, open_store, tmp_path) -> Callable[[], list[str]]:
    """What a fresh index of the same chain holds."""

    def build() -> list[str]:
        fresh = open_store(f"sqlite:///{tmp_path}/fresh-{len(list(tmp_path.iterdir()))}.db")
        fresh.create(TABLES, PAPERS)
        Indexer(ScriptedNode(node.chain), fresh, [CARD], CONTRACTS).catch_up()
        return list(fresh.dump())

    return build
