"""Killed at any moment, an indexer loses nothing and doubles nothing; another takes over from it."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from satshift.store import Store
from tests.indexer.node_server import serving
from tests.indexer.processes import started
from tests.indexer.scripted_node import Chain, emptied, filled, opened


def within(seconds: float, holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def grow(chain: Chain, dice: random.Random, blocks: int) -> None:
    """Blocks with jars that are opened, filled and sometimes emptied."""
    for _ in range(blocks):
        number = chain.tip.number + 1
        told = [opened(number * 1_000 + chain.salt)]
        told += [
            filled(number * 1_000 + chain.salt, dice.randrange(10**20)) for _ in range(dice.randrange(4))
        ]
        told += [emptied(number * 1_000 + chain.salt)] if dice.random() < 0.2 else []
        chain.mine(*told)


def murder(url: str, chain: Chain, kills: int, seed: int) -> None:
    dice = random.Random(seed)
    with serving(chain) as (node_url, answers):
        for _ in range(kills):
            process = started(url, node_url)
            time.sleep(dice.random() * 0.35)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            with answers.lock:
                chain.roll_back(dice.choice([0, 0, 1, 4, 12]))
                grow(chain, dice, 20)
        last = started(url, node_url)
        store = Store(url)
        try:
            within(
                60, lambda: (store.head() or chain.blocks[0]).hash == chain.tip.hash, "the head is reached"
            )
        finally:
            store.close()
            last.terminate()
            last.join(20)
        assert last.exitcode == 0


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.deep)])
def test_killed_at_random_moments_it_equals_a_clean_run(
    chain: Chain, database_url: str, open_store, jars: Store, rebuilt, seed: int
) -> None:
    grow(chain, random.Random(seed), 60)

    murder(database_url, chain, kills=12 if seed == 1 else 150, seed=seed)

    assert list(jars.dump()) == rebuilt()
    report = jars.report()
    assert report is not None
    assert report.state == "stopped"


def test_one_leads_and_the_other_takes_over(chain: Chain, database_url: str, jars: Store, rebuilt) -> None:
    grow(chain, random.Random(1), 10)
    with serving(chain) as (node_url, answers):
        pair = [started(database_url, node_url), started(database_url, node_url)]
        try:
            within(20, lambda: (jars.head() or chain.blocks[0]).hash == chain.tip.hash, "one of them reads")
            assert not jars.leadership().take()
            leader, waiter = sorted(pair, key=lambda process: not _leads(jars, process))
            os.kill(leader.pid, signal.SIGKILL)
            leader.join()
            with answers.lock:
                grow(chain, random.Random(2), 10)
            within(20, lambda: jars.head().hash == chain.tip.hash, "the other takes over")
            assert waiter.is_alive()
        finally:
            for process in pair:
                process.terminate()
                process.join(20)
    assert list(jars.dump()) == rebuilt()


def _leads(jars: Store, process) -> bool:
    """Freeze the process: if the lock stays taken and the other doesn't lead, it is the one."""
    os.kill(process.pid, signal.SIGSTOP)
    try:
        told = jars.report().at
        time.sleep(1.2)
        return jars.report().at == told
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_a_term_signal_ends_it_cleanly_and_frees_the_lead(
    chain: Chain, database_url: str, jars: Store
) -> None:
    grow(chain, random.Random(1), 5)
    with serving(chain) as (node_url, _answers):
        process = started(database_url, node_url)
        within(20, lambda: jars.head() is not None, "it reads")
        process.terminate()
        process.join(10)

    assert process.exitcode == 0
    assert jars.report().state == "stopped"
    lead = jars.leadership()
    assert lead.take()
    lead.leave()
