"""Jobs from the terminal to their end: paid, with a silent client, with a silent worker, with a dispute."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.running import Place, Said
from tests.sdk.stories import DAY, SATS, day, gained


@dataclass
class Terminal:
    """One way to speak: `agreements` through a node, `direct` straight to the chain."""

    place: Place
    road: str

    def does(self, role: str, verb: str, *words: str, code: int = 0) -> Said:
        said = self.place.say(self.road, verb, *words, "--yes", "--json", role=role)
        assert said.code == code, said.err
        return said

    def opened(self, *more: str) -> str:
        place = self.place
        first = f"Sketch;50000 sats;{day(place, 3)}"
        second = f"Final;0.0007 BTC;{day(place, 30)}"
        words = ["--worker", place.address("worker"), "--title", "A logo", *more]
        draft = self.does("client", "draft", *words, "--milestone", first, "--milestone", second).json[
            "digest"
        ]
        opened = self.does("client", "open", draft).json
        (agreement,) = [each["args"]["agreement"] for each in opened["events"]]
        self.does("worker", "accept", agreement)
        return str(agreement)


def paid_job(terminal: Terminal) -> None:
    agreement = terminal.opened()
    terminal.does("worker", "submit", agreement, "--note", "the sketch", "--link", "https://example.org")
    before = terminal.place.chain.node.balance(terminal.place.address("worker"))
    terminal.does("client", "release", agreement, "--amount", "20000")
    terminal.does("client", "release", agreement)
    assert gained(terminal.place, "worker", before) == 50_000 * SATS
    assert terminal.does("client", "release", agreement, code=3).out == ""
    names = [line["name"] for line in terminal.does("client", "timeline", agreement).lines]
    assert names == ["Opened", "Accepted", "Submitted", "Released", "Released"]
    (mine,) = terminal.does("worker", "list").lines
    assert (mine["id"], mine["state"]) == (agreement, "in_progress")


def silent_client(terminal: Terminal) -> None:
    agreement = terminal.opened()
    terminal.does("worker", "submit", agreement)
    terminal.does("stranger", "settle", agreement, code=3)
    terminal.place.pass_time(7 * DAY + 1)
    before = terminal.place.chain.node.balance(terminal.place.address("worker"))
    terminal.does("stranger", "settle", agreement)
    assert gained(terminal.place, "worker", before) == 50_000 * SATS


def silent_worker(terminal: Terminal) -> None:
    agreement = terminal.opened()
    terminal.does("client", "reclaim", agreement, code=3)
    terminal.place.pass_time(7 * DAY)
    outcome = terminal.does("client", "reclaim", agreement).json
    assert int(outcome["events"][-1]["args"]["amount"]) == 50_000 * SATS
    terminal.does("worker", "give-back", agreement, "--milestone", "2")
    waited = terminal.does("client", "wait", agreement, "--until", "refunded").json
    assert int(waited["situation"]["money"]["locked"]["wei"]) == 0


def dispute(terminal: Terminal) -> None:
    agreement = terminal.opened("--arbiter", terminal.place.address("arbiter"), "--fee-cap", "5")
    terminal.does("worker", "submit", agreement)
    terminal.does("client", "dispute", agreement, "--note", "upside down")
    words = ["--share", "60", "--note", "half of it is fine"]
    terminal.does("arbiter", "rule", agreement, *words, "--fee", "2501", code=3)
    terminal.does("arbiter", "rule", agreement, *words, "--fee", "1000")
    terminal.does("worker", "dispute", agreement, "--milestone", "2", "--note", "no answer")
    terminal.place.pass_time(7 * DAY + 1)
    outcome = terminal.does("stranger", "split", agreement, "--milestone", "2").json
    assert int(outcome["events"][-1]["args"]["to_worker"]) == 35_000 * SATS


STORIES = (paid_job, silent_client, silent_worker, dispute)
Story = Callable[[Terminal], None]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_job_comes_to_its_end_on_the_chain_alone(story: Story, place: Place) -> None:
    story(Terminal(place, "direct"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_job_comes_to_its_end_with_a_node(story: Story, node_place: Place) -> None:
    story(Terminal(node_place, "agreements"))
