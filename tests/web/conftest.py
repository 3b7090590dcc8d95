"""A house to serve, and a browser that checks every page it fetches."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.profiles import Profile, load
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound
from satshift.kernel.settings import Settings
from satshift.kernel.shape import Capability
from satshift.store import Store
from satshift.web import install
from tests.web.browser import Browser
from tests.web.serving import serving
from tests.web.village import Village, village


@dataclass
class Stand:
    """The web machine alone: a store, a node that nobody answers, no cards."""

    store: Store
    cards: tuple[Capability, ...] = ()
    profile: Profile = field(default_factory=lambda: load("anvil"))
    secret: str = "a secret of tests"
    is_demo: bool = False
    settings: Settings = field(default_factory=Settings)

    @property
    def node(self) -> Node:
        return Node(self.profile, "http://127.0.0.1:9", timeout=0.2)

    @property
    def desk(self) -> Any:
        return self

    def contract(self, name: str) -> Address:
        raise NotFound("contract-unknown", name)


@pytest.fixture
def web_store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/web.db")
    store.create(())
    yield store
    store.close()


@pytest.fixture
def stand(web_store: Store) -> Stand:
    return Stand(web_store)


Opener = Callable[[FastAPI], Browser]


@pytest.fixture
def open_browser() -> Iterator[Opener]:
    """Serves an app and opens a browser on it."""
    with ExitStack() as stack:

        def open_one(app: FastAPI) -> Browser:
            browser = Browser(stack.enter_context(serving(app)))
            stack.callback(browser.http.close)
            return browser

        yield open_one


@pytest.fixture
def browser(stand: Stand, open_browser: Opener) -> Browser:
    app = FastAPI()
    install(app, stand)
    return open_browser(app)


@pytest.fixture(scope="session")
def here(anvil: Anvil, node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """A whole house on a real chain, for the whole run."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("house"), rates={"USD": "60000"})
    with village(anvil, node, settings) as made:
        yield made


@pytest.fixture
def guest(here: Village) -> Browser:
    """A browser of somebody who is not signed in."""
    return here.browser()
