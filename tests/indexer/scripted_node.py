"""A node in memory that follows a script: it mines, reorganises, and lies when it is told to."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from eth_abi.abi import encode

from satshift.chain import abi, profiles
from satshift.chain.profiles import Profile
from satshift.chain.values import Block, Log, Receipt
from satshift.indexer.bloom import filter_of
from satshift.kernel.address import Address

abi.also_look_in(Path(__file__).parent)

T = TypeVar("T")
JARS = Address("0x" + "7a" * 20)
OWNER = Address("0x" + "0a" * 20)
BORN = 1_700_000_000


def jar_id(number: int) -> str:
    return f"0x{number:064x}"


@dataclass(frozen=True)
class Told:
    """An event before it is mined."""

    name: str
    jar: int
    wei: int = 0

    def topics(self) -> tuple[str, ...]:
        return (abi.artifact("Jars").topic_of(self.name), jar_id(self.jar))

    def data(self) -> str:
        if self.name == "Opened":
            return "0x" + encode(["address"], [OWNER]).hex()
        return "0x" + (encode(["uint256"], [self.wei]).hex() if self.name == "Filled" else "")


def opened(jar: int) -> Told:
    return Told("Opened", jar)


def filled(jar: int, wei: int) -> Told:
    return Told("Filled", jar, wei)


def emptied(jar: int) -> Told:
    return Told("Emptied", jar)


def _hash(*parts: object) -> str:
    return "0x" + hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass
class Chain:
    """Blocks with their logs; `salt` makes the blocks of a fork differ."""

    blocks: list[Block] = field(default_factory=list)
    logs: dict[int, tuple[Log, ...]] = field(default_factory=dict)
    salt: int = 0
    mined_in: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.blocks:
            self.mine()

    @property
    def tip(self) -> Block:
        return self.blocks[-1]

    def mine(self, *told: Told) -> Block:
        """One block with these events, each in a transaction of its own, counted as Rootstock counts."""
        number = len(self.blocks)
        parent = self.blocks[-1].hash if self.blocks else "0x" + "00" * 32
        name = _hash(parent, number, self.salt, told)
        txs = tuple(_hash(name, place) for place in range(len(told)))
        self.logs[number] = tuple(
            Log(JARS, event.topics(), event.data(), number, name, txs[place], 0, place)
            for place, event in enumerate(told)
        )
        self.mined_in |= dict.fromkeys(txs, number)
        bloom = filter_of([JARS, *(topic for event in told for topic in event.topics())] if told else [])
        self.blocks.append(Block(number, name, parent, BORN + 12 * number, 10**7, 0, txs, bloom=bloom))
        return self.tip

    def mine_many(self, count: int) -> None:
        for _ in range(count):
            self.mine()

    def roll_back(self, depth: int) -> None:
        """Drop the newest `depth` blocks; what is mined next differs."""
        for block in self.blocks[len(self.blocks) - depth :]:
            del self.logs[block.number]
        del self.blocks[len(self.blocks) - depth :]
        self.salt += 1

    def logs_between(self, first: int, last: int) -> tuple[Log, ...]:
        return tuple(log for number in range(first, last + 1) for log in self.logs.get(number, ()))

    def receipt(self, tx: str) -> Receipt | None:
        number = self.mined_in.get(tx)
        block = None if number is None or number >= len(self.blocks) else self.blocks[number]
        if block is None or tx not in block.transactions:
            return None
        place = block.transactions.index(tx)
        logs = self.logs[block.number][place : place + 1]
        return Receipt(tx, block.number, block.hash, place, OWNER, JARS, None, True, 0, 0, 0, logs)


Lie = Callable[[Any], Any]


@dataclass
class ScriptedNode:
    """Answers as `chain.node.Node` does, unless the script says otherwise."""

    chain: Chain
    profile: Profile = field(default_factory=lambda: replace(profiles.load("anvil"), logs_range=1_000))
    asked: list[tuple[str, Any]] = field(default_factory=list)
    _lies: dict[str, list[tuple[int, Lie]]] = field(default_factory=dict)

    def lie(self, about: str, how: Lie, times: int = 1) -> None:
        """The next `times` answers about this go through `how`, which may change them or raise."""
        self._lies.setdefault(about, []).append((times, how))

    def head(self) -> Block:
        return self._say("head", self.chain.tip, None)

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        there = self.chain.blocks
        honest: list[Block | None] = [there[number] if number < len(there) else None for number in numbers]
        return self._say("blocks", honest, tuple(numbers))

    def logs(self, address: Address | Sequence[Address], first: int, last: int) -> tuple[Log, ...]:
        asked = [address] if isinstance(address, str) else address
        honest = self.chain.logs_between(first, last) if JARS in asked else ()
        return self._say("logs", honest, (first, last))

    def receipts(self, txs: Sequence[str]) -> list[Receipt | None]:
        return self._say("receipts", [self.chain.receipt(tx) for tx in txs], tuple(txs))

    def _say(self, about: str, honest: T, question: Any) -> T:
        self.asked.append((about, question))
        script = self._lies.get(about, [])
        if not script:
            return honest
        times, how = script[0]
        script[0] = (times - 1, how)
        if times <= 1:
            script.pop(0)
        lie: T = how(honest)
        return lie


def refusing(error: Exception) -> Lie:
    def refuse(_honest: object) -> object:
        raise error

    return refuse


CONTRACTS = {"Jars": JARS}
