"""How this node fares, for people and for programs that watch it."""

import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from satshift.kernel.errors import SatshiftError
from satshift.kernel.words import say
from satshift.web.house import House, house_of
from satshift.web.pages import page
from satshift.web.reader import reader_of

router = APIRouter()
LOW_DISK = 200 * 1024 * 1024  # bytes
MOST_LAG = 20  # blocks
MOST_AGE = 180  # seconds


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is well or not; `says` is a sentence with places filled by `value`."""

    name: str
    is_well: bool
    says: str
    value: int | str | None = None


@router.get("/-/health", include_in_schema=False)
def health(request: Request) -> Response:
    """Every sign with a word about it; 503 when one is bad."""
    signs = look(house_of(request))
    status = 200 if all(sign.is_well for sign in signs) else 503
    if "application/json" in request.headers.get("accept", ""):
        told = {sign.name: {**asdict(sign), "says": sign.says.format(value=sign.value)} for sign in signs}
        body = {"well": status == 200, "signs": told}
        return JSONResponse(body, status_code=status, headers={"cache-control": "no-store"})
    reader = reader_of(request)
    rows = [(sign, reader.tell(sign.says, {"value": sign.value})) for sign in signs]
    return page(request, "web/health.html", status=status, rows=rows, is_well=status == 200)


def look(house: House) -> tuple[Sign, ...]:
    """All signs, each found out without the others."""
    return (_database(house), *_indexer(house), _disk())


def _database(house: House) -> Sign:
    try:
        house.store.head()
    except SatshiftError:
        return Sign("database", is_well=False, says=say("The database does not answer."))
    return Sign("database", is_well=True, says=say("The database answers."))


def _indexer(house: House) -> tuple[Sign, ...]:
    try:
        report, head = house.store.report(), house.store.head()
    except SatshiftError:
        return (Sign("indexer", is_well=False, says=say("Nothing is known of the indexer.")),)
    if report is None or head is None:
        return (Sign("indexer", is_well=False, says=say("The indexer has not read a block yet.")),)
    fresh = time.time() - report.at < MOST_AGE
    runs = fresh and report.state in ("following", "catching-up", "rebuilding")
    lag = report.lag
    return (
        Sign("indexer", is_well=runs, says=say("The indexer says: {value}."), value=report.state),
        Sign(
            "lag",
            is_well=lag is not None and lag <= MOST_LAG,
            says=say("Blocks that are not read yet: {value}."),
            value=lag,
        ),
        Sign("head", is_well=True, says=say("The last block read is {value}."), value=head.number),
    )


def _disk() -> Sign:
    free = shutil.disk_usage(Path.cwd()).free
    return Sign(
        "disk", is_well=free > LOW_DISK, says=say("Free disk space in megabytes: {value}."), value=free >> 20
    )
