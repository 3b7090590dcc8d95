"""What programs read and hand in: lists, one agreement, its timeline and money, drafts, papers, signatures."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from satshift.api import House, house_of
from satshift.api.answers import as_of, money_shown
from satshift.api.faults import ANSWERS
from satshift.kernel.address import Address, parse_address
from satshift.kernel.errors import NotKnownYet
from satshift.kernel.shape import Money
from satshift.work.agreements import json_papers, papers, queries, shown
from satshift.work.agreements.queries import Known, Role, State

router = APIRouter(prefix="/agreements", tags=["agreements"], responses=ANSWERS)

Id = Annotated[str, Path(pattern=r"^0x[0-9a-fA-F]{64}$", examples=["0x" + "ab" * 32])]
Who = Annotated[str, Query(max_length=42, examples=["0x" + "11" * 20])]
As = Annotated[
    str | None, Query(alias="as", max_length=42, description="who looks", examples=["0x" + "11" * 20])
]


@router.get("", response_model=shown.PageShown)
def listed(
    request: Request,
    account: Annotated[str | None, Query(max_length=42)] = None,
    role: Role | None = None,
    state: State | None = None,
    after: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> shown.PageShown:
    """Agreements, the last moved first; of one account, in one role, in one state."""
    house = house_of(request)
    who = parse_address(account) if account else None
    page = queries.agreements(house.store, account=who, role=role, state=state, after=after, limit=limit)
    now = _now(house)
    return shown.PageShown(
        agreements=[shown.summary(known, now) for known in page.found],
        after=page.after,
        as_of=as_of(page.head),
    )


@router.get("/needs", response_model=shown.NeedsShown)
def needed(request: Request, account: Who) -> shown.NeedsShown:
    """What waits for an account, the nearest deadline first; then what it waits for."""
    house = house_of(request)
    now = _now(house)
    found, head = queries.needs(house.store, parse_address(account), now)
    return shown.NeedsShown(
        needs=[
            shown.NeedShown(
                agreement=shown.summary(known, now),
                is_my_turn=situation.is_my_turn,
                deadline=situation.deadline,
                says=shown.sentence(situation.says),
                primary=None if situation.primary is None else shown.choice(situation.primary),
            )
            for known, situation in found
        ],
        as_of=as_of(head),
    )


@router.get("/cases", response_model=shown.PageShown)
def cases(request: Request, account: Who) -> shown.PageShown:
    """Agreements in dispute that name an account as an arbiter, the oldest dispute first."""
    house = house_of(request)
    found, head = queries.cases(house.store, parse_address(account))
    now = _now(house)
    return shown.PageShown(
        agreements=[shown.summary(known, now) for known in found], after=None, as_of=as_of(head)
    )


@router.get("/payments", response_model=shown.PaymentsShown)
def paid_to(request: Request, account: Who) -> shown.PaymentsShown:
    """What an account was paid, the newest first."""
    store = house_of(request).store
    found = queries.payments(store, payee=parse_address(account))
    return shown.PaymentsShown(payments=[shown.payment(each) for each in found], as_of=as_of(store.head()))


@router.get("/credits", response_model=shown.CreditsShown)
def credited(request: Request, account: Who) -> shown.CreditsShown:
    """What could not be sent to an account and waits to be withdrawn."""
    store = house_of(request).store
    found = queries.credits_of(store, parse_address(account))
    return shown.CreditsShown(
        credits=[
            shown.CreditShown(amount=money_shown(Money(each.amount, each.currency)), since=each.since)
            for each in found
        ],
        as_of=as_of(store.head()),
    )


@router.get("/{id}", response_model=shown.DetailShown)
def detail(request: Request, id: Id, viewer: As = None) -> shown.DetailShown:
    """One agreement: its terms, and where it stands for whoever looks."""
    house = house_of(request)
    known, head = queries.agreement(house.store, id)
    return shown.DetailShown(
        id=known.id,
        opening=known.opening,
        title=known.title,
        opened_at=known.opened_at,
        moved_at=known.moved_at,
        opened_tx=known.opened_tx,
        terms=shown.terms_shown(known.agreement.terms),
        situation=_situation(house, known, viewer),
        as_of=as_of(head),
    )


@router.get("/{id}/situation", response_model=shown.SituationShown)
def situation(request: Request, id: Id, viewer: As = None) -> shown.SituationShown:
    """Where it stands: what happened, whose turn, until when, what silence brings, what can be done."""
    house = house_of(request)
    return _situation(house, queries.agreement(house.store, id)[0], viewer)


@router.get("/{id}/timeline", response_model=shown.TimelineShown)
def timeline(request: Request, id: Id) -> shown.TimelineShown:
    """Everything that happened, oldest first."""
    store = house_of(request).store
    head = queries.agreement(store, id)[1]
    moves = [shown.move(each) for each in queries.timeline(store, id)]
    return shown.TimelineShown(moves=moves, as_of=as_of(head))


@router.get("/{id}/payments", response_model=shown.PaymentsShown)
def payments(request: Request, id: Id) -> shown.PaymentsShown:
    """Who got how much, newest first."""
    store = house_of(request).store
    head = queries.agreement(store, id)[1]
    found = [shown.payment(each) for each in queries.payments(store, agreement=id)]
    return shown.PaymentsShown(payments=found, as_of=as_of(head))


def _now(house: House) -> int:
    try:
        return house.desk.now
    except NotKnownYet:
        return 0


def _situation(house: House, known: Known, viewer: str | None) -> shown.SituationShown:
    who: Address | None = parse_address(viewer) if viewer else None
    titles: tuple[str, ...] = ()
    if known.title is not None:
        draft = papers.draft(house.store, known.agreement.terms.digest)
        titles = tuple(each.title for each in draft.milestones)
    found = known.situation(_now(house), who)
    return shown.situation_shown(found, known, titles, house.store.head())


ROUTES = (json_papers.router, router)
