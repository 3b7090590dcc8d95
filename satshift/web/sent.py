"""What becomes of a transaction: waiting, done, refused, or not known yet; a closed tab loses nothing."""

import re
import time
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select

from satshift.kernel.errors import NotFound, SatshiftError
from satshift.store import EVENTS
from satshift.web.house import House, house_of
from satshift.web.pages import page

router = APIRouter()
Standing = Literal["done", "arriving", "refused", "waiting", "unknown"]
HASH = re.compile(r"0x[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Sent:
    """One transaction as far as we know. `agreement` is the id its events name, if they name one."""

    hash: str
    standing: Standing
    block: int | None = None
    events: tuple[str, ...] = ()
    agreement: str | None = None

    @property
    def is_final(self) -> bool:
        return self.standing in ("done", "refused")


@router.get("/tx/{hash}", include_in_schema=False)
def tx(request: Request, hash: str) -> Response:
    """How a transaction stands; asks again by itself until it is known."""
    if not HASH.fullmatch(hash.lower()):
        raise NotFound(
            "transaction-unknown", "This is not the hash of a transaction. It is 0x and 64 digits."
        )
    sent = look(house_of(request), hash.lower())
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"hash": sent.hash, "standing": sent.standing, "block": sent.block})
    return page(request, "web/sent.html", fragment="web/_sent.html", sent=sent, asked_at=int(time.time()))


def look(house: House, hash: str) -> Sent:
    """What the rows say; only when they say nothing, what the node says."""
    asked = select(EVENTS).where(EVENTS.c.tx == hash).order_by(EVENTS.c.index)
    with house.store.read() as connection:
        rows = connection.execute(asked).all()
    if rows:
        named = re.search(r'"agreement":\s*"(0x[0-9a-f]{64})"', rows[0].args)
        return Sent(hash, "done", rows[0].block, tuple(row.name for row in rows), named[1] if named else None)
    return _ask_node(house, hash)


def _ask_node(house: House, hash: str) -> Sent:
    """A transaction that failed leaves no event, so the node is the only one who knows."""
    try:
        receipt = house.node.receipt(hash)
        if receipt is None:
            waits = house.node.transaction(hash) is not None
            return Sent(hash, "waiting" if waits else "unknown")
    except SatshiftError:
        return Sent(hash, "unknown")
    if not receipt.succeeded:
        return Sent(hash, "refused", receipt.block)
    head = house.store.head()
    is_read = head is not None and head.number >= receipt.block
    return Sent(hash, "done" if is_read else "arriving", receipt.block)
