"""Each verb of the contract: what it takes, what is signed for it, what the model does, and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from satshift.kernel.address import Address
from satshift.kernel.money import PPM
from satshift.work.agreements.rules import Agreement, Payments, Tip
from satshift.work.agreements.terms import TYPE, Terms

Values = tuple[int, ...]
Said = tuple[str, tuple[Any, ...]]  # an event's name and what stands in it after the agreement
Move = Callable[[Agreement, Address, int, Values, Tip | None], tuple[Agreement, Payments]]
Words = Callable[[Agreement, Agreement, Address, int, Values], Said]

# Types of what is indexed | and of the rest.
EVENTS = {
    "Opened": "bytes32,address|address,address,address,bytes32,uint256,uint256[],uint256[]",
    "Accepted": "bytes32,address|",
    "Declined": "bytes32|",
    "TakenBack": "bytes32|",
    "Submitted": "bytes32|uint256,bytes32,uint256",
    "ChangesRequested": "bytes32|uint256,bytes32,uint256",
    "Extended": "bytes32|uint256,address,uint256",
    "Released": "bytes32|uint256,uint256",
    "Settled": "bytes32|uint256,uint256",
    "Reclaimed": "bytes32|uint256,uint256",
    "GivenBack": "bytes32|uint256,uint256",
    "Parted": "bytes32|uint256,uint256",
    "Disputed": "bytes32|uint256,address,bytes32",
    "Ruled": "bytes32|uint256,address,uint256,uint256,uint256,bytes32",
    "Split": "bytes32|uint256,uint256,uint256",
    "Credited": "address,address|uint256",
    "Withdrawn": "address,address|address,uint256",
    "Relayed": "bytes32,address|bytes32,uint256,uint256",
    "Revoked": "address|uint256",
}


def b32(number: int) -> bytes:
    return number.to_bytes(32, "big")


def chosen(mask: int) -> tuple[int, ...]:
    """The milestones whose bits are set."""
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)


@cache
def _event(name: str) -> tuple[int, int, tuple[str, ...]]:
    indexed, _, rest = EVENTS[name].partition("|")
    kinds = ",".join(part for part in (indexed, rest) if part)
    topic = int.from_bytes(keccak(text=f"{name}({kinds})"), "big")
    return topic, len(indexed.split(",")), tuple(rest.split(",")) if rest else ()


def log(source: Address, name: str, *values: Any) -> tuple[bytes, tuple[int, ...], bytes]:
    """The log that says this. Indexed values come first, as numbers."""
    topic, indexed, kinds = _event(name)
    topics = tuple(each if isinstance(each, int) else int(each, 16) for each in values[:indexed])
    return bytes.fromhex(source[2:]), (topic, *topics), encode(kinds, values[indexed:])


@dataclass(frozen=True, slots=True)
class Verb:
    """One function of the contract that a party calls with the terms."""

    name: str
    kinds: tuple[str, ...]  # ABI types after the terms
    signed: str  # the EIP-712 type, without what every type begins and ends with
    move: Move
    says: Words
    tips: bool = False
    is_twin: bool = False  # reached through the twin alone

    def call(self, terms: Terms, values: Values) -> bytes:
        """Calldata for the contract."""
        return _selector(self.name, self.kinds) + encode(
            (TYPE, *self.kinds), (terms.packed(), *self.typed(values))
        )

    def typed(self, values: Values) -> tuple[Any, ...]:
        pairs = zip(self.kinds, values, strict=True)
        return tuple(b32(value) if kind == "bytes32" else value for kind, value in pairs)


@cache
def _selector(name: str, kinds: tuple[str, ...]) -> bytes:
    return keccak(text=f"{name}({','.join((TYPE, *kinds))})")[:4]


def _only(agreement: Agreement) -> tuple[Agreement, Payments]:
    return agreement, ()


def _ruled(before: Agreement, who: Address, v: Values) -> Said:
    left = before.left(v[0]) - v[2]
    to_worker = left * v[1] // PPM
    return "Ruled", (v[0], who, to_worker, left - to_worker, v[2], b32(v[3]))


def _split(before: Agreement, v: Values) -> Said:
    left = before.left(v[0])
    to_worker = left * before.terms.worker_share_ppm // PPM
    return "Split", (v[0], to_worker, left - to_worker)


def _given(before: Agreement, v: Values) -> Said:
    return "GivenBack", (v[0], sum(before.left(place) for place in chosen(v[0])))


U, B = "uint256", "bytes32"
ONE = "uint256 milestone"
_VERBS = (
    Verb(
        "accept", (), "Accept",
        lambda a, who, now, v, tip: _only(a.accept(who)),
        lambda b, a, who, now, v: ("Accepted", (a.terms.worker,)),
    ),
    Verb(
        "decline", (), "Decline()",
        lambda a, who, now, v, tip: a.decline(who),
        lambda b, a, who, now, v: ("Declined", ()),
    ),
    Verb(
        "take_back", (), "TakeBack()",
        lambda a, who, now, v, tip: a.take_back(who, tip),
        lambda b, a, who, now, v: ("TakenBack", ()),
        tips=True,
    ),
    Verb(
        "submit", (U, B), f"Submit({ONE},bytes32 delivery)",
        lambda a, who, now, v, tip: _only(a.submit(who, now, v[0])),
        lambda b, a, who, now, v: ("Submitted", (v[0], b32(v[1]), a.milestones[v[0]].clock)),
    ),
    Verb(
        "request_changes", (U, B), f"RequestChanges({ONE},bytes32 reasons)",
        lambda a, who, now, v, tip: _only(a.request_changes(who, now, v[0])),
        lambda b, a, who, now, v: ("ChangesRequested", (v[0], b32(v[1]), a.milestones[v[0]].due)),
    ),
    Verb(
        "extend", (U, U), f"Extend({ONE},uint256 until)",
        lambda a, who, now, v, tip: _only(a.extend(who, now, v[0], v[1])),
        lambda b, a, who, now, v: ("Extended", (v[0], who, v[1])),
    ),
    Verb(
        "release", (U, U), f"Release({ONE},uint256 amount)",
        lambda a, who, now, v, tip: a.release(who, v[0], v[1]),
        lambda b, a, who, now, v: ("Released", (v[0], v[1])),
    ),
    Verb(
        "settle", (U,), f"Settle({ONE})",
        lambda a, who, now, v, tip: a.settle(now, v[0], tip),
        lambda b, a, who, now, v: ("Settled", (v[0], b.left(v[0]))),
        tips=True,
    ),
    Verb(
        "reclaim", (U,), f"Reclaim({ONE})",
        lambda a, who, now, v, tip: a.reclaim(who, now, v[0], tip),
        lambda b, a, who, now, v: ("Reclaimed", (v[0], b.left(v[0]))),
        tips=True,
    ),
    Verb(
        "give_back", (U,), "GiveBack(uint256 milestones)",
        lambda a, who, now, v, tip: a.give_back(who, chosen(v[0])),
        lambda b, a, who, now, v: _given(b, v),
    ),
    Verb(
        "part", (U, U), "Part(uint256 to_worker,uint256 to_client)",
        lambda a, who, now, v, tip: a.part(True, v[0], v[1], tip),
        lambda b, a, who, now, v: ("Parted", (v[0], v[1])),
        tips=True, is_twin=True,
    ),
    Verb(
        "dispute", (U, B), f"Dispute({ONE},bytes32 statement)",
        lambda a, who, now, v, tip: _only(a.dispute(who, now, v[0])),
        lambda b, a, who, now, v: ("Disputed", (v[0], who, b32(v[1]))),
    ),
    Verb(
        "rule", (U, U, U, B), f"Rule({ONE},uint256 worker_share_ppm,uint256 fee,bytes32 reasons)",
        lambda a, who, now, v, tip: a.rule(who, now, v[0], v[1], v[2], tip),
        lambda b, a, who, now, v: _ruled(b, who, v),
        tips=True,
    ),
    Verb(
        "split", (U,), "",
        lambda a, who, now, v, tip: a.split(now, v[0]),
        lambda b, a, who, now, v: _split(b, v),
    ),
)  # fmt: skip
VERBS = {verb.name: verb for verb in _VERBS}
