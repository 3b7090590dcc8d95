"""A whole house on a real chain: served pages, an indexer that follows, and people who draft, sign and send."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount

from satshift.app import build_indexer, build_web, make_house
from satshift.chain import deploy
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.kernel.settings import Settings
from satshift.kernel.shape import Plan
from satshift.web import House
from satshift.work.agreements import papers
from satshift.work.agreements.actions import ACTIONS
from satshift.work.agreements.papers import Draft
from tests.chains import COIN, address_of, new_account
from tests.web.browser import Browser
from tests.web.serving import serving

VERBS = {action.name: action for action in ACTIONS}


@dataclass
class Village:
    """The house of a test, its address, and what people do in it."""

    url: str
    house: House
    anvil: Anvil
    node: Node
    stack: ExitStack = field(default_factory=ExitStack)

    def person(self) -> LocalAccount:
        """Somebody new with one bitcoin."""
        account = new_account()
        self.anvil.give(address_of(account), COIN)
        return account

    def browser(self, account: LocalAccount | None = None) -> Browser:
        """A browser; signed in where an account is given."""
        browser = Browser(self.url)
        self.stack.callback(browser.http.close)
        if account is not None:
            sign_in(browser, account)
        return browser

    def draft(self, client: LocalAccount, worker: LocalAccount, **more: Any) -> Draft:
        """A draft that is kept, with two milestones if nothing else is said."""
        day = (datetime.fromtimestamp(self.house.desk.now, UTC) + timedelta(days=9)).date().isoformat()
        values: dict[str, Any] = {
            "title": "Translate two pages",
            "text": "From Spanish into English.",
            "client": client.address,
            "worker": worker.address,
            "milestones": [
                {"title": "Draft", "amount": "40000", "due": day},
                {"title": "Final version", "amount": "60000", "due": day},
            ],
            **more,
        }
        plan = self.plan("draft", **values)
        kept = papers.put(self.house.store, plan.papers[0]).paper
        assert isinstance(kept, Draft)
        return kept

    def plan(self, verb: str, **fields: Any) -> Plan:
        """What an action would do, with its papers kept."""
        action = VERBS[verb]
        made: Plan = action.plan(action.intent(**fields), self.house.desk)
        for paper in made.papers:
            papers.put(self.house.store, paper)
        return made

    def do(self, account: LocalAccount, verb: str, **fields: Any) -> str:
        """Plan, sign, send, and wait until the rows know it; gives the hash."""
        sender, tx = Sender(self.node, account, poll=0.02), ""
        for call in self.plan(verb, **fields).calls:
            receipt = sender.do(call)
            assert receipt.succeeded
            tx = receipt.hash
        self.wait(receipt.block)
        return tx

    def open(self, client: LocalAccount, worker: LocalAccount, **more: Any) -> str:
        """An agreement that both are bound by; gives its id."""
        terms = self.draft(client, worker, **more).terms()
        self.do(client, "open", draft=terms.digest, bound=False)
        self.do(worker, "accept", agreement=terms.id)
        return terms.id

    def pass_time(self, seconds: int) -> None:
        """Let the chain's clock run, and wait until the rows know the new time."""
        self.anvil.pass_time(seconds)
        self.wait(self.node.head().number)

    def wait(self, block: int) -> None:
        """Until the rows stand for this block."""
        for _ in range(500):
            head = self.house.store.head()
            if head is not None and head.number >= block:
                return
            time.sleep(0.02)
        raise AssertionError(f"block {block} never arrived in the rows")


def sign_in(browser: Browser, account: LocalAccount) -> None:
    """As a wallet does it: ask for the message, sign it, bring it back."""
    answer = browser.http.get("/sign-in/message", params={"account": account.address})
    text = answer.json()["message"]
    signature = account.sign_message(encode_defunct(text=text)).signature.hex()
    body = {"message": text, "signature": "0x" + signature.removeprefix("0x")}
    assert browser.http.post("/sign-in", json=body).status_code == 200


@contextmanager
def village(anvil: Anvil, node: Node, settings: Settings) -> Iterator[Village]:
    """Deploy, wire, serve and follow, until the block ends."""
    deployer = new_account()
    anvil.give(address_of(deployer), COIN)
    deploy.deploy(Sender(node, deployer, poll=0.02))
    house = make_house(settings, node=node)
    indexer, stop = build_indexer(house), threading.Event()
    indexer.interval = 0.02
    following = threading.Thread(target=indexer.run, args=(stop,), daemon=True)
    following.start()
    with ExitStack() as stack, serving(build_web(house)) as url:
        here = Village(url, house, anvil, node, stack)
        here.wait(node.head().number)
        yield here
    stop.set()
    following.join(10)
    house.store.close()
