"""The demo's panel: become somebody, let time pass, give coin away, and the checklist. Only where money is play money."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from satshift.chain import playground
from satshift.demo import checklist
from satshift.demo.people import BY_KEY, PEOPLE, Person
from satshift.demo.seeding import STORIES
from satshift.kernel.address import parse_address
from satshift.kernel.errors import Invalid, NotFound, Unreachable
from satshift.kernel.money import Sats
from satshift.kernel.words import say
from satshift.web import House, Posted, house_of, page, reader_of
from satshift.web.pages import share
from satshift.web.reader import Reader
from satshift.web.sessions import begin
from satshift.web.signin import new_nonce
from satshift.web.signing_in import safe_next
from satshift.work.agreements import papers, queries
from satshift.work.agreements.queries import Known
from satshift.work.agreements.rules import Status
from satshift.work.agreements.situation import Situation
from satshift.work.agreements.wording import STATES

router = APIRouter(prefix="/demo", include_in_schema=False)
SPANS = {"hour": 3_600, "day": 86_400, "week": 7 * 86_400}
COINS = Sats(1_000_000)
READ_WITHIN = 5.0  # seconds that the indexer is waited for after time has passed
DONE = {
    "time": say("Time has passed. The chain’s clock is ahead of yours now."),
    "coins": say("The coins are there. They are worth nothing, and they come from nobody."),
}


def wallet_of(person: Person) -> str:
    """What the wallet in the browser reads to become this person."""
    return json.dumps(person.wallet)


def next_step(house: House, reader: Reader) -> checklist.Check | None:
    """What is next in the first job, for the strip on every page; None when all is done or nothing can be read."""
    try:
        lines = checklist.checks(house.store, reader.address)
    except Unreachable:
        return None
    return next((line for line in lines if line.is_next), None)


share(demo_people=PEOPLE, demo_wallet=wallet_of, demo_next=next_step)


@router.get("")
def panel(request: Request, done: str = "") -> Response:
    """Everything that the demo offers, on one page."""
    return _panel(request, done=done)


@router.get("/next")
def next_fragment(request: Request, at: str = "/") -> Response:
    """What is next in the first job, asked again by the strip on every page; `at` is that page."""
    _only_here(request)
    return page(request, "demo/next.html", fragment="demo/_next.html", at=safe_next(at))


@router.post("/become")
def become(request: Request, posting: Posted) -> Response:
    """Sign in as somebody; everybody knows their words, so no signature would prove more."""
    _only_here(request)
    person = BY_KEY.get(posting.text("person"))
    if person is None:
        raise NotFound(
            "demo-person-unknown", say("The demo knows nobody by that name. Choose from the list.")
        )
    begin(request, person.address, new_nonce())
    return RedirectResponse(safe_next(posting.text("next") or "/agreements"), 303)


@router.post("/time")
def pass_time(request: Request, posting: Posted) -> Response:
    """Let an hour, a day or a week pass on the chain."""
    _only_here(request)
    seconds = SPANS.get(posting.text("span"))
    if seconds is None:
        which = say("Choose an hour, a day or a week.")
        raise Invalid("demo-span-unknown", which, {"span": which})
    _wait_for(request, playground.pass_time(house_of(request).node, seconds))
    return RedirectResponse(safe_next(posting.text("next") or "/demo?done=time"), 303)


@router.post("/coins")
def coins(request: Request, posting: Posted) -> Response:
    """Give test coins to any address."""
    _only_here(request)
    try:
        playground.give(house_of(request).node, parse_address(posting.text("address")), COINS.wei)
    except Invalid as error:
        return _panel(
            request, status=422, address=posting.text("address"), error=reader_of(request).error(error)
        )
    return RedirectResponse("/demo?done=coins", 303)


def _panel(
    request: Request, *, status: int = 200, done: str = "", address: str = "", error: str = ""
) -> Response:
    _only_here(request)
    house, reader = house_of(request), reader_of(request)
    values: dict[str, Any] = {
        "checks": checklist.checks(house.store, reader.address),
        "example": _example(request),
        "jobs": lambda: _jobs(request),
        "drafts": lambda: _drafts(house),
        "states": STATES,
        "coins": COINS,
        "address": address,
        "error": error,
        "told": reader.tell(DONE[done]) if done in DONE else "",
        "ahead": max(0, house.desk.now - int(time.time())),
        "chain_now": house.desk.now,
    }
    return page(request, "demo/panel.html", fragment="demo/_checklist.html", status=status, **values)


def _jobs(request: Request) -> list[tuple[Known, Situation]]:
    """What became of the stories, for whoever reads; those still going on first."""
    house, reader = house_of(request), reader_of(request)
    titles = {story.title for story in STORIES}
    found = [
        each for each in queries.agreements(house.store, limit=queries.MOST).found if each.title in titles
    ]
    found.sort(key=lambda known: known.agreement.status is Status.ENDED)
    return [(known, known.situation(house.desk.now, reader.address)) for known in found]


def _drafts(house: House) -> list[tuple[str, str, bool]]:
    """Drafts of the stories that nobody opened yet: digest, title, and whether the worker has signed."""
    found = []
    for story, draft in checklist.drafts_of_stories(house.store):
        if not story.steps:
            digest = draft.terms().digest
            found.append((digest, story.title, story.signed))
    return found


def _example(request: Request) -> dict[str, str]:
    now = datetime.fromtimestamp(house_of(request).desk.now, UTC)
    last, due = (now + timedelta(days=days) for days in (7, 10))
    return checklist.example(last.date().isoformat(), due.date().isoformat(), papers.new_salt())


def _only_here(request: Request) -> None:
    if not house_of(request).is_demo:
        raise NotFound("no-demo", say("This is no demo, so there is nobody to become and no time to pass."))


def _wait_for(request: Request, seconds: int) -> None:
    """Until the rows know the new time, so that the next page shows it; not for ever."""
    store, until = house_of(request).store, time.monotonic() + READ_WITHIN
    while time.monotonic() < until:
        head = store.head()
        if head is not None and head.time >= seconds:
            return
        time.sleep(0.05)
