"""A whole node in this process for tests of the clients: a chain with our contracts, rows that follow it, pages and JSON."""

import contextlib
import io
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from eth_account import Account
from eth_account.signers.local import LocalAccount

from satshift import app, cli
from satshift.chain import deploy
from satshift.chain.sender import Sender
from satshift.kernel.settings import Settings
from tests.chains import Chain, address_of, new_account

PASSPHRASE = "four words for tests"
ROLES = ("client", "worker", "arbiter", "stranger")


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Place:
    """People with key files in a folder, on a chain where the contracts stand; `url` is a node of Satshift, if one runs."""

    chain: Chain
    home: Path
    rpc: str
    url: str = ""
    people: dict[str, LocalAccount] = field(default_factory=dict)

    def address(self, role: str) -> str:
        return address_of(self.people[role])

    def key(self, role: str) -> str:
        return "0x" + bytes(self.people[role].key).hex()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SATSHIFT_HOME": str(self.home),
            "SATSHIFT_PASSPHRASE_FILE": str(self.home / "passphrase"),
            "SATSHIFT_NETWORK": self.chain.node.profile.name,
            "SATSHIFT_RPC": self.rpc,
            "SATSHIFT_URL": self.url,
            "PATH": os.environ["PATH"],
            "COLUMNS": "110",
        }

    def say(self, *words: str, role: str | None = None, **more: str) -> Said:
        """Run a command of the terminal in this process; it asks nobody."""
        args = [*words, *(["--key", role] if role else [])]
        out, err = io.StringIO(), io.StringIO()
        wired = cli.House(app.capabilities, "satshift.app:asgi", app.make_indexer, app.own_rows)
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            for name, value in {**self.environment, **more}.items():
                patch.setenv(name, value)
            code = cli.main(wired, args)
        return Said(code, out.getvalue(), err.getvalue())

    def pass_time(self, seconds: int) -> None:
        """Let time pass, until the node has heard of it too."""
        self.chain.anvil.pass_time(seconds)
        head = self.chain.node.head().number
        while self.url and httpx.get(f"{self.url}/api/v1/health").json()["as_of"]["block"] < head:
            time.sleep(0.02)


def light_key_file(path: Path, account: LocalAccount) -> None:
    """A key file that opens quickly; the format is the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(Account.encrypt(account.key, PASSPHRASE, kdf="pbkdf2", iterations=1)))
    path.chmod(0o600)


def make_place(chain: Chain, home: Path) -> Place:
    """Contracts deployed, everybody with one bitcoin and a key file."""
    place = Place(chain, home, chain.node.urls[0])
    deploy.deploy(Sender(chain.node, chain.fund(new_account()), poll=0.02))
    (home / "passphrase").write_text(PASSPHRASE + "\n")
    for role in ROLES:
        place.people[role] = chain.fund(new_account())
        light_key_file(home / "keys" / f"{role}.json", place.people[role])
    return place


@contextlib.contextmanager
def serving(place: Place, data: Path) -> Iterator[Place]:
    """Run pages, JSON and the indexer for a place."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    profile = place.chain.node.profile
    settings = Settings(
        data_dir=data, network=profile.name, rpc=(place.rpc,), base_url=url, limit_all=0, limit_writes=0
    )
    house = app.make_house(settings)
    follower = app.build_indexer(house)
    follower.interval = 0.05
    stop = threading.Event()
    following = threading.Thread(target=follower.run, args=(stop,), daemon=True)
    server = uvicorn.Server(
        uvicorn.Config(app.build_web(house), port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    pages = threading.Thread(target=server.run, daemon=True)
    following.start()
    pages.start()
    _answers(url)
    place.url = url
    try:
        yield place
    finally:
        server.should_exit = True
        stop.set()
        pages.join()
        following.join()
        house.close()
        place.url = ""


def _answers(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/api/v1/health").status_code == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(url)


@pytest.fixture
def place(chain: Chain, tmp_path: Path) -> Place:
    """People on each kind of network in turn, with nothing but the chain."""
    return make_place(chain, tmp_path)


@pytest.fixture
def node_place(
    anvil: object, node: object, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Place]:
    """People on a local chain with a node of Satshift."""
    chain = Chain("anvil", request.getfixturevalue("anvil"), request.getfixturevalue("node"))
    with serving(make_place(chain, tmp_path), tmp_path / "data") as running:
        yield running
