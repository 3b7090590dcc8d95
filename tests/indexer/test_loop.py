"""The loop: what it reports, how it backs off and comes back, how a long catch-up is shown."""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from satshift.chain import profiles
from satshift.indexer import Indexer, rhythm
from satshift.indexer.progress import Bar, Lines, Pace, Pacer, shown_on
from satshift.kernel.errors import Unreachable
from satshift.store import Store
from tests.databases import Opener, Postgres
from tests.indexer.scripted_node import CONTRACTS, Chain, ScriptedNode, filled, opened, refusing
from tests.indexer.test_kill import within
from tests.store.jars import CARD, PAPERS, TABLES

STALLED = Unreachable("node-stalled", "The node did not answer in time. Try again or use another node.")


@contextmanager
def running(indexer: Indexer) -> Iterator[None]:
    indexer.interval = 0.01
    stop = threading.Event()
    thread = threading.Thread(target=indexer.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_it_reports_that_it_follows(chain: Chain, indexer: Indexer, jars: Store) -> None:
    chain.mine(opened(1))
    with running(indexer):
        within(10, lambda: (jars.report() or indexer.health.report).state == "following", "it follows")
        report = jars.report()
        assert (report.indexed, report.head, report.lag, report.error) == (1, 1, 0, None)

    assert jars.report().state == "stopped"


def test_trouble_is_reported_in_words_and_remembered_after_it_is_over(
    chain: Chain, node: ScriptedNode, indexer: Indexer, jars: Store
) -> None:
    chain.mine(opened(1))
    node.lie("head", refusing(STALLED), times=4)
    with running(indexer):
        within(10, lambda: getattr(jars.report(), "state", "") == "troubled", "trouble is said")
        troubled = jars.report()
        within(10, lambda: jars.report().state == "following", "it comes back")
        after = jars.report()

    assert (troubled.code, troubled.error) == ("node-stalled", str(STALLED))
    assert after.code == "node-stalled"
    assert after.error_at is not None
    assert jars.count_events() == 1


def test_it_asks_less_and_less_often_while_a_node_is_away(node: ScriptedNode, indexer: Indexer) -> None:
    node.lie("head", refusing(STALLED), times=1_000)
    with running(indexer):
        time.sleep(0.7)

    assert 3 <= len(node.asked) <= 8


def test_an_error_of_our_own_is_reported_and_does_not_end_it(
    chain: Chain, node, indexer: Indexer, jars: Store
) -> None:
    node.lie("head", refusing(ZeroDivisionError("oh")))
    chain.mine(opened(1))
    with running(indexer):
        within(10, lambda: jars.count_events() == 1, "it goes on")

    assert jars.report().code == "indexer-broken"


def test_a_reorganisation_is_noted_for_the_health_page(chain: Chain, indexer: Indexer, jars: Store) -> None:
    chain.mine(opened(1))
    chain.mine(filled(1, 3))
    with running(indexer):
        within(10, lambda: jars.head() is not None and jars.head().number == 2, "it reads")
        chain.roll_back(1)
        chain.mine()
        within(10, lambda: (jars.report().code or "") == "chain-reorganised", "it notes")

    assert "blocks 2 to 2 were taken back" in jars.report().error


@pytest.mark.postgres
def test_a_database_that_goes_away_and_comes_back_costs_nothing(
    own_postgres: Postgres, chain: Chain, node: ScriptedNode, open_store: Opener, rebuilt
) -> None:
    store = open_store(own_postgres.database())
    store.create(TABLES, PAPERS)
    indexer = Indexer(node, store, [CARD], CONTRACTS)
    chain.mine(opened(1))
    with running(indexer):
        within(10, lambda: store.head() is not None, "it reads")
        own_postgres.stop("immediate")
        chain.mine(filled(1, 5))
        within(10, lambda: indexer.health.report.code == "store-lost", "it notices")
        own_postgres.start()
        within(20, lambda: store.head().number == 2, "it goes on")

    assert list(store.dump()) == rebuilt()


def test_a_long_catch_up_is_told_with_rate_and_time_left(
    chain: Chain, node: ScriptedNode, jars: Store
) -> None:
    chain.mine_many(1_500)
    node.profile = replace(node.profile, logs_range=100)
    told = io.StringIO()
    Indexer(node, jars, [CARD], CONTRACTS, shown=Lines(told)).catch_up()

    assert told.getvalue().startswith("Reading the chain: block 99 of 1,500")


def test_a_pace_is_measured_and_forgotten_at_the_end() -> None:
    stream = io.StringIO()
    pacer = Pacer(Lines(stream))
    pacer.moved(0, 10_000)
    time.sleep(0.02)
    pace = pacer.moved(1_000, 10_000)

    assert 0 < pace.rate <= 50_000
    assert pace.left == pytest.approx(9_000 / pace.rate)
    assert pacer.moved(10_000, 10_000) == Pace()


def test_a_terminal_gets_a_bar_and_a_pipe_gets_lines() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    bar = shown_on(screen)
    bar.show(5, 10, Pace(2.0, 2.5))
    bar.end()

    assert isinstance(bar, Bar)
    assert isinstance(shown_on(io.StringIO()), Lines)
    assert "Reading the chain" in screen.getvalue()


@pytest.mark.parametrize(("name", "seconds"), [("anvil", 0.25), ("rootstock", 6.0), ("citrea", 0.5)])
def test_it_looks_at_the_rhythm_of_the_network(name: str, seconds: float) -> None:
    assert rhythm(profiles.load(name)) == pytest.approx(seconds, abs=0.1)
