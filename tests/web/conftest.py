"""A house to serve, and a browser that checks every page it fetches."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from satshift.chain.node import Node
from satshift.chain.profiles import Profile, load
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound
from satshift.kernel.settings import Settings
from satshift.kernel.shape import Capability
from satshift.store import Store
from satshift.web import install
from tests.web import page_rules
from tests.web.serving import serving


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


class Browser:
    """Fetches pages as a person's browser would, and refuses any that breaks a rule of the house."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=20)

    def get(self, path: str, status: int = 200, **more: Any) -> httpx.Response:
        return self._look(self.http.get(path, **more), status)

    def post(self, path: str, data: dict[str, Any], status: int = 200, token: bool = True) -> httpx.Response:
        given = {**data, "token": self.token()} if token else data
        return self._look(self.http.post(path, data=given), status)

    def token(self) -> str:
        page = page_rules.read(self.http.get("/help").text)
        return next(
            each.attrs["content"] for each in page.all("meta") if each.attrs.get("name") == "form-token"
        )

    def _look(self, answer: httpx.Response, status: int) -> httpx.Response:
        assert answer.status_code == status, answer.text[:2_000]
        if "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text:
            assert page_rules.problems(answer.text) == []
        return answer


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
