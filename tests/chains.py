"""Fixtures of the chain: an anvil for the whole run, a Rootstock-like one, people with coin, and small test contracts."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from satshift.chain import abi, profiles
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.kernel.address import Address
from tests.chain.rootstock_proxy import RootstockProxy

ROOT = Path(__file__).parent.parent
COIN = 10**18  # one bitcoin each
_people = count(1)


@dataclass(frozen=True, slots=True)
class Chain:
    """One kind of network to run the same tests on."""

    name: str
    anvil: Anvil
    node: Node

    def fund(self, account: LocalAccount, wei: int = COIN) -> LocalAccount:
        self.anvil.give(address_of(account), wei)
        return account

    def sender(self, account: LocalAccount) -> Sender:
        return Sender(self.node, account, poll=0.02)


def address_of(account: LocalAccount) -> Address:
    return Address(account.address.lower())


def new_account() -> LocalAccount:
    """Somebody whom nobody has met; keys repeat from run to run."""
    account: LocalAccount = Account.from_key(keccak(text=f"person {next(_people)}"))
    return account


@pytest.fixture(scope="session")
def anvil() -> Iterator[Anvil]:
    """A throw-away chain for the whole run."""
    with Anvil() as started:
        yield started


@pytest.fixture(scope="session")
def node(anvil: Anvil) -> Iterator[Node]:
    """A node that speaks to `anvil`."""
    speaking = anvil.node()
    yield speaking
    speaking.close()


@pytest.fixture(scope="session")
def rootstock() -> Iterator[Chain]:
    """An anvil of its own behind a proxy that answers like a Rootstock node."""
    profile = replace(profiles.load("rootstock_regtest"), block_seconds=1, timeout=10)
    options = ("--gas-limit", "6800000", "--base-fee", "0", "--gas-price", "60000000")
    with Anvil(profile=profile, options=options) as behind:
        proxy = RootstockProxy(behind.url)
        speaking = Node(profile, proxy.url)
        yield Chain("rootstock", behind, speaking)
        speaking.close()
        proxy.stop()


@pytest.fixture(scope="session")
def rootstock_node(rootstock: Chain) -> Node:
    """A node that answers like Rootstock's."""
    return rootstock.node


@pytest.fixture(params=["anvil", "rootstock"])
def chain(request: pytest.FixtureRequest) -> Chain:
    """Each kind of network in turn."""
    if request.param == "rootstock":
        found: Chain = request.getfixturevalue("rootstock")
        return found
    return Chain("anvil", request.getfixturevalue("anvil"), request.getfixturevalue("node"))


def _person(request: pytest.FixtureRequest) -> LocalAccount:
    """A new account with one bitcoin on the chain that the test uses."""
    if "chain" in request.fixturenames:
        here: Chain = request.getfixturevalue("chain")
    elif "rootstock_node" in request.fixturenames or "rootstock" in request.fixturenames:
        here = request.getfixturevalue("rootstock")
    else:
        here = Chain("anvil", request.getfixturevalue("anvil"), request.getfixturevalue("node"))
    return here.fund(new_account())


@pytest.fixture
def client(request: pytest.FixtureRequest) -> LocalAccount:
    return _person(request)


@pytest.fixture
def worker(request: pytest.FixtureRequest) -> LocalAccount:
    return _person(request)


@pytest.fixture
def arbiter(request: pytest.FixtureRequest) -> LocalAccount:
    return _person(request)


@pytest.fixture
def stranger(request: pytest.FixtureRequest) -> LocalAccount:
    return _person(request)


@pytest.fixture(scope="session")
def counter_artifact(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Compile tests/contracts/Counter.vy once; afterwards `abi.artifact("Counter")` knows it."""
    sys.path.insert(0, str(ROOT / "contracts"))
    import build

    shelf = tmp_path_factory.mktemp("artifacts")
    artifact, _ = build.build(ROOT / "tests" / "contracts" / "Counter.vy")
    (shelf / "Counter.json").write_text(json.dumps(artifact))
    abi.also_look_in(shelf)
    return "Counter"
