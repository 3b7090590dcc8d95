"""One step on an agreement: a form where something has to be said, then the page before the signature."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound, Refused
from satshift.kernel.shape import Action, Plan
from satshift.kernel.words import say
from satshift.web import Posted, Review, house_of, page, reader_of, review
from satshift.web.intents import Field, fields_of, read
from satshift.work.agreements import case_pages, consents, papers, queries
from satshift.work.agreements.actions import ACTIONS
from satshift.work.agreements.draft_pages import errors_of
from satshift.work.agreements.labels import HINTS, LABELS
from satshift.work.agreements.planning import FOR
from satshift.work.agreements.queries import Known

router = APIRouter(prefix="/agreements", include_in_schema=False)
OURS = frozenset(
    {"agreement", "by", "milestone", "milestones", "signed", "tip", "deadline", "salt", "nonce", "signature"}
)
BUT: Mapping[str, frozenset[str]] = {"part": OURS | {"to_worker"}}
ELSEWHERE = frozenset({"draft", "accept_draft", "open", "withdraw", "relay", "revoke"})
STEPS = {action.name: action for action in ACTIONS if action.name not in ELSEWHERE}
NUMBERED = frozenset(name for name, action in STEPS.items() if "milestone" in action.intent.model_fields)
OUT_OF_DATE = say(
    "This page is out of date: the agreement has moved on since you opened it. Nothing was done."
)


@dataclass(frozen=True, slots=True)
class Step:
    """What is asked for: a verb on a milestone (from one; zero for none) of an agreement."""

    known: Known
    action: Action
    milestone: int

    @property
    def path(self) -> str:
        number = f"?milestone={self.milestone}" if self.milestone else ""
        return f"/agreements/{self.known.id}/{self.action.name.replace('_', '-')}{number}"

    @property
    def key(self) -> str:
        """Names the state that the step would change; another state has another key."""
        state = hashlib.sha256(repr((self.known.opening, self.known.agreement)).encode()).hexdigest()[:12]
        return f"agreement:{self.known.id}:{self.action.name}:{self.milestone}:{state}"

    @property
    def fields(self) -> tuple[Field, ...]:
        return fields_of(self.action.intent, BUT.get(self.action.name, OURS))


@router.get("/{id}/state-key")
def state_key(request: Request, id: str, verb: str, milestone: int = 0) -> JSONResponse:
    """What a page was made from, to be compared before a signature."""
    return JSONResponse(
        {"stateKey": find(request, id, verb, milestone).key}, headers={"cache-control": "no-store"}
    )


@router.get("/{id}/{verb}")
def ask(request: Request, id: str, verb: str, milestone: int = 0) -> Response:
    """The form, or at once the page before the signature where nothing has to be said."""
    step, reader = find(request, id, verb, milestone), reader_of(request)
    if reader.address is None:
        return RedirectResponse(f"/sign-in?next={step.path.replace('?', '%3F')}", 303)
    if not step.fields:
        return _review(request, step, _plan(request, step, {}), {})
    return _form(request, step, {field.name: field.default for field in step.fields})


@router.post("/{id}/{verb}")
def look(request: Request, id: str, verb: str, posting: Posted, milestone: int = 0) -> Response:
    """The page before the signature, or the form again with what is wrong."""
    step = find(request, id, verb, milestone)
    if posting.text("state") != step.key:
        return _form(request, step, posting, {"": reader_of(request).tell(OUT_OF_DATE)}, 409)
    try:
        plan = _plan(request, step, posting)
        for paper in plan.papers:
            papers.put(house_of(request).store, paper)
    except Refused as error:
        return _form(request, step, posting, errors_of(request, error), 422)
    return _review(request, step, plan, posting)


@router.post("/{id}/{verb}/signature")
def signed(request: Request, id: str, verb: str, posting: Posted, milestone: int = 0) -> Response:
    """A signature over what the review page showed."""
    step = find(request, id, verb, milestone)
    plan, house = _plan(request, step, posting), house_of(request)
    if plan.sign is None or plan.sign.primary != "Part":
        raise NotFound("step-unknown", say("There is no such step on this agreement. Go back to its page."))
    consents.hand_over_part(
        house.store,
        house.desk,
        step.known.id,
        by=_viewer(request),
        to_worker=plan.sign.message["to_worker"],
        deadline=plan.sign.message["deadline"],
        signature=posting.text("signature"),
    )
    return RedirectResponse(f"/agreements/{step.known.id}", 303)


def find(request: Request, id: str, verb: str, milestone: int) -> Step:
    """The step by its address; raises NotFound."""
    action = STEPS.get(verb.replace("-", "_"))
    known, _ = queries.agreement(house_of(request).store, id)
    count = len(known.agreement.terms.milestones)
    if action is None or not 0 <= milestone <= count:
        raise NotFound("step-unknown", say("There is no such step on this agreement. Go back to its page."))
    number = milestone or (1 if action.name in NUMBERED else 0)
    return Step(known, action, number)


def _viewer(request: Request) -> Address:
    viewer = reader_of(request).address
    if viewer is None:
        raise Refused("not-signed-in", say("You are not signed in any more. Sign in and send it again."))
    return viewer


def _plan(request: Request, step: Step, typed: Mapping[str, str]) -> Plan:
    house, names = house_of(request), step.action.intent.model_fields
    given: dict[str, Any] = {"agreement": step.known.id, "by": _viewer(request)}
    given |= {
        name: typed[name]
        for name in (*(each.name for each in step.fields), "salt", "deadline")
        if name in typed
    }
    if step.milestone:
        given |= {"milestone": step.milestone, "milestones": [step.milestone]}
    if "links" in names:
        given["links"] = [line.strip() for line in typed.get("links", "").splitlines() if line.strip()]
    intent = read(step.action.intent, given)
    plan: Plan = step.action.plan(intent, house.desk)
    return plan


def _review(request: Request, step: Step, plan: Plan, typed: Mapping[str, str]) -> Response:
    verb, reader = step.action.name.replace("_", "-"), reader_of(request)
    here = f"/agreements/{step.known.id}"
    fields = {field.name: typed.get(field.name, "") for field in step.fields}
    if plan.sign is not None:
        fields["deadline"] = str(plan.sign.message["deadline"])
    number = f" --milestone {step.milestone}" if step.milestone else ""
    about = Review(
        title=f"{step.known.title or ''} · {reader.tell(step.action.title)}".strip(" ·"),
        account=_viewer(request),
        state_key=step.key,
        fresh=f"{here}/state-key?verb={step.action.name}&milestone={step.milestone}",
        back=here,
        command=f"satshift direct {verb} {step.known.id}{number}",
        signature_to=step.path.replace(f"/{verb}", f"/{verb}/signature", 1) if plan.sign else None,
        fields=fields,
    )
    return review(request, plan, about)


def _form(
    request: Request,
    step: Step,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    name, house = step.action.name, house_of(request)
    deadline = str(house.desk.now + FOR) if "deadline" in step.action.intent.model_fields else ""
    return page(
        request,
        "agreements/case.html" if name == "rule" else "agreements/step.html",
        status=status,
        step=step,
        known=step.known,
        fields=step.fields,
        typed={
            **typed,
            "salt": typed.get("salt") or papers.new_salt(),
            "deadline": typed.get("deadline") or deadline,
        },
        labels={
            field.name: LABELS.get((name, field.name)) or LABELS[("", field.name)] for field in step.fields
        },
        hints={field.name: HINTS.get((name, field.name), "") for field in step.fields},
        errors=errors or {},
        **(case_pages.facts(request, step.known, step.milestone) if name == "rule" else {}),
    )
