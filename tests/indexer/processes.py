"""Indexers in processes of their own, quick to start and easy to kill."""

import multiprocessing
from dataclasses import replace
from multiprocessing.context import ForkServerContext, ForkServerProcess

from satshift.chain import profiles
from satshift.chain.node import Node
from satshift.indexer import Indexer
from satshift.store import Store
from tests.indexer.scripted_node import CONTRACTS
from tests.store.jars import CARD, PAPERS, TABLES

_context: ForkServerContext = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.indexer.processes"])


def index(database: str, node_url: str, logs_range: int) -> None:
    """The program: opens the store and runs until it is told to stop."""
    profile = replace(profiles.load("anvil"), logs_range=logs_range)
    store = Store(database)
    store.create(TABLES, PAPERS)
    indexer = Indexer(Node(profile, node_url), store, [CARD], CONTRACTS)
    indexer.interval = 0.02
    indexer.run()


def started(database: str, node_url: str, logs_range: int = 5) -> ForkServerProcess:
    process = _context.Process(target=index, args=(database, node_url, logs_range), daemon=True)
    process.start()
    return process
