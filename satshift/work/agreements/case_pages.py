"""What an arbiter needs to see beside the ruling: facts, statements, clocks, and what a ruling would pay."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from satshift.kernel.errors import Invalid
from satshift.kernel.money import PPM
from satshift.web import house_of, page, reader_of
from satshift.work.agreements import papers, queries, units
from satshift.work.agreements.queries import Known
from satshift.work.agreements.wording import MOVES

router = APIRouter(prefix="/agreements", include_in_schema=False)


@router.get("/cases")
def cases(request: Request) -> Response:
    """Disputes that name the reader as an arbiter, the oldest first."""
    reader, house = reader_of(request), house_of(request)
    if reader.address is None:
        return RedirectResponse("/sign-in?next=/agreements/cases", 303)
    found, _ = queries.cases(house.store, reader.address)
    seen = [(known, known.situation(house.desk.now, reader.address)) for known in found]
    return page(request, "agreements/cases.html", cases=seen)


@router.get("/{id}/rule/preview")
def preview(request: Request, id: str, milestone: int = 1, share: str = "", fee: str = "") -> Response:
    """What a ruling would pay, while it is being typed."""
    known, _ = queries.agreement(house_of(request).store, id)
    payout = payouts(known, milestone, share, fee)
    return page(request, "agreements/_payouts.html", payout=payout)


def facts(request: Request, known: Known, milestone: int) -> dict[str, Any]:
    """Everything the case page shows of one disputed milestone."""
    house = house_of(request)
    number = milestone - 1
    digests = [digest for digest in known.papers[number].values() if digest]
    terms = known.agreement.terms
    kept = papers.get_some(house.store, [*digests, terms.digest])
    draft = kept.get(terms.digest)
    return {
        "situation": known.situation(house.desk.now, reader_of(request).address),
        "part": known.situation(house.desk.now, reader_of(request).address).milestones[number],
        "moves": [
            move for move in queries.timeline(house.store, known.id) if move.milestone in (number, None)
        ],
        "notes": {name: kept.get(digest) for name, digest in known.papers[number].items() if digest},
        "draft": draft.paper if draft else None,
        "left": known.agreement.left(number),
        "payout": None,
        "words": {"moves": MOVES},
    }


def payouts(known: Known, milestone: int, share: str, fee: str) -> dict[str, Any] | None:
    """To the worker, the client and the arbiter in wei; None while it can't be read."""
    try:
        ppm, wei = units.part(share), units.amount(fee or "0", known.agreement.terms.currency)
    except Invalid:
        return None
    if not 1 <= milestone <= len(known.agreement.terms.milestones):
        return None
    left = known.agreement.left(milestone - 1)
    cap = left * known.agreement.terms.fee_cap_ppm // PPM
    if wei > cap:
        return None
    to_worker = (left - wei) * ppm // PPM
    return {
        "worker": to_worker,
        "client": left - wei - to_worker,
        "fee": wei,
        "currency": known.agreement.terms.currency,
    }
