"""Pages of a draft: choose a template, write it down, send it, sign it, open it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid, Refused
from satshift.kernel.shape import Plan
from satshift.web import Posted, Review, house_of, page, reader_of, review
from satshift.work.agreements import consents, draft_form, opening, papers
from satshift.work.agreements.draft_form import DraftForm
from satshift.work.agreements.intents import AcceptDraftIntent, OpenIntent
from satshift.work.agreements.papers import Draft
from satshift.work.agreements.presets import PRESETS, find
from satshift.work.agreements.standing import Slot
from satshift.work.agreements.terms import Terms

router = APIRouter(prefix="/agreements", include_in_schema=False)


@router.get("/new")
def new(request: Request, preset: str = "", replaces: str = "") -> Response:
    """First a template, then the form."""
    reader, house = reader_of(request), house_of(request)
    salt = papers.new_salt()
    if replaces:
        form = draft_form.written(papers.draft(house.store, replaces), salt, replaces)
        return _form(request, form)
    if not preset:
        return page(request, "agreements/choose.html", presets=PRESETS)
    client = reader.formats.address(reader.address) if reader.address else ""
    return _form(request, draft_form.begun(find(preset), house.desk.now, reader.tell, client, salt))


@router.post("/new")
def write_down(request: Request, posting: Posted) -> Response:
    """A row more or less, or the draft is kept and gets its address."""
    form, house = draft_form.typed(posting), house_of(request)
    wish = posting.text("do")
    if wish != "keep":
        return _form(request, form.after(wish))
    try:
        plan = opening.draft(form.intent(), house.desk)
        kept = papers.put(house.store, plan.papers[0])
    except Refused as error:
        return _form(request, form, errors_of(request, error), status=422)
    return RedirectResponse(f"/agreements/drafts/{kept.digest}", 303)


@router.get("/drafts/{digest}")
def show(request: Request, digest: str) -> Response:
    """The terms in plain words, the link to send, and what is next for whom."""
    house, draft = house_of(request), papers.draft(house_of(request).store, digest)
    terms = draft.terms()
    return page(
        request,
        "agreements/draft.html",
        fragment="agreements/_draft.html",
        digest=terms.digest,
        draft=draft,
        terms=terms,
        link=f"{str(request.base_url).rstrip('/')}/agreements/drafts/{terms.digest}",
        role=_role(terms, reader_of(request).address),
        state=state_of(request, terms),
        counters=papers.counters(house.store, terms.digest),
        nobody=NOBODY,
    )


@router.get("/drafts/{digest}/{verb}/state-key")
def state_key(request: Request, digest: str, verb: str) -> JSONResponse:
    """What the review page was made from, to be compared before a signature."""
    terms = papers.draft(house_of(request).store, digest).terms()
    return JSONResponse({"stateKey": key_of(request, terms, verb)}, headers={"cache-control": "no-store"})


@router.get("/drafts/{digest}/accept")
def accept(request: Request, digest: str) -> Response:
    """What the worker signs; it is kept here until the client opens."""
    draft, desk = papers.draft(house_of(request).store, digest), house_of(request).desk
    plan = opening.accept_draft(AcceptDraftIntent(draft=draft.terms().digest), desk)
    return _review(request, draft, "accept", plan, draft.terms().worker)


@router.get("/drafts/{digest}/open")
def open_it(request: Request, digest: str) -> Response:
    """What the client signs: the money is locked."""
    draft, desk = papers.draft(house_of(request).store, digest), house_of(request).desk
    plan = opening.open_(OpenIntent(draft=draft.terms().digest), desk)
    return _review(request, draft, "open", plan, draft.terms().client)


@router.post("/drafts/{digest}/signature")
def signed(request: Request, digest: str, posting: Posted) -> Response:
    """The worker's signature arrives; it is checked before it is kept."""
    house = house_of(request)
    consents.hand_over_accept(house.store, house.desk, digest.lower(), posting.text("signature"))
    return RedirectResponse(f"/agreements/drafts/{digest}", 303)


def errors_of(request: Request, error: Refused) -> dict[str, str]:
    """A sentence for each field; what belongs to no field stands alone."""
    reader = reader_of(request)
    if isinstance(error, Invalid) and error.fields:
        return {_place(name): reader.tell(text, error.values) for name, text in error.fields.items()}
    return {"": reader.error(error)}


def state_of(request: Request, terms: Terms) -> str:
    """open, accepted, expired or waiting."""
    house = house_of(request)
    if house.desk.find(Slot, terms.id).is_open:
        return "open"
    if house.desk.now > terms.open_by:
        return "expired"
    return "accepted" if papers.handed(house.store, terms.id, "Accept") else "waiting"


def key_of(request: Request, terms: Terms, verb: str) -> str:
    return f"draft:{terms.digest}:{verb}:{state_of(request, terms)}"


def _review(request: Request, draft: Draft, verb: str, plan: Plan, who: Address) -> Response:
    terms = draft.terms()
    here = f"/agreements/drafts/{terms.digest}"
    about = Review(
        title=draft.title,
        account=who,
        state_key=key_of(request, terms, verb),
        fresh=f"{here}/{verb}/state-key",
        back=here,
        command=f"satshift agreements {'accept-draft' if plan.sign else 'open'} --draft {terms.digest}",
        signature_to=f"{here}/signature" if plan.sign else None,
        terms=terms.packed() if plan.sign else None,
    )
    return review(request, plan, about)


def _form(
    request: Request, form: DraftForm, errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    values: dict[str, Any] = {"form": form, "errors": errors or {}, "most": draft_form.MOST}
    return page(request, "agreements/new.html", status=status, **values)


def _place(name: str) -> str:
    """Where the form shows what the terms or the paper call otherwise."""
    words = {"payees.0.account": "worker", "currency": "title", "digest": "title"}
    plain = name.removesuffix("_for_seconds").removesuffix("_ppm")
    return words.get(plain, plain.replace("payees.", "team."))


def _role(terms: Terms, viewer: Address | None) -> str:
    if viewer is None:
        return "guest"
    return {terms.worker: "worker", terms.client: "client"}.get(viewer, "stranger")
