"""Sessions: a signed cookie names a visit; a row says whose it is and until when."""

import hashlib
import hmac
import secrets
import time
from dataclasses import asdict, dataclass

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import BigInteger, Column, MetaData, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from satshift.kernel.address import Address
from satshift.kernel.errors import Refused, Unreachable
from satshift.store import AddressText, Store
from satshift.web.house import house_of

COOKIE = "satshift"
LASTS = 30 * 86_400  # seconds
metadata = MetaData()

SESSIONS = Table(
    "web_sessions",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("address", AddressText(), nullable=False, index=True),
    Column("began_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("agent", String(200), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the cookie says: a visitor's random name, the nonce of a sign-in under way, and the session."""

    visitor: str
    nonce: str | None = None
    session: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser."""

    id: str
    began_at: int
    ends_at: int
    agent: str


def visit_of(request: Request) -> Visit:
    """The visit of this request; a new one gets its cookie with the answer."""
    known: Visit | None = getattr(request.state, "visit", None)
    if known is None:
        known = _read(request)
        request.state.visit = known
    return known


def change(request: Request, visit: Visit) -> None:
    """Send the browser another cookie with the answer."""
    request.state.visit = visit
    request.state.reader = None
    request.state.cookie = _serializer(request).dumps(
        {name: value for name, value in asdict(visit).items() if value and name != "address"}
    )


def token_of(request: Request, visit: Visit) -> str:
    """What every form of this visit carries."""
    key = house_of(request).secret.encode()
    return hmac.new(key, f"form {visit.visitor}".encode(), hashlib.sha256).hexdigest()


def begin(request: Request, address: Address, nonce: str) -> None:
    """Sign a visit in; a nonce begins one session and no more."""
    now = int(time.time())
    agent = request.headers.get("user-agent", "")[:200]
    try:
        with house_of(request).store.papers() as connection:
            connection.execute(
                insert(SESSIONS).values(
                    id=nonce, address=address, began_at=now, ends_at=now + LASTS, agent=agent
                )
            )
    except IntegrityError:
        raise Refused("sign-in-used", "This sign-in was used already. Open the sign-in page again.") from None
    change(request, Visit(secrets.token_urlsafe(16), None, nonce, address))


def end(store: Store, address: Address, session: str | None = None) -> None:
    """End one session of an address, or all of them."""
    mine = SESSIONS.c.address == address
    which = mine if session is None else mine & (SESSIONS.c.id == session)
    with store.papers() as connection:
        connection.execute(update(SESSIONS).where(which).values(ends_at=0))


def sessions_of(store: Store, address: Address) -> tuple[Session, ...]:
    """Where an address is signed in, newest first."""
    asked = (
        select(SESSIONS)
        .where(SESSIONS.c.address == address, SESSIONS.c.ends_at > int(time.time()))
        .order_by(SESSIONS.c.began_at.desc())
    )
    with store.read() as connection:
        rows = connection.execute(asked).all()
    return tuple(Session(row.id, row.began_at, row.ends_at, row.agent) for row in rows)


def _serializer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(house_of(request).secret, salt="visit")


def _read(request: Request) -> Visit:
    try:
        raw = _serializer(request).loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        raw = {}
    if "visitor" not in raw:
        visit = Visit(secrets.token_urlsafe(16))
        change(request, visit)
        return visit
    session = raw.get("session")
    address = _address_of(request, session) if session else None
    return Visit(raw["visitor"], raw.get("nonce"), session if address else None, address)


def _address_of(request: Request, session: str) -> Address | None:
    asked = select(SESSIONS.c.address).where(SESSIONS.c.id == session, SESSIONS.c.ends_at > int(time.time()))
    try:
        with house_of(request).store.read() as connection:
            found = connection.scalar(asked)
    except Unreachable:
        return None  # pages without a name still work while the database is away
    return Address(found) if found else None
