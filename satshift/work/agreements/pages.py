"""Pages of agreements: what needs me, the list, the room of one agreement."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from satshift.kernel.address import NOBODY
from satshift.kernel.words import say
from satshift.web import Review, house_of, page, reader_of, review
from satshift.work.agreements import case_pages, crediting, draft_pages, papers, queries, step_pages
from satshift.work.agreements.choices import Choice
from satshift.work.agreements.intents import WithdrawIntent
from satshift.work.agreements.queries import Known
from satshift.work.agreements.wording import MOVES, ROLES, STATES

router = APIRouter(include_in_schema=False)
TITLES = {name: action.title for name, action in step_pages.STEPS.items()} | {
    "part": step_pages.STEPS["offer_to_part"].title
}


@router.get("/agreements")
def listing(request: Request, after: str = "") -> Response:
    """What needs the reader, by deadline; then everything else, last moved first."""
    reader, house = reader_of(request), house_of(request)
    values: dict[str, Any] = {"states": STATES, "roles": ROLES}
    if reader.address is None:
        return page(request, "agreements/guest.html", **values)
    now = house.desk.now
    seen, _ = queries.needs(house.store, reader.address, now)
    past = queries.agreements(house.store, account=reader.address, state="ended", after=after or None)
    return page(
        request,
        "agreements/list.html",
        fragment="agreements/_list.html",
        mine=[pair for pair in seen if pair[1].is_my_turn],
        others=[pair for pair in seen if not pair[1].is_my_turn],
        past=[(known, known.situation(now, reader.address)) for known in past.found],
        after=past.after,
        place=after,
        credits=queries.credits_of(house.store, reader.address),
        cases=len(queries.cases(house.store, reader.address)[0]),
        **values,
    )


@router.get("/agreements/withdraw")
def withdraw(request: Request, currency: str = "") -> Response:
    """Take what could not be sent."""
    reader, house = reader_of(request), house_of(request)
    if reader.address is None:
        return RedirectResponse("/sign-in?next=/agreements/withdraw", 303)
    plan = crediting.withdraw(WithdrawIntent(by=reader.address, currency=currency), house.desk)
    amount = plan.values.get("amount")
    about = Review(
        title=reader.tell(say("Take what could not be sent")),
        account=reader.address,
        state_key=f"credit:{reader.address}:{currency or NOBODY}:{amount}",
        fresh="",
        back="/agreements",
        command=f"satshift direct withdraw --to {reader.address}",
    )
    return review(request, plan, about)


@router.get("/agreements/{id}")
def room(request: Request, id: str) -> Response:
    """Where an agreement stands, whose turn it is, what happens in silence, and the one thing to do."""
    reader, house = reader_of(request), house_of(request)
    known, _ = queries.agreement(house.store, id)
    terms = known.agreement.terms
    digests = [digest for each in known.papers for digest in each.values() if digest]
    kept = papers.get_some(house.store, [terms.digest, *digests])
    draft = kept.get(terms.digest)
    return page(
        request,
        "agreements/room.html",
        fragment="agreements/_room.html",
        known=known,
        terms=terms,
        draft=draft.paper if draft else None,
        situation=known.situation(house.desk.now, reader.address),
        moves=tuple(reversed(queries.timeline(house.store, known.id))),
        payments=queries.payments(house.store, agreement=known.id),
        kept=kept,
        offers=_offers(request, known),
        link_of=lambda choice: _link(known, choice),
        nobody=NOBODY,
        words={"moves": MOVES, "roles": ROLES, "states": STATES, "titles": TITLES},
    )


def _link(known: Known, choice: Choice) -> str:
    verb = {"part": "offer-to-part"}.get(choice.verb, choice.verb.replace("_", "-"))
    number = "" if choice.milestone is None else f"?milestone={choice.milestone + 1}"
    return f"/agreements/{known.id}/{verb}{number}"


def _offers(request: Request, known: Known) -> tuple[papers.Signed, ...]:
    """Splits that the other side has signed and that still fit what is locked."""
    house, viewer = house_of(request), reader_of(request).address
    terms = known.agreement.terms
    if viewer not in (terms.client, terms.worker):
        return ()
    return tuple(
        signed
        for signed in papers.handed(house.store, known.id, "Part")
        if signed.signer != viewer
        and signed.deadline >= house.desk.now
        and sum(signed.values) == known.agreement.held
    )[:1]


ROUTES = (case_pages.router, draft_pages.router, router, step_pages.router)
