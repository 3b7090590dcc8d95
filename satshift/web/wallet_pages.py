"""The wallet's own pages: what the server gives is words and a frame; the wallet in the browser fills it."""

from io import BytesIO

import segno
from fastapi import APIRouter, Request
from fastapi.responses import Response

from satshift.kernel.address import checksum, parse_address
from satshift.kernel.errors import NotFound
from satshift.web.house import house_of
from satshift.web.pages import island, page
from satshift.web.wallet_plan import page_json

router = APIRouter(include_in_schema=False)
PAGES = ("new", "import", "backup", "receive", "send", "settings")


@router.get("/wallet")
def wallet(request: Request) -> Response:
    return _filled(request, "home")


@router.get("/wallet/code.svg")
def code(request: Request, address: str) -> Response:
    """An address as a QR code, in the network's own form."""
    text = checksum(parse_address(address), house_of(request).profile.chain_id)
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=6, border=4, light="#fff")
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"cache-control": "no-store"})


@router.get("/wallet/{name}")
def part(request: Request, name: str) -> Response:
    if name not in PAGES:
        raise NotFound("page-unknown", "The wallet has no such page.")
    return _filled(request, name)


def _filled(request: Request, name: str) -> Response:
    chain = island(page_json(house_of(request)))
    return page(request, f"wallet/{name}.html", wallet_chain=chain)
