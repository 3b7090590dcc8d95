"""Tokens for programs: made by signing in, shown once, kept as hashes; they widen limits and open nothing else."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import BigInteger, Column, MetaData, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from satshift.api.answers import AddressText, Shown
from satshift.api.faults import ANSWERS, TooMuch
from satshift.api.house import House, house_of
from satshift.kernel.address import Address, parse_address
from satshift.kernel.errors import Refused
from satshift.kernel.words import say
from satshift.store import AddressText as AddressColumn
from satshift.web import signin

LASTS = 365 * 86_400  # seconds
router = APIRouter(prefix="/tokens", tags=["tokens"], responses=ANSWERS)
metadata = MetaData()

TOKENS = Table(
    "api_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("address", AddressColumn(), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("nonce", String(64), nullable=False, unique=True),  # one sign-in makes one token
    Column("made_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Token:
    """Whose token it is, and until when it counts."""

    hash: str
    address: Address
    name: str
    made_at: int
    ends_at: int


class MessageShown(Shown):
    """What to sign (EIP-191, personal_sign)."""

    message: str


class TokenWanted(BaseModel):
    """The message as it was handed out, and its signature."""

    model_config = ConfigDict(extra="forbid")

    message: str = Field(max_length=2_000)
    signature: str = Field(pattern=r"^0x[0-9a-fA-F]{2,4000}$")
    name: str = Field(default="", max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["my laptop"])


class TokenMade(Shown):
    """The token, shown this once."""

    token: str
    address: AddressText
    ends_at: int


class TokenKnown(Shown):
    """A token without its secret."""

    name: str
    address: AddressText
    made_at: int
    ends_at: int


@router.get("/message", response_model=MessageShown)
def message(
    request: Request, address: Annotated[str, Query(max_length=42, examples=["0x" + "11" * 20])]
) -> MessageShown:
    """A sign-in message for this address, good for ten minutes and one token."""
    house = house_of(request)
    who = parse_address(address)
    return MessageShown(message=signin.message(_site(house), who, signin.new_nonce(), datetime.now(UTC)))


@router.post("", response_model=TokenMade, status_code=201)
def make(request: Request, wanted: TokenWanted) -> TokenMade:
    """Make a token from a signed message."""
    house = house_of(request)
    found = signin.FORM.fullmatch(wanted.message)
    nonce = found["nonce"] if found else None
    who = signin.check(wanted.message, wanted.signature, _site(house), nonce, datetime.now(UTC), house.node)
    secret, now = "satshift_" + secrets.token_urlsafe(32), int(time.time())
    values = {"hash": _hash(secret), "address": who, "name": wanted.name, "nonce": nonce}
    try:
        with house.store.papers() as connection:
            connection.execute(insert(TOKENS).values(**values, made_at=now, ends_at=now + LASTS))
    except IntegrityError:
        used = say("This sign-in was used already. Ask for a new message.")
        raise Refused("sign-in-used", used) from None
    return TokenMade(token=secret, address=who, ends_at=now + LASTS)


@router.get("/current", response_model=TokenKnown)
def current(request: Request) -> TokenKnown:
    """Whose token this is."""
    token = _need(request)
    return TokenKnown(name=token.name, address=token.address, made_at=token.made_at, ends_at=token.ends_at)


@router.delete("/current", status_code=204)
def end(request: Request) -> None:
    """This token counts no more."""
    token = _need(request)
    with house_of(request).store.papers() as connection:
        ended = update(TOKENS).where(TOKENS.c.hash == token.hash).values(ends_at=int(time.time()))
        connection.execute(ended)


def token_of(request: Request) -> Token | None:
    """The token of this request, or None without one; raises where it does not count."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if not kind:
        return None
    if kind.lower() == "bearer":
        with house_of(request).store.read() as connection:
            found = select(TOKENS).where(TOKENS.c.hash == _hash(secret.strip()))
            row = connection.execute(found).mappings().first()
        if row is not None and row["ends_at"] > time.time():
            return Token(row["hash"], row["address"], row["name"], row["made_at"], row["ends_at"])
    raise TooMuch(401, "token-unknown", say("This token does not count. Sign in to make a new one."))


def _need(request: Request) -> Token:
    token = token_of(request)
    if token is None:
        raise TooMuch(401, "token-missing", say("This needs a token. Send it as `Authorization: Bearer …`."))
    return token


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _site(house: House) -> signin.Site:
    url = house.settings.base_url.rstrip("/")
    return signin.Site(url.partition("://")[2], url, house.profile.chain_id)
