"""A wired house on a real chain with our contracts deployed, its indexer, and a client that speaks JSON to it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from eth_account import Account
from eth_account.signers.local import LocalAccount
from starlette.types import ASGIApp

from satshift.app import House, Settings, build_indexer, build_web, make_house
from satshift.chain import deploy
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.indexer import Indexer
from satshift.kernel.address import Address
from tests.chains import address_of, new_account

DAY = 86_400


@dataclass(frozen=True)
class Lived:
    """A house that people live in: what they do reaches the chain, and the indexer brings it back."""

    house: House
    anvil: Anvil
    indexer: Indexer
    json: httpx.Client

    def person(self, wei: int = 10**18) -> LocalAccount:
        account = new_account()
        if wei:
            self.anvil.give(address_of(account), wei)
        return account

    def catch_up(self) -> None:
        self.indexer.catch_up()

    def pass_time(self, seconds: int) -> None:
        self.anvil.pass_time(seconds)
        self.catch_up()

    @property
    def now(self) -> int:
        # Others of this run share the chain and may have let time pass since the last block.
        self.anvil.mine()
        self.catch_up()
        return self.house.desk.now

    def post(self, path: str, **body: Any) -> Any:
        """The body of a good answer."""
        answer = self.json.post(f"/api/v1/agreements/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        answer = self.json.get(f"/api/v1/agreements{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, path: str, **body: Any) -> Any:
        answer = self.json.post(f"/api/v1/agreements/{path}", json=body)
        assert 400 <= answer.status_code < 500, answer.text
        return answer.json()["error"]

    def do(self, who: LocalAccount, action: str, **intent: Any) -> Any:
        """Prepare over JSON, keep the papers, sign here, send over JSON, and let the indexer see it."""
        plan = self.post(action, **intent)
        for paper in plan["papers"]:
            self.post("papers", paper=paper)
        self.send(who, plan["calls"])
        return plan

    def send(self, who: LocalAccount, calls: list[dict[str, Any]]) -> list[str]:
        sender = Sender(self.house.node, who, poll=0.02)
        done = []
        for call in calls:
            raw = self.sign_raw(sender, call)
            answer = self.json.post("/api/v1/transactions", json={"raw": raw})
            assert answer.status_code == 202, answer.text
            done.append(self.wait(answer.json()["hash"]))
        self.catch_up()
        return done

    def wait(self, tx: str) -> str:
        """Until the chain has answered; it must be yes."""
        for _ in range(200):
            answer = self.json.get(f"/api/v1/transactions/{tx}").json()
            if answer["state"] not in ("pending", "not-known-yet"):
                break
            time.sleep(0.02)
        assert answer["state"] == "done", answer
        return tx

    def sign_raw(self, sender: Sender, call: dict[str, Any]) -> str:
        """What a wallet does with a call."""
        node = self.house.node
        head = node.head()
        gas = node.estimate(call["to"], call["data"], value=int(call["value"]), sender=sender.address)
        fields = {
            "type": 2,
            "chainId": node.chain_id,
            "nonce": node.nonce(sender.address),
            "to": bytes.fromhex(call["to"][2:]),
            "value": int(call["value"]),
            "data": call["data"],
            "gas": gas,
            "maxFeePerGas": 2 * (head.base_fee or 0) + 1,
            "maxPriorityFeePerGas": 0,
        }
        return "0x" + sender.account.sign_transaction(fields).raw_transaction.hex().removeprefix("0x")

    def sign(self, who: LocalAccount, wanted: dict[str, Any]) -> str:
        """What a wallet does with typed data."""
        return "0x" + Account.sign_typed_data(
            who.key, full_message=_numbers(wanted)
        ).signature.hex().removeprefix("0x")

    def draft(self, client: LocalAccount, worker: LocalAccount, **changes: Any) -> Any:
        """A draft of two milestones that is kept by this node."""
        due = self.now + 7 * DAY
        body = {
            "title": "A door",
            "text": "One door, painted blue.",
            "client": client.address,
            "worker": worker.address,
            "milestones": [
                {"title": "Cut", "amount": "50000", "due": str(due)},
                {"title": "Painted", "amount": "0.0003 BTC", "due": str(due + 7 * DAY)},
            ],
            **changes,
        }
        return self.post("drafts", **body)

    def agreed(self, client: LocalAccount, worker: LocalAccount, **changes: Any) -> str:
        """The id of an agreement that is open and accepted."""
        draft = self.draft(client, worker, **changes)
        self.do(client, "open", draft=draft["digest"])
        self.do(worker, "accept", agreement=draft["agreement"])
        return str(draft["agreement"])


def _numbers(wanted: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers that stood as text, as the signer wants them."""
    kinds = {field["name"]: field["type"] for fields in wanted["types"].values() for field in fields}

    def read(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: read(key, inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [read(name, inner) for inner in value]
        return int(value) if kinds.get(name) == "uint256" and isinstance(value, str) else value

    return {**wanted, "message": read("", wanted["message"])}


@pytest.fixture(scope="session")
def deployed(anvil: Anvil, node: Node) -> dict[str, Address]:
    """Our contracts on the chain of the run."""
    deployer = new_account()
    anvil.give(address_of(deployer), 10**18)
    return {each.contract: each.address for each in deploy.deploy(Sender(node, deployer, poll=0.02))}


Builder = Callable[..., Lived]


class Served:
    """A real server in a thread, on a free port."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self.server = uvicorn.Server(config)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self.server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        self.json = httpx.Client(base_url=self.url, timeout=30)

    def stop(self) -> None:
        self.json.close()
        self.server.should_exit = True
        self._thread.join(10)
        self._socket.close()


class Street:
    """Makes houses on one chain, and closes them."""

    def __init__(self, anvil: Anvil, node: Node, folder: Path) -> None:
        self.anvil, self.node, self.folder = anvil, node, folder
        self._opened: list[tuple[House, Served]] = []

    def build(self, **chosen: Any) -> Lived:
        self.anvil.mine()  # what others did before is not read
        start = self.node.head().number
        values = {"data_dir": self.folder / f"house-{len(self._opened)}", "limit_all": 0, "limit_writes": 0}
        house = make_house(
            Settings.read({**values, "secret": "s" * 32, "start_block": start, **chosen}), node=self.node
        )
        served = Served(build_web(house))
        self._opened.append((house, served))
        lived = Lived(house, self.anvil, build_indexer(house), served.json)
        lived.catch_up()
        return lived

    def close(self) -> None:
        for house, served in self._opened:
            served.stop()
            house.store.close()


@pytest.fixture
def build_house(anvil: Anvil, node: Node, deployed: dict[str, Address], tmp_path: Path) -> Iterator[Builder]:
    """Makes houses of a test's own; each starts at the newest block."""
    street = Street(anvil, node, tmp_path)
    yield street.build
    street.close()


@pytest.fixture(scope="session")
def lived(
    anvil: Anvil, node: Node, deployed: dict[str, Address], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    """One house on SQLite for the whole run; each test brings people of its own."""
    street = Street(anvil, node, tmp_path_factory.mktemp("houses"))
    yield street.build()
    street.close()
