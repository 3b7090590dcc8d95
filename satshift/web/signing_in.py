"""The pages of signing in and out, and where one is signed in."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from satshift.kernel.address import parse_address
from satshift.kernel.errors import Refused
from satshift.web import sessions, signin
from satshift.web.house import house_of
from satshift.web.pages import page
from satshift.web.posting import Posted
from satshift.web.reader import reader_of

router = APIRouter(include_in_schema=False)


class Answer(BaseModel):
    """What the wallet brings back."""

    message: str = Field(max_length=4_000)
    signature: str = Field(max_length=4_100)


def safe_next(wish: str) -> str:
    """Where to go afterwards: a page of ours and nowhere else."""
    is_ours = wish.startswith("/") and not wish.startswith("//") and "\\" not in wish and "\n" not in wish
    return wish if is_ours and len(wish) < 300 else "/agreements"


@router.get("/sign-in")
def sign_in(request: Request, next: str = "/agreements") -> Response:
    return page(request, "web/sign_in.html", next_page=safe_next(next))


@router.get("/sign-in/message")
def message(request: Request, account: Annotated[str, Query(max_length=60)], chain: int = 0) -> JSONResponse:
    """The text to sign, bound to this site, this chain and a nonce of this visit."""
    site = _site(request)
    if chain and chain != site.chain_id:
        raise Refused(
            "sign-in-elsewhere",
            "Your wallet is on another network. This site is on network {network}; switch the wallet and try again.",
            network=str(site.chain_id),
        )
    visit, nonce = sessions.visit_of(request), signin.new_nonce()
    sessions.change(request, sessions.Visit(visit.visitor, nonce, visit.session, visit.address))
    text = signin.message(site, parse_address(account), nonce, datetime.now(UTC))
    return JSONResponse({"message": text}, headers={"cache-control": "no-store"})


@router.post("/sign-in")
def signed_in(request: Request, answer: Annotated[Answer, Body()]) -> JSONResponse:
    nonce = sessions.visit_of(request).nonce
    address = signin.check(
        answer.message, answer.signature, _site(request), nonce, datetime.now(UTC), house_of(request).node
    )
    sessions.begin(request, address, str(nonce))
    return JSONResponse({"address": address}, headers={"cache-control": "no-store"})


@router.get("/account")
def account(request: Request) -> Response:
    reader = reader_of(request)
    if reader.address is None:
        return RedirectResponse("/sign-in?next=/account", 303)
    found = sessions.sessions_of(house_of(request).store, reader.address)
    return page(request, "web/account.html", sessions=found)


@router.post("/sign-out")
def sign_out(request: Request, form: Posted) -> Response:
    """End this session, another one, or all of them."""
    reader, store = reader_of(request), house_of(request).store
    which = form.text("session") or reader.session
    if reader.address is not None:
        sessions.end(store, reader.address, None if which == "all" else which)
    if which in (reader.session, "all"):
        sessions.change(request, sessions.Visit(signin.new_nonce()))
        return RedirectResponse("/", 303)
    return RedirectResponse("/account", 303)


def _site(request: Request) -> signin.Site:
    here = request.url
    return signin.Site(
        here.netloc, f"{here.scheme}://{here.netloc}/sign-in", house_of(request).profile.chain_id
    )
