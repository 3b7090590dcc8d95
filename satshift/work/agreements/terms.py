"""What a client and a worker agree on: readable fields, the packed form of the contract, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid
from satshift.kernel.money import MOST_WEI, PPM, WEI_PER_SAT
from satshift.kernel.words import say

MOST_PAYEES = 16
MOST_MILESTONES = 32
MOST_ROUNDS = 63
LONGEST = 2**25 - 1  # seconds: 388 days, for each window
HORIZON = 2**27  # seconds: how far away a date may be, about four years
HOUR = 3600
MEZO_BTC = Address("0x7b7c000000000000000000000000000000000000")  # the coin's second face on Mezo
TYPE = "(address,address,address,address,bytes32,uint256,uint256[],uint256[])"
NAMES = ("client", "currency", "arbiter", "fallback_arbiter", "digest", "rules", "payees", "milestones")

# Name and width in bits of what `rules` packs, from the lowest bit; contracts/common/terms.vy has the same list.
RULES = (
    ("review_for_seconds", 32),
    ("grace_for_seconds", 32),
    ("answer_for_seconds", 32),
    ("fee_cap_ppm", 24),
    ("worker_share_ppm", 24),
    ("change_rounds", 8),
    ("open_by", 104),
)


@dataclass(frozen=True, slots=True)
class Payee:
    """Somebody who is paid, and the part of each payment."""

    account: Address
    share_ppm: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """An amount in wei, and until when the work for it is due, in seconds since 1970."""

    amount: int
    due: int


@dataclass(frozen=True)
class Terms:
    """What both sides agreed on. The first payee is the worker, who acts for all."""

    client: Address
    currency: Address
    arbiter: Address
    fallback_arbiter: Address
    digest: str  # of the written terms
    review_for_seconds: int
    grace_for_seconds: int
    answer_for_seconds: int
    fee_cap_ppm: int
    worker_share_ppm: int
    change_rounds: int
    open_by: int
    payees: tuple[Payee, ...]
    milestones: tuple[Milestone, ...]

    @property
    def worker(self) -> Address:
        return self.payees[0].account

    @cached_property
    def total(self) -> int:
        return sum(milestone.amount for milestone in self.milestones)

    @property
    def rules(self) -> int:
        """Windows, caps and counts in one number, as the contract takes them."""
        packed = at = 0
        for name, width in RULES:
            packed |= getattr(self, name) << at
            at += width
        return packed

    def packed(self) -> tuple[Any, ...]:
        """The terms as the contract's functions take them."""
        payees = tuple(payee.share_ppm << 160 | int(payee.account, 16) for payee in self.payees)
        milestones = tuple(milestone.due << 96 | milestone.amount for milestone in self.milestones)
        digest = bytes.fromhex(self.digest[2:])
        people = (self.client, self.currency, self.arbiter, self.fallback_arbiter)
        return (*people, digest, self.rules, payees, milestones)

    @classmethod
    def unpacked(cls, packed: Sequence[Any] | Mapping[str, Any]) -> "Terms":
        """Read what the contract's functions take, or what `Opened` says: by place or by name."""
        values = [packed[name] for name in NAMES] if isinstance(packed, Mapping) else packed
        digest, rules, payees, milestones = values[4:8]
        fields: dict[str, int] = {}
        for name, width in RULES:
            fields[name] = rules & ((1 << width) - 1)
            rules >>= width
        client, currency, arbiter, fallback_arbiter = (Address(str(each).lower()) for each in values[:4])
        return cls(
            client=client,
            currency=currency,
            arbiter=arbiter,
            fallback_arbiter=fallback_arbiter,
            digest=digest if isinstance(digest, str) else "0x" + bytes(digest).hex(),
            payees=tuple(Payee(_account(each), each >> 160) for each in payees),
            milestones=tuple(Milestone(each & MOST_WEI, each >> 96) for each in milestones),
            **fields,
        )

    @cached_property
    def id(self) -> str:
        """The agreement's id: the hash of the terms as the contract encodes them."""
        return "0x" + keccak(encode([TYPE], [self.packed()])).hex()

    def problems(self, now: int) -> dict[str, str]:
        """A sentence for each field that can't be opened at `now` or that nobody would want; empty if all is well.

        A field in a list is named by its place: `payees.0.account`, `milestones.2.due`.
        """
        found: dict[str, str] = {}
        of_time = (*_windows(self, now), *_milestones(self, now))
        for field, sentence in (*_people(self), *_parts(self), *_payees(self), *of_time):
            found.setdefault(field, sentence)
        return found

    def check(self, now: int) -> None:
        """Raise `Invalid` with a sentence for each field that is wrong."""
        fields = self.problems(now)
        if fields:
            raise Invalid(
                "terms-invalid",
                say("These terms can't be opened as they are. Mend the fields named below."),
                fields,
            )


Found = Iterator[tuple[str, str]]


def _account(payee: int) -> Address:
    return Address(f"0x{payee & (2**160 - 1):040x}")


def _is_nobody(account: Address) -> bool:
    """Below 2**32 stand precompiles, Rootstock's bridge among them."""
    return int(account, 16) >> 32 == 0


def _people(terms: Terms) -> Found:
    arbiters = [each for each in (terms.arbiter, terms.fallback_arbiter) if each != NOBODY]
    if _is_nobody(terms.client):
        yield "client", say("The client's address is missing. Add the address that will pay.")
    if terms.currency == MEZO_BTC:
        yield "currency", say("This token is the network's own coin. Choose the coin itself as the currency.")
    if terms.arbiter != NOBODY and terms.arbiter == terms.client:
        yield "arbiter", say("The client can't be the arbiter. Name somebody whom both sides trust.")
    if terms.fallback_arbiter != NOBODY:
        if terms.arbiter == NOBODY:
            yield "fallback_arbiter", say("A fallback arbiter needs an arbiter. Name one, or leave both out.")
        if terms.fallback_arbiter in (terms.arbiter, terms.client):
            yield "fallback_arbiter", say("The fallback arbiter must be neither the arbiter nor a party.")
    for place, payee in enumerate(terms.payees):
        if payee.account in arbiters:
            yield (
                f"payees.{place}.account",
                say("An arbiter can't be paid as a payee. Name somebody else as arbiter."),
            )


def _windows(terms: Terms, now: int) -> Found:
    for name in ("review_for_seconds", "grace_for_seconds", "answer_for_seconds"):
        span = getattr(terms, name)
        if not 0 <= span <= LONGEST:
            yield name, say("This time is too long. Choose at most 388 days.")
        if span < HOUR and name != "grace_for_seconds":
            yield name, say("This time is too short for a person to answer. Choose at least one hour.")
    if not now <= terms.open_by < 2**40:
        yield "open_by", say("The last day to open lies in the past or too far away. Choose a later day.")


def _parts(terms: Terms) -> Found:
    for name in ("fee_cap_ppm", "worker_share_ppm"):
        if not 0 <= getattr(terms, name) <= PPM:
            yield name, say("A part of the whole is between nothing and one hundred percent.")
    if not 0 <= terms.change_rounds <= MOST_ROUNDS:
        yield "change_rounds", say("Changes can be asked for at most 63 times. Choose a smaller number.")
    if len(terms.digest) != 66:
        yield "digest", say("The digest of the written terms is missing. It has 0x and 64 digits.")


def _payees(terms: Terms) -> Found:
    if not 1 <= len(terms.payees) <= MOST_PAYEES:
        yield "payees", say("Name 1 to 16 people who are paid; the first is the worker.")
    seen: set[Address] = set()
    for place, payee in enumerate(terms.payees):
        account = f"payees.{place}.account"
        if _is_nobody(payee.account):
            yield account, say("This is nobody's address. Add the address that is to be paid.")
        if payee.account == terms.client:
            yield (
                account,
                say("The client can't be paid by the agreement. Take another address for one of them."),
            )
        if payee.account in seen:
            yield account, say("This address is named twice. Give it one share.")
        seen.add(payee.account)
        if not 1 <= payee.share_ppm <= PPM:
            yield f"payees.{place}.share_ppm", say("Each share is above nothing and at most the whole.")
    if sum(payee.share_ppm for payee in terms.payees) != PPM:
        yield "payees", say("The shares don't sum to one hundred percent. Change them until they do.")


def _milestones(terms: Terms, now: int) -> Found:
    if not 1 <= len(terms.milestones) <= MOST_MILESTONES:
        yield "milestones", say("Name 1 to 32 milestones, each with an amount and a due date.")
    for place, milestone in enumerate(terms.milestones):
        amount = f"milestones.{place}.amount"
        if terms.currency == NOBODY and milestone.amount < WEI_PER_SAT:
            yield amount, say("Nothing is smaller than one sat. Choose at least one.")
        if terms.currency == NOBODY and milestone.amount % WEI_PER_SAT != 0:
            yield amount, say("An amount is a whole number of sats.")
        if not 0 < milestone.amount <= MOST_WEI:
            yield amount, say("This amount is nothing or more than a milestone can hold. Choose another.")
        if not now < milestone.due <= now + HORIZON:
            yield (
                f"milestones.{place}.due",
                say("The due date lies in the past or too far away. Choose a later day within four years."),
            )
