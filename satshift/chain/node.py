"""A node of one network: the plain `Node` and the async `AsyncNode` answer the same questions with the same words."""

from collections.abc import Sequence
from typing import TypeVar

from satshift.chain import questions
from satshift.chain.profiles import Profile
from satshift.chain.questions import Question, Tag
from satshift.chain.rpc import AsyncRpc, Rpc
from satshift.chain.values import Block, Log, Receipt, Transaction
from satshift.kernel.address import Address
from satshift.kernel.errors import Unreachable
from satshift.kernel.words import say

T = TypeVar("T")


class Node:
    """A node of one network, asked plainly; safe to share between threads.

    Several urls are tried in turn. A node that speaks for another network is refused.
    """

    def __init__(
        self, profile: Profile, url: str | Sequence[str] | None = None, *, timeout: float | None = None
    ) -> None:
        self.profile = profile
        self.urls = _urls(profile, url)
        self.rpc = Rpc(self.urls, chain_id=profile.chain_id, timeout=timeout or profile.timeout)

    def close(self) -> None:
        self.rpc.close()

    def ask(self, question: Question[T]) -> T:
        """The answer to one question."""
        return question.answer(self.rpc.ask(question.ask))

    def ask_all(self, asked: Sequence[Question[T]]) -> list[T]:
        """Answers in order, asked in as few requests as the network allows; the first refusal is raised."""
        most, found = self.profile.batch_max, list[T]()
        for start in range(0, len(asked), most):
            part = asked[start : start + most]
            raws = self.rpc.ask_all([question.ask for question in part])
            found += [question.answer(raw) for question, raw in zip(part, raws, strict=True)]
        return found

    @property
    def chain_id(self) -> int:
        """The network's; a node that says otherwise is refused at the first question."""
        return self.profile.chain_id

    def head(self) -> Block:
        """The newest block."""
        found = self.ask(questions.block("latest"))
        if found is None:
            raise Unreachable("node-garbled", say("The node has no block at all. Use another node."))
        return found

    def client_version(self) -> str:
        return self.ask(questions.client_version())

    def block(self, which: Tag) -> Block | None:
        """By number, tag or hash; None when the node has no such block."""
        return self.ask(questions.block(which))

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """Several at once, in as few requests as the network allows."""
        return self.ask_all([questions.block(number) for number in numbers])

    def balance(self, address: Address, at: Tag = "latest") -> int:
        """In wei."""
        return self.ask(questions.balance(address, at))

    def code(self, address: Address, at: Tag = "latest") -> str:
        return self.ask(questions.code(address, at))

    def nonce(self, address: Address, at: Tag = "pending") -> int:
        """How many transactions the account has sent; with `pending`, the waiting ones too."""
        return self.ask(questions.nonce(address, at))

    def gas_price(self) -> int:
        return self.ask(questions.gas_price())

    def receipt(self, tx: str) -> Receipt | None:
        """None while it is not mined."""
        return self.ask(questions.receipt(tx, self.profile))

    def receipts(self, txs: Sequence[str]) -> list[Receipt | None]:
        """Several at once, in as few requests as the network allows."""
        return self.ask_all([questions.receipt(tx, self.profile) for tx in txs])

    def transaction(self, tx: str) -> Transaction | None:
        """None when the node does not know it."""
        return self.ask(questions.transaction(tx))

    def logs(
        self, address: Address | Sequence[Address], first: int, last: int, *, topics: Sequence[str] = ()
    ) -> tuple[Log, ...]:
        """Every log in the range, in order; raises Refused `logs-too-many` when the node wants a smaller one."""
        return self.ask(questions.logs(address, first, last, topics))

    def call(
        self,
        to: Address | None,
        data: str,
        *,
        value: int = 0,
        sender: Address | None = None,
        at: Tag = "latest",
    ) -> str:
        """What a contract answers, as raw bytes; a refusal is raised in its own words."""
        gas = self.profile.call_gas_cap
        return self.ask(questions.call(questions.message(to, data, value=value, sender=sender, gas=gas), at))

    def estimate(
        self, to: Address | None, data: str, *, value: int = 0, sender: Address | None = None
    ) -> int:
        """Gas to send with a call, margin included."""
        body = questions.message(to, data, value=value, sender=sender)
        return self.ask(questions.estimate(body, self.profile))

    def send_raw(self, raw: str) -> str:
        """Hand over a signed transaction once; its hash. `Sender` knows what to do when no answer comes."""
        question = questions.send_raw(raw)
        return question.answer(self.rpc.ask(question.ask, once=True))


class AsyncNode:
    """A node of one network, asked from asyncio.

    Several urls are tried in turn. A node that speaks for another network is refused.
    """

    def __init__(
        self, profile: Profile, url: str | Sequence[str] | None = None, *, timeout: float | None = None
    ) -> None:
        self.profile = profile
        self.urls = _urls(profile, url)
        self.rpc = AsyncRpc(self.urls, chain_id=profile.chain_id, timeout=timeout or profile.timeout)

    async def close(self) -> None:
        await self.rpc.close()

    async def ask(self, question: Question[T]) -> T:
        """The answer to one question."""
        return question.answer(await self.rpc.ask(question.ask))

    async def ask_all(self, asked: Sequence[Question[T]]) -> list[T]:
        """Answers in order, asked in as few requests as the network allows; the first refusal is raised."""
        most, found = self.profile.batch_max, list[T]()
        for start in range(0, len(asked), most):
            part = asked[start : start + most]
            raws = await self.rpc.ask_all([question.ask for question in part])
            found += [question.answer(raw) for question, raw in zip(part, raws, strict=True)]
        return found

    @property
    def chain_id(self) -> int:
        """The network's; a node that says otherwise is refused at the first question."""
        return self.profile.chain_id

    async def head(self) -> Block:
        """The newest block."""
        found = await self.ask(questions.block("latest"))
        if found is None:
            raise Unreachable("node-garbled", say("The node has no block at all. Use another node."))
        return found

    async def client_version(self) -> str:
        return await self.ask(questions.client_version())

    async def block(self, which: Tag) -> Block | None:
        """By number, tag or hash; None when the node has no such block."""
        return await self.ask(questions.block(which))

    async def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """Several at once, in as few requests as the network allows."""
        return await self.ask_all([questions.block(number) for number in numbers])

    async def balance(self, address: Address, at: Tag = "latest") -> int:
        """In wei."""
        return await self.ask(questions.balance(address, at))

    async def code(self, address: Address, at: Tag = "latest") -> str:
        return await self.ask(questions.code(address, at))

    async def nonce(self, address: Address, at: Tag = "pending") -> int:
        """How many transactions the account has sent; with `pending`, the waiting ones too."""
        return await self.ask(questions.nonce(address, at))

    async def gas_price(self) -> int:
        return await self.ask(questions.gas_price())

    async def receipt(self, tx: str) -> Receipt | None:
        """None while it is not mined."""
        return await self.ask(questions.receipt(tx, self.profile))

    async def receipts(self, txs: Sequence[str]) -> list[Receipt | None]:
        """Several at once, in as few requests as the network allows."""
        return await self.ask_all([questions.receipt(tx, self.profile) for tx in txs])

    async def transaction(self, tx: str) -> Transaction | None:
        """None when the node does not know it."""
        return await self.ask(questions.transaction(tx))

    async def logs(
        self, address: Address | Sequence[Address], first: int, last: int, *, topics: Sequence[str] = ()
    ) -> tuple[Log, ...]:
        """Every log in the range, in order; raises Refused `logs-too-many` when the node wants a smaller one."""
        return await self.ask(questions.logs(address, first, last, topics))

    async def call(
        self,
        to: Address | None,
        data: str,
        *,
        value: int = 0,
        sender: Address | None = None,
        at: Tag = "latest",
    ) -> str:
        """What a contract answers, as raw bytes; a refusal is raised in its own words."""
        gas = self.profile.call_gas_cap
        return await self.ask(
            questions.call(questions.message(to, data, value=value, sender=sender, gas=gas), at)
        )

    async def estimate(
        self, to: Address | None, data: str, *, value: int = 0, sender: Address | None = None
    ) -> int:
        """Gas to send with a call, margin included."""
        body = questions.message(to, data, value=value, sender=sender)
        return await self.ask(questions.estimate(body, self.profile))

    async def send_raw(self, raw: str) -> str:
        """Hand over a signed transaction once; its hash. `Sender` knows what to do when no answer comes."""
        question = questions.send_raw(raw)
        return question.answer(await self.rpc.ask(question.ask, once=True))


def _urls(profile: Profile, url: str | Sequence[str] | None) -> tuple[str, ...]:
    if url is None:
        return profile.rpc_urls
    return (url,) if isinstance(url, str) else tuple(url)
