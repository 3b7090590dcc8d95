"""Seeding tells every story to its end, once, and goes on where it was killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from satshift.demo import seeding
from satshift.demo.people import WEI, WORKER
from satshift.kernel.errors import Refused
from satshift.work.agreements import papers, queries
from tests.demo.conftest import Town, opened, seed

# For each story: the state that pages name, and whose turn it is.
ENDS = {
    "offered": ("offered", "worker"),
    "working": ("in_progress", "worker"),
    "partly-released": ("in_progress", "worker"),
    "submitted": ("submitted", "client"),
    "changes-requested": ("changes_requested", "worker"),
    "team": ("in_progress", "worker"),
    "credit": ("in_progress", "worker"),
    "approved": ("approved", "anyone"),
    "overdue": ("expired", "client"),
    "disputed-arbiter": ("disputed", "arbiter"),
    "disputed-fallback": ("disputed", "fallback_arbiter"),
    "unruled": ("disputed", "anyone"),
    "declined": ("declined", None),
    "taken-back": ("withdrawn", None),
    "complete": ("released", None),
    "settled": ("released", None),
    "reclaimed": ("refunded", None),
    "given-back": ("refunded", None),
    "parted": ("cancelled_mutual", None),
    "ruled": ("ended", None),
    "split": ("ended", None),
}
ENDED_AS = {
    "settled": "settled",
    "reclaimed": "reclaimed",
    "given-back": "given_back",
    "ruled": "ruled",
    "split": "split",
}
HERE = Path(__file__).parents[2]
SEED = """
import sys
from pathlib import Path
from satshift.chain.anvil import Anvil
from tests.demo.conftest import seed
folder = Path(sys.argv[1])
with Anvil(folder / "chain") as anvil:
    seed(folder, anvil)
"""


def test_every_story_ends_where_it_should(town: Town):
    now = town.house.desk.now
    found = {
        key: (seen.state, seen.whose_turn) for key in ENDS for seen in [town.known(key).situation(now, None)]
    }

    assert found == ENDS


def test_no_story_is_left_out_of_the_check():
    opened_ones = {story.key for story in seeding.STORIES if story.steps}

    assert opened_ones == set(ENDS)


def test_milestones_end_in_their_own_ways(town: Town):
    found = {key: town.known(key).books.milestones[0] for key in ENDED_AS}

    assert found == ENDED_AS


def test_two_drafts_wait_and_one_of_them_is_signed(town: Town):
    signed = {
        story.key: bool(papers.handed(town.house.store, town.id_of(story.key), "Accept"))
        for story in seeding.STORIES
        if not story.steps
    }

    assert signed == {"draft": False, "draft-signed": True}


def test_a_team_was_paid_by_its_shares_and_the_last_took_the_rounding(town: Town):
    paid = {
        each.payee: each.amount for each in queries.payments(town.house.store, agreement=town.id_of("team"))
    }

    assert sum(paid.values()) == 100_000 * 10**10
    assert paid[WORKER.address] == 50_000 * 10**10


def test_a_payee_who_could_not_be_paid_has_a_credit(town: Town):
    [credit] = queries.credits_of(town.house.store, WEI.address)

    assert credit.amount == 52_000 * 10**10
    assert town.house.node.code(WEI.address) == "0x"


def test_the_chain_shows_about_the_time_of_today(town: Town):
    assert abs(town.anvil.time - time.time()) < 300


def test_every_text_of_a_story_is_kept(town: Town):
    store = town.house.store
    for key in ENDS:
        digests = [digest for each in town.known(key).papers for digest in each.values() if digest]
        assert len(papers.get_some(store, digests)) == len(set(digests))


def test_seeding_twice_changes_nothing(town: Town):
    head, rows = town.house.node.head(), list(town.house.store.dump())

    seeding.Mark(town.today, is_done=False).keep(town.folder)  # as if the last word had been lost
    seed(town.folder, town.anvil)
    town.catch_up()

    assert town.house.node.block(head.number).hash == head.hash
    assert list(town.house.store.dump()) == rows


@pytest.mark.parametrize("kills", [(45,), pytest.param((15, 40, 65, 90), marks=pytest.mark.deep)], ids=len)
def test_a_kill_in_the_middle_goes_on_where_it_was(seeded: Path, tmp_path: Path, kills: tuple[int, ...]):
    folder = tmp_path / "demo"
    for journal_lines in kills:
        kill_when(folder, journal_lines)
    with opened(folder) as town:
        states = {key: town.known(key).situation(town.house.desk.now, None).state for key in ENDS}
        amounts = [each.agreement.held for each in queries.agreements(town.house.store, limit=100).found]
        moves = town.house.store.count_events()
    assert states == {key: state for key, (state, _) in ENDS.items()}
    with opened(seeded) as whole:
        assert sorted(amounts) == sorted(
            each.agreement.held for each in queries.agreements(whole.house.store, limit=100).found
        )
        assert moves == whole.house.store.count_events()


def test_stories_of_another_version_ask_for_a_reset(tmp_path: Path):
    (tmp_path / "seeding.json").write_text('{"today": 1, "is_done": true, "version": 0}')

    with pytest.raises(Refused, match="satshift demo --reset"):
        seeding.Mark.find(tmp_path)


def kill_when(folder: Path, lines: int) -> None:
    """Start seeding in a process of its own, and kill it when the chain's journal has so many lines."""
    process = subprocess.Popen([sys.executable, "-c", SEED, str(folder)], cwd=HERE)
    journal, until = folder / "chain" / "journal-0.jsonl", time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
            break
        time.sleep(0.005)
    assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
