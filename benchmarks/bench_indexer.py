"""Measure the indexer: events a second and memory, from a chain of 100,000 events, into SQLite and PostgreSQL.

The chain is the tests' scripted node behind HTTP in a process of its own, asked by the real client.
The indexer runs in a process of its own too; its peak memory is what the system counted for it.
"""

import argparse
import json
import multiprocessing
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from satshift.chain import profiles  # noqa: E402
from satshift.chain.node import Node  # noqa: E402
from satshift.indexer import Indexer  # noqa: E402
from satshift.store import Store  # noqa: E402
from tests.databases import has_programs, private_cluster  # noqa: E402
from tests.indexer.node_server import serving  # noqa: E402
from tests.indexer.scripted_node import CONTRACTS, Chain, filled, opened  # noqa: E402
from tests.store.jars import CARD, PAPERS, TABLES  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "indexer.json"
EVENTS, EVENTS_A_BLOCK, FILLS_A_JAR = 100_000, 10, 9
SPAWN = multiprocessing.get_context("spawn")


def make_chain(events: int) -> Chain:
    """Jars that are opened and then filled nine times, ten events a block."""
    chain = Chain()
    for number in range(events // EVENTS_A_BLOCK):
        chain.mine(opened(number), *(filled(number, 10**16 + place) for place in range(FILLS_A_JAR)))
    return chain


def serve(events: int, told: Connection) -> None:
    with serving(make_chain(events)) as (url, _answers):
        told.send(url)
        told.recv()


def index(database: str, url: str, told: Connection) -> None:
    """Read the whole chain once; tell how long it took and the most memory it held."""
    profile = replace(profiles.load("anvil"), logs_range=profiles.load("rootstock").logs_range)
    store, node = Store(database), Node(profile, url)
    store.create(TABLES, PAPERS)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    Indexer(node, store, [CARD], CONTRACTS).catch_up()
    seconds = time.perf_counter() - begun
    told.send((store.count_events(), seconds, idle, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    store.close()
    node.close()


@contextmanager
def chain_server(events: int) -> Iterator[str]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=serve, args=(events, theirs), daemon=True)
    process.start()
    yield ours.recv()
    ours.send("enough")
    process.join()


def measure(database: str, url: str, name: str) -> dict[str, float]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=index, args=(database, url, theirs))
    process.start()
    events, seconds, idle, peak = ours.recv()
    process.join()
    print(
        f"{name:12} {events:>9,} events {seconds:8.1f} s {events / seconds:10,.0f} events/s {peak / 1024:8.0f} MiB"
    )
    return {
        f"indexer.{name}.events.count": events,
        f"indexer.{name}.time.seconds": round(seconds, 2),
        f"indexer.{name}.rate.events_per_second": round(events / seconds),
        f"indexer.{name}.memory_peak.mebibytes": round(peak / 1024, 1),
        f"indexer.{name}.memory_before.mebibytes": round(idle / 1024, 1),
    }


def machine() -> str:
    return f"{platform.machine()}, {multiprocessing.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lite", action="store_true", help="a tenth of the events, and no result is written")
    lite = parser.parse_args().lite
    results: dict[str, float | str] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as folder, chain_server(EVENTS // (10 if lite else 1)) as url:
        results |= measure(f"sqlite:///{folder}/satshift.db", url, "sqlite")
        if has_programs():
            with private_cluster(durable=True) as server:
                results |= measure(server.database(), url, "postgresql")
    if not lite:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
