"""Agreements as JSON: what goes out of lists, details, timelines and drafts."""

from typing import Any

from pydantic import Field

from satshift.api import AsOf, MoneyShown, money_shown
from satshift.api.answers import AddressText, HashText, Shown, Wei, as_of, plain
from satshift.kernel.shape import Money, Sentence
from satshift.store import Head
from satshift.work.agreements.choices import Choice
from satshift.work.agreements.queries import Known, Move, Payment
from satshift.work.agreements.situation import MoneyNow, Part, Situation
from satshift.work.agreements.terms import Terms


class SentenceShown(Shown):
    """A sentence in English, and what it is made of."""

    says: str
    template: str
    values: dict[str, Any]


class ChoiceShown(Shown):
    """A step that the contract would take now; `milestone` is counted from one."""

    action: str = Field(examples=["release"])
    milestone: int | None


class MoneyNowShown(Shown):
    total: MoneyShown
    locked: MoneyShown
    released: MoneyShown
    returned: MoneyShown
    fees: MoneyShown
    refundable: MoneyShown


class PartShown(Shown):
    """One milestone, counted from one."""

    number: int
    title: str | None
    state: str = Field(examples=["submitted"])
    says: SentenceShown
    whose_turn: str | None
    deadline: int | None
    if_silent: SentenceShown | None
    primary: ChoiceShown | None
    others: list[ChoiceShown]
    amount: MoneyShown
    left: MoneyShown
    papers: dict[str, HashText | None]


class SituationShown(Shown):
    """Where it stands for the account in `as`."""

    state: str = Field(examples=["in_progress"])
    says: SentenceShown
    role: str | None
    whose_turn: str | None
    is_my_turn: bool
    deadline: int | None
    if_silent: SentenceShown | None
    primary: ChoiceShown | None
    others: list[ChoiceShown]
    money: MoneyNowShown
    milestones: list[PartShown]
    as_of: AsOf


class PayeeShown(Shown):
    account: AddressText
    share_ppm: int


class MilestoneShown(Shown):
    amount: MoneyShown
    due: int


class TermsShown(Shown):
    """What both sides agreed on."""

    client: AddressText
    worker: AddressText
    currency: AddressText
    arbiter: AddressText | None
    fallback_arbiter: AddressText | None
    digest: HashText
    review_for_seconds: int
    grace_for_seconds: int
    answer_for_seconds: int
    fee_cap_ppm: int
    worker_share_ppm: int
    change_rounds: int
    open_by: int
    payees: list[PayeeShown]
    milestones: list[MilestoneShown]


class SummaryShown(Shown):
    """An agreement in a list."""

    id: HashText
    title: str | None
    state: str
    status: str
    client: AddressText
    worker: AddressText
    total: MoneyShown
    locked: MoneyShown
    opened_at: int
    moved_at: int


class PageShown(Shown):
    """Some of a list; `after` asks for what follows."""

    agreements: list[SummaryShown]
    after: str | None
    as_of: AsOf


class DetailShown(Shown):
    """One agreement."""

    id: HashText
    opening: int
    title: str | None
    opened_at: int
    moved_at: int
    opened_tx: HashText
    terms: TermsShown
    situation: SituationShown
    as_of: AsOf


class MoveShown(Shown):
    """One event, as the chain told it."""

    name: str = Field(examples=["Released"])
    milestone: int | None
    who: AddressText | None
    amount: MoneyShown | None
    data: dict[str, Any]
    tx: HashText
    block: int
    time: int
    opening: int


class TimelineShown(Shown):
    moves: list[MoveShown]
    as_of: AsOf


class PaymentShown(Shown):
    """Who got how much; `payee` is null for whoever sent a signed step and got its tip."""

    payee: AddressText | None
    role: str
    amount: MoneyShown
    is_credited: bool
    milestone: int | None
    agreement: HashText
    tx: HashText
    block: int
    time: int


class PaymentsShown(Shown):
    payments: list[PaymentShown]
    as_of: AsOf


class NeedShown(Shown):
    """An agreement that waits for somebody."""

    agreement: SummaryShown
    is_my_turn: bool
    deadline: int | None
    says: SentenceShown
    primary: ChoiceShown | None


class NeedsShown(Shown):
    needs: list[NeedShown]
    as_of: AsOf


class CreditShown(Shown):
    amount: MoneyShown
    since: int


class CreditsShown(Shown):
    credits: list[CreditShown]
    as_of: AsOf


class SignatureShown(Shown):
    """A signature that was handed over, with what the contract needs beside it."""

    name: str
    signer: AddressText
    nonce: str
    deadline: int
    values: list[Wei]
    signature: str
    at: int


class DraftShown(Shown):
    """A draft: the paper, the terms it makes, and who signed them."""

    digest: HashText
    link: str
    agreement: HashText
    is_open: bool
    paper: dict[str, Any]
    terms: TermsShown
    signatures: list[SignatureShown]
    counters: list[HashText]
    as_of: AsOf


class PaperShown(Shown):
    digest: HashText
    paper: dict[str, Any]
    at: int


def sentence(found: Sentence) -> SentenceShown:
    values = {name: plain(value) for name, value in found.values.items()}
    return SentenceShown(says=str(found), template=found.says, values=values)


def choice(found: Choice) -> ChoiceShown:
    milestone = None if found.milestone is None else found.milestone + 1
    return ChoiceShown(action=found.verb, milestone=milestone)


def terms_shown(terms: Terms) -> TermsShown:
    spans = ("review_for_seconds", "grace_for_seconds", "answer_for_seconds")
    parts = (
        "fee_cap_ppm",
        "worker_share_ppm",
        "change_rounds",
        "open_by",
        "digest",
        "client",
        "worker",
        "currency",
    )
    nobody = "0x" + "00" * 20
    return TermsShown(
        **{name: getattr(terms, name) for name in (*spans, *parts)},
        arbiter=None if terms.arbiter == nobody else terms.arbiter,
        fallback_arbiter=None if terms.fallback_arbiter == nobody else terms.fallback_arbiter,
        payees=[PayeeShown(account=payee.account, share_ppm=payee.share_ppm) for payee in terms.payees],
        milestones=[
            MilestoneShown(amount=money_shown(Money(each.amount, terms.currency)), due=each.due)
            for each in terms.milestones
        ],
    )


def money_now(money: MoneyNow) -> MoneyNowShown:
    return MoneyNowShown(
        total=money_shown(money.total),
        locked=money_shown(money.locked),
        released=money_shown(money.released),
        returned=money_shown(money.returned),
        fees=money_shown(money.fees),
        refundable=money_shown(money.refundable),
    )


def part(found: Part, title: str | None, papers: dict[str, str | None]) -> PartShown:
    return PartShown(
        number=found.number,
        title=title,
        state=found.state,
        says=sentence(found.says),
        whose_turn=found.whose_turn,
        deadline=found.deadline,
        if_silent=None if found.if_silent is None else sentence(found.if_silent),
        primary=None if found.primary is None else choice(found.primary),
        others=[choice(each) for each in found.others],
        amount=money_shown(found.amount),
        left=money_shown(found.left),
        papers=papers,
    )


def situation_shown(
    found: Situation, known: Known, titles: tuple[str, ...], head: Head | None
) -> SituationShown:
    return SituationShown(
        state=found.state,
        says=sentence(found.says),
        role=found.role,
        whose_turn=found.whose_turn,
        is_my_turn=found.is_my_turn,
        deadline=found.deadline,
        if_silent=None if found.if_silent is None else sentence(found.if_silent),
        primary=None if found.primary is None else choice(found.primary),
        others=[choice(each) for each in found.others],
        money=money_now(found.money),
        milestones=[
            part(each, titles[place] if place < len(titles) else None, dict(known.papers[place]))
            for place, each in enumerate(found.milestones)
        ],
        as_of=as_of(head),
    )


def summary(known: Known, now: int) -> SummaryShown:
    terms, books = known.agreement.terms, known.books
    locked = terms.total - books.released - books.returned - books.fees
    return SummaryShown(
        id=known.id,
        title=known.title,
        state=known.situation(now, None).state,
        status=known.agreement.status.value,
        client=terms.client,
        worker=terms.worker,
        total=money_shown(Money(terms.total, terms.currency)),
        locked=money_shown(Money(locked, terms.currency)),
        opened_at=known.opened_at,
        moved_at=known.moved_at,
    )


def move(found: Move) -> MoveShown:
    amount = None
    if found.amount is not None and found.currency is not None:
        amount = money_shown(Money(found.amount, found.currency))
    return MoveShown(
        name=found.name,
        milestone=None if found.milestone is None else found.milestone + 1,
        who=found.who,
        amount=amount,
        data=plain(found.data),
        tx=found.tx,
        block=found.block,
        time=found.time,
        opening=found.opening,
    )


def payment(found: Payment) -> PaymentShown:
    return PaymentShown(
        payee=found.payee,
        role=found.role,
        amount=money_shown(Money(found.amount, found.currency)),
        is_credited=found.is_credited,
        milestone=None if found.milestone is None else found.milestone + 1,
        agreement=found.agreement,
        tx=found.tx,
        block=found.block,
        time=found.time,
    )
