"""The first job as a checklist; every tick is a fact that the papers or the projection know."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from satshift.demo.people import ARBITER, BY_ADDRESS, CLIENT, FALLBACK, WORKER, Person
from satshift.demo.seeding import STORIES
from satshift.demo.story import Story
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound
from satshift.kernel.words import say
from satshift.store import Store
from satshift.work.agreements import papers, queries
from satshift.work.agreements.papers import PAPERS, Draft
from satshift.work.agreements.terms import Terms

NEWEST = 60  # drafts looked through; the demo's own are fewer
CLOSINGS = frozenset({"Released", "Settled", "Ruled", "Split", "Parted"})


@dataclass(frozen=True, slots=True)
class Check:
    """One line. `who` acts next on the page `at`, when that is somebody to become."""

    is_done: bool
    says: str
    who: Person | None = None
    at: str | None = None
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody's own first job."""

    draft: Draft | None = None
    is_signed: bool = False
    is_open: bool = False
    is_submitted: bool = False
    is_released: bool = False
    is_paid: bool = False


def checks(store: Store, reader: Address | None) -> tuple[Check, ...]:
    """The lines of the first job, with the next one marked."""
    facts = facts_of(store)
    terms = facts.draft.terms() if facts.draft else None
    draft_page = f"/agreements/drafts/{terms.digest}" if terms else None
    room = f"/agreements/{terms.id}" if terms and facts.is_open else draft_page
    client, worker = _people(terms)
    lines = (
        Check(reader is not None or terms is not None, say("Become the client."), CLIENT, "/demo"),
        Check(terms is not None, say("Draft the job. An example stands in the form already."), client),
        Check(facts.is_signed, say("Become the worker, read the terms and sign them."), worker, draft_page),
        Check(facts.is_open, say("Become the client and lock the money."), client, draft_page),
        Check(facts.is_submitted, say("Become the worker and submit the work."), worker, room),
        Check(facts.is_released, say("Become the client and release the money."), client, room),
        Check(facts.is_paid, say("Become the worker and see that the money is there."), worker, room),
    )
    return _with_next(lines)


def facts_of(store: Store) -> Facts:
    """What became of the newest draft that is not one of the demo's stories."""
    draft = _newest(store)
    if draft is None:
        return Facts()
    terms = draft.terms()
    signed = bool(papers.handed(store, terms.id, "Accept"))
    try:
        known, _ = queries.agreement(store, terms.id)
    except NotFound:
        return Facts(draft, is_signed=signed)
    names = {move.name for move in queries.timeline(store, terms.id)}
    paid = any(each.payee == terms.worker for each in queries.payments(store, agreement=known.id))
    return Facts(
        draft,
        is_signed=signed or "Accepted" in names,
        is_open=True,
        is_submitted="Submitted" in names,
        is_released=bool(names & CLOSINGS),
        is_paid=paid,
    )


def example(today: str, due: str, salt: str) -> dict[str, str]:
    """What stands in the form of the first job, to be changed at will."""
    return {
        "title": "Two pages of translation",
        "text": "Translate two pages from English to Swahili, as a text document. Names stay as they are.",
        "client": CLIENT.address,
        "worker": WORKER.address,
        "arbiter": ARBITER.address,
        "fallback_arbiter": FALLBACK.address,
        "review": "7 days",
        "grace": "2 days",
        "answer": "4 days",
        "fee_cap": "5",
        "worker_share": "50",
        "change_rounds": "2",
        "open_by": today,
        "milestones.0.title": "Two translated pages",
        "milestones.0.amount": "50000",
        "milestones.0.due": due,
        "salt": salt,
        "do": "look",
    }


def drafts_of_stories(store: Store) -> list[tuple[Story, Draft]]:
    """The drafts that the demo itself wrote, each with its story."""
    by_salt = {story.salt: story for story in STORIES}
    oldest_first = _drafts(store, PAPERS.c.at)
    return [(by_salt[draft.salt], draft) for draft in oldest_first if draft.salt in by_salt]


def _newest(store: Store) -> Draft | None:
    stories = {story.salt for story in STORIES}
    return next((draft for draft in _drafts(store, PAPERS.c.at.desc()) if draft.salt not in stories), None)


def _drafts(store: Store, order: ColumnElement[int]) -> list[Draft]:
    found = (
        select(PAPERS.c.digest).where(PAPERS.c.kind == "draft").order_by(order, PAPERS.c.digest).limit(NEWEST)
    )
    with store.read() as connection:
        digests = list(connection.scalars(found))
    kept = papers.get_some(store, digests)
    read = [kept[digest].paper for digest in digests]
    return [paper for paper in read if isinstance(paper, Draft)]


def _people(terms: Terms | None) -> tuple[Person | None, Person | None]:
    """Client and worker, where they are people of the demo; a wallet of one's own is nobody to become."""
    if terms is None:
        return CLIENT, WORKER
    return BY_ADDRESS.get(terms.client), BY_ADDRESS.get(terms.worker)


def _with_next(lines: tuple[Check, ...]) -> tuple[Check, ...]:
    first = next((place for place, line in enumerate(lines) if not line.is_done), None)
    return tuple(
        Check(line.is_done, line.says, line.who, line.at, place == first) for place, line in enumerate(lines)
    )
