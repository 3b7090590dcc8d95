"""A seeded demo, copied for every test that changes it, served and followed; and visitors with browsers of their own."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from satshift.app import build_indexer, build_web, make_house
from satshift.chain.anvil import Anvil
from satshift.demo import seeding
from satshift.kernel.settings import Settings
from satshift.store import Store
from satshift.web import House
from satshift.work.agreements import queries
from satshift.work.agreements.queries import Known
from tests.demo.visitor import Visitor
from tests.web.serving import serving


@dataclass(frozen=True)
class Town:
    """A demo that runs: its folder, its chain, its house, and the address of its pages."""

    folder: Path
    anvil: Anvil
    house: House
    url: str

    def id_of(self, key: str) -> str:
        """The id of the agreement of a story."""
        story = next(each for each in seeding.STORIES if each.key == key)
        return story.terms(self.today, self.house.profile.chain_id).id

    def known(self, key: str) -> Known:
        return queries.agreement(self.house.store, self.id_of(key))[0]

    @property
    def today(self) -> int:
        return seeding.Mark.find(self.folder).today

    def catch_up(self) -> None:
        """Until the rows stand for the newest block."""
        wanted = self.house.node.head().number
        for _ in range(500):
            head = self.house.store.head()
            if head is not None and head.number >= wanted:
                return
            time.sleep(0.02)
        raise AssertionError("the indexer does not follow")


def seed(folder: Path, anvil: Anvil) -> None:
    store = Store(f"sqlite:///{folder}/satshift.db")
    try:
        seeding.seed(folder, anvil, store)
    finally:
        store.close()


@contextmanager
def opened(folder: Path) -> Iterator[Town]:
    """The demo in a folder, served and followed until the block ends."""
    with Anvil(folder / "chain") as anvil:
        seed(folder, anvil)
        house = make_house(Settings(data_dir=folder, demo=True, rpc=(anvil.url,), limit_all=0))
        indexer, stop = build_indexer(house), threading.Event()
        indexer.interval = 0.05
        following = threading.Thread(target=indexer.run, args=(stop,), daemon=True)
        following.start()
        with serving(build_web(house)) as url:
            made = Town(folder, anvil, house, url)
            made.catch_up()
            yield made
        stop.set()
        following.join(10)
        house.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo whose stories are told; never changed."""
    folder = tmp_path_factory.mktemp("seeded")
    with opened(folder):
        return folder


@pytest.fixture(scope="module")
def town(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A demo for the tests of one file."""
    with opened(copied(seeded, tmp_path_factory.mktemp("town"))) as made:
        yield made


def copied(seeded: Path, folder: Path) -> Path:
    """A copy of a seeded demo that may be changed."""
    return shutil.copytree(seeded, folder / "demo")


@pytest.fixture
def visitor(chromium: Browser, town: Town, request: pytest.FixtureRequest) -> Iterator[Callable[[], Visitor]]:
    """Opens browsers on the demo; a script error or a refusal of the policy fails the test."""
    made: list[Visitor] = []

    def arrive() -> Visitor:
        made.append(Visitor.arrive(chromium, town.url, request.node.name))
        return made[-1]

    yield arrive
    for each in made:
        each.context.close()
    assert [line for each in made for line in each.broken] == []
