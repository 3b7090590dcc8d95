"""Fills a local chain with the demo's stories: real transactions, real papers, and time that passes between them.

Every step has its sender and its place in the order, so the sender's transaction count tells whether it is done:
a kill in the middle goes on where it was, and a second seeding changes nothing.
"""

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account

from satshift.chain import deploy
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.demo.acting import Stage, call_of, keep_draft
from satshift.demo.people import DEPLOYER, PEOPLE, WEI, Person
from satshift.demo.stories_ended import ENDED
from satshift.demo.stories_live import LIVE
from satshift.demo.story import Step, Story, moment
from satshift.kernel.errors import Refused
from satshift.kernel.money import Sats
from satshift.kernel.words import say
from satshift.store import Store
from satshift.work.agreements import papers

STORIES = (*LIVE, *ENDED)
VERSION = 1  # of the stories; another one asks for `satshift demo --reset`
FIRST_DAY = -45
REFUSING = "0x60006000fd"  # code that takes no coin
OLD = say("The demo in {folder} has the stories of another version. Begin anew with `satshift demo --reset`.")
Told = Callable[[int, int], None]  # how many steps are done, and of how many


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of a seeding: the day that its stories call today, and whether it is complete."""

    today: int
    is_done: bool
    version: int = VERSION

    @classmethod
    def find(cls, folder: Path) -> "Mark":
        """The mark in a demo's folder; a first one is made and kept."""
        file = folder / "seeding.json"
        if not file.exists():
            mark = cls(int(time.time()), is_done=False)
            mark.keep(folder)
            return mark
        found = json.loads(file.read_text(encoding="utf-8"))
        mark = cls(found["today"], found["is_done"], found["version"])
        if mark.version != VERSION:
            raise Refused("demo-old", OLD, folder=str(folder))
        return mark

    def keep(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / "seeding.draft"
        draft.write_text(
            json.dumps({"today": self.today, "is_done": self.is_done, "version": self.version}),
            encoding="utf-8",
        )
        draft.replace(folder / "seeding.json")


def seed(folder: Path, anvil: Anvil, store: Store, tell: Told = lambda _done, _all: None) -> None:
    """Bring the demo in `folder` to where its stories end; `anvil` is its chain, `store` keeps its papers."""
    mark = Mark.find(folder)
    if mark.is_done:
        return
    node = anvil.node()
    try:
        _seed(Stage(mark.today, node.chain_id, store), anvil, node, tell)
    finally:
        node.close()
    Mark(mark.today, is_done=True).keep(folder)


def steps_in_order() -> list[tuple[Story, Step]]:
    """Everything that happened, by the day."""
    told = [(story, step) for story in STORIES for step in story.steps]
    return sorted(told, key=lambda pair: pair[1].day)


def _seed(stage: Stage, anvil: Anvil, node: Node, tell: Told) -> None:
    store_of(stage.store)
    _pass_until(anvil, moment(stage.today, FIRST_DAY))
    deploy.deploy(Sender(node, Account.from_key(DEPLOYER), poll=0.02))
    for person in PEOPLE:
        if node.balance(person.address) == 0 and node.nonce(person.address) == 0:
            anvil.ask("anvil_setBalance", person.address, hex(Sats(person.sats).wei))
    for story in STORIES:
        keep_draft(stage, story)
    told, senders = steps_in_order(), {person: Sender(node, person.account, poll=0.02) for person in PEOPLE}
    count, done = Counter[Person](), {person: node.nonce(person.address) for person in PEOPLE}
    for place, (story, step) in enumerate(told):
        tell(place, len(told))
        count[step.by] += 1
        if count[step.by] > done[step.by]:
            _pass_until(anvil, moment(stage.today, step.day))
            _do(anvil, senders[step.by], stage, story, step)
    anvil.ask("anvil_setCode", WEI.address, "0x")
    _pass_until(anvil, int(time.time()))
    tell(len(told), len(told))


def _do(anvil: Anvil, sender: Sender, stage: Stage, story: Story, step: Step) -> None:
    """One step. For one of them Wei's account takes no coin, as some contract wallets do not."""
    if step.verb == "release_unpayable":
        anvil.ask("anvil_setCode", WEI.address, REFUSING)
    sender.do(call_of(stage, story, step))
    if step.verb == "release_unpayable":
        anvil.ask("anvil_setCode", WEI.address, "0x")


def _pass_until(anvil: Anvil, seconds: int) -> None:
    """Let the chain's clock show `seconds`; it never runs backwards."""
    if anvil.time < seconds:
        anvil.ask("evm_mine", {"timestamp": hex(seconds)})


def store_of(store: Store) -> None:
    """Make the tables of papers; those of the projection are the indexer's business."""
    store.create((), papers.TABLES)
