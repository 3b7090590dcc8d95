"""What programs hand in: drafts, papers, signatures; each is kept by this node and by nobody else."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from satshift.api import House, house_of
from satshift.api.answers import as_of
from satshift.api.faults import ANSWERS
from satshift.api.limits import writing
from satshift.api.repeating import Key, once
from satshift.kernel.address import parse_address
from satshift.work.agreements import consents, opening, papers, queries, shown
from satshift.work.agreements.intents import DraftIntent
from satshift.work.agreements.papers import Draft, Signed
from satshift.work.agreements.standing import Slot

router = APIRouter(prefix="/agreements", tags=["agreements"], responses=ANSWERS)

Id = Annotated[str, Path(pattern=r"^0x[0-9a-fA-F]{64}$", examples=["0x" + "ab" * 32])]


class PaperHandedIn(BaseModel):
    """A paper of any kind: a draft, a delivery, changes, a statement, a ruling."""

    model_config = ConfigDict(extra="forbid")

    paper: dict[str, Any]


class AcceptHandedIn(BaseModel):
    """The worker's signature over a draft, as `accept_draft` asked for it."""

    model_config = ConfigDict(extra="forbid")

    signature: str = Field(pattern=r"^0x[0-9a-fA-F]{130}$")


class PartHandedIn(BaseModel):
    """One side's signature over a split, as `offer_to_part` asked for it."""

    model_config = ConfigDict(extra="forbid")

    by: str = Field(max_length=42)
    to_worker: str = Field(pattern=r"^[0-9]{1,39}$", description="wei")
    deadline: int = Field(ge=0, lt=2**40)
    signature: str = Field(pattern=r"^0x[0-9a-fA-F]{130}$")


@router.post("/drafts", status_code=201, response_model=shown.DraftShown, dependencies=[Depends(writing)])
def write_down(request: Request, intent: DraftIntent, key: Key = None) -> JSONResponse:
    """Write terms down and keep them; the answer's link invites the other side."""
    house = house_of(request)

    def keep() -> shown.DraftShown:
        plan = opening.draft(intent, house.desk)
        return _draft(house, papers.put(house.store, plan.papers[0]).digest)

    return once(request, key, intent, keep)


@router.get("/drafts/{digest}", response_model=shown.DraftShown)
def drafted(request: Request, digest: Id) -> shown.DraftShown:
    """A draft, its terms, and who signed it."""
    return _draft(house_of(request), digest.lower())


@router.post(
    "/drafts/{digest}/signatures",
    status_code=201,
    response_model=shown.SignatureShown,
    dependencies=[Depends(writing)],
)
def hand_over_accept(request: Request, digest: Id, body: AcceptHandedIn, key: Key = None) -> JSONResponse:
    """Hand over the worker's signature; it is checked before it is kept."""
    house = house_of(request)

    def keep() -> shown.SignatureShown:
        return _signature(consents.hand_over_accept(house.store, house.desk, digest.lower(), body.signature))

    return once(request, key, body, keep)


@router.post("/papers", status_code=201, response_model=shown.PaperShown, dependencies=[Depends(writing)])
def hand_in(request: Request, body: Annotated[PaperHandedIn, Body()], key: Key = None) -> JSONResponse:
    """Keep a paper by its digest; the same one twice changes nothing."""
    house = house_of(request)

    def keep() -> shown.PaperShown:
        return _paper(papers.put(house.store, body.paper))

    return once(request, key, body, keep)


@router.get("/papers/{digest}", response_model=shown.PaperShown)
def paper(request: Request, digest: Id) -> shown.PaperShown:
    """A paper by its digest."""
    return _paper(papers.get(house_of(request).store, digest.lower()))


@router.get("/{id}/signatures", response_model=list[shown.SignatureShown])
def signatures(request: Request, id: Id) -> list[shown.SignatureShown]:
    """Offers to part that were handed over, newest first."""
    house = house_of(request)
    queries.agreement(house.store, id)
    return [_signature(each) for each in papers.handed(house.store, id.lower(), "Part")]


@router.post(
    "/{id}/signatures",
    status_code=201,
    response_model=shown.SignatureShown,
    dependencies=[Depends(writing)],
)
def hand_over_part(request: Request, id: Id, body: PartHandedIn, key: Key = None) -> JSONResponse:
    """Hand over an offer to part; it is checked before it is kept."""
    house = house_of(request)

    def keep() -> shown.SignatureShown:
        signed = consents.hand_over_part(
            house.store,
            house.desk,
            id,
            by=parse_address(body.by),
            to_worker=int(body.to_worker),
            deadline=body.deadline,
            signature=body.signature,
        )
        return _signature(signed)

    return once(request, key, body, keep)


def _draft(house: House, digest: str) -> shown.DraftShown:
    draft: Draft = papers.draft(house.store, digest)
    terms = draft.terms()
    return shown.DraftShown(
        digest=terms.digest,
        link=f"{house.settings.base_url.rstrip('/')}/agreements/drafts/{terms.digest}",
        agreement=terms.id,
        is_open=house.desk.find(Slot, terms.id).is_open,
        paper=papers.as_paper(draft),
        terms=shown.terms_shown(terms),
        signatures=[_signature(each) for each in papers.handed(house.store, terms.id, "Accept")],
        counters=list(papers.counters(house.store, terms.digest)),
        as_of=as_of(house.store.head()),
    )


def _signature(signed: Signed) -> shown.SignatureShown:
    return shown.SignatureShown(
        name=signed.name,
        signer=signed.signer,
        nonce=str(signed.nonce),
        deadline=signed.deadline,
        values=[str(value) for value in signed.values],
        signature=signed.signature,
        at=signed.at,
    )


def _paper(kept: papers.Kept) -> shown.PaperShown:
    return shown.PaperShown(digest=kept.digest, paper=papers.as_paper(kept.paper), at=kept.at)
