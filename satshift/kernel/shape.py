"""The shape that every capability repeats, and the words of the two roads.

Intents go down: `Intent` → `Action` → `Plan` of `Call`s and `TypedData` → signed by the person's own key → chain.
Events come up: chain → `Event` → the capability's handlers → rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Table

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.money import WEI_PER_SAT, Sats

T = TypeVar("T")
LAST_SECOND = 253_402_300_799  # of the year 9999


class Intent(BaseModel):
    """What a person asks for: the fields of a form, the body of a request, the options of a command."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Call:
    """One message to one contract: plain data, signed elsewhere. `value` is in wei of the chain's coin."""

    to: Address
    contract: str
    method: str
    args: tuple[Any, ...] = ()
    value: int = 0


@dataclass(frozen=True, slots=True)
class TypedData:
    """Something to sign off chain (EIP-712): `types` without EIP712Domain, `message` by field name."""

    domain: Mapping[str, Any]
    types: Mapping[str, Sequence[Mapping[str, str]]]
    primary: str
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in wei of a currency, by the currency's address."""

    wei: int
    currency: Address = NOBODY

    def __str__(self) -> str:
        if self.currency != NOBODY:
            return f"{self.wei:,} units of {self.currency}"
        sats, rest = divmod(self.wei, WEI_PER_SAT)
        return f"{self.wei:,} wei" if rest else str(Sats(sats))


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in time, in seconds since 1970; pages show it in the reader's own way."""

    seconds: int

    def __str__(self) -> str:
        return datetime.fromtimestamp(min(self.seconds, LAST_SECOND), UTC).strftime("%Y-%m-%d %H:%M UTC")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for people: English with `{named}` places, which is the key for translators, and what fills them."""

    says: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.says.format_map(self.values)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person is about to sign, in plain words and in data.

    `says` is one sentence with `{named}` places filled by `values`; `undo` says what can be undone, and by whom.
    `leaves` is what leaves the signer's account, without the network's fee; `to` says who gets it.
    `papers` are documents whose digests the calls carry; who shows the plan keeps them before anything is sent.
    """

    says: str
    undo: str
    calls: tuple[Call, ...] = ()
    sign: TypedData | None = None
    papers: tuple[Mapping[str, Any], ...] = ()
    leaves: Money | None = None
    to: tuple[Address, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


class Desk(Protocol):
    """What an action may consult while it plans: the same questions on a server and straight on the chain."""

    @property
    def chain_id(self) -> int:
        """The chain the plan is for."""

    @property
    def now(self) -> int:
        """The time of the last known block, in seconds since 1970."""

    def contract(self, name: str) -> Address:
        """Where a contract of ours stands on this chain; raises NotFound."""

    def find(self, kind: type[T], key: str) -> T:
        """A thing by its kind and key, such as an agreement by its id; raises NotFound."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person does, declared once for pages, JSON, terminal and Python.

    `name` is the verb, the same as the contract's function where there is one.
    `plan` decides and returns; it sends nothing.
    """

    name: str
    title: str
    intent: type[Intent]
    plan: Callable[[Any, Desk], Plan]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one of our contracts, as the chain tells it."""

    address: Address
    contract: str
    name: str
    args: Mapping[str, Any]
    block: int
    index: int  # orders the events of a block; unique in it, not counted without gaps
    tx: str
    time: int  # of the block, seconds since 1970


class Rows(Protocol):
    """What a handler may do to its tables; every write can be taken back when the chain reorganises."""

    def insert(self, table: Table, **values: Any) -> None:
        """Add one row."""

    def update(self, table: Table, key: Mapping[str, Any], **values: Any) -> None:
        """Change the one row whose primary key is `key`."""

    def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        """Remove the one row whose primary key is `key`."""

    def one(self, table: Table, key: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The row whose primary key is `key`, as it stands now, or None."""


Handler = Callable[[Event, Rows], None]


@dataclass(frozen=True, slots=True)
class Capability:
    """The card a capability puts on the table; the composition root finds it, nobody registers it.

    `contract` names the deployable whose events `on` handles; an event of another one is named `Twin.Relayed`.
    `tables` are its projection, written by handlers only; `papers` are tables of documents people handed in.
    `routes` are FastAPI routers with its pages, `api_routes` those with its JSON, `commands` are click commands.
    `from_store` and `from_chain` answer `Desk.find` from rows and straight from a node; they are handed the desk.
    """

    name: str
    title: str
    contract: str | None = None
    actions: tuple[Action, ...] = ()
    on: Mapping[str, Handler] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    papers: tuple[Table, ...] = ()
    routes: tuple[Any, ...] = ()
    api_routes: tuple[Any, ...] = ()
    commands: tuple[Any, ...] = ()
    from_store: Mapping[type, Callable[[Any, str], Any]] = field(default_factory=dict)
    from_chain: Mapping[type, Callable[[Any, str], Any]] = field(default_factory=dict)
