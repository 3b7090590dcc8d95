"""Pages that stand by themselves: the front page, help, every component at a glance, files, robots."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from satshift.kernel.errors import SatshiftError
from satshift.web import assets
from satshift.web.house import house_of
from satshift.web.pages import page
from satshift.web.reader import reader_of

router = APIRouter(include_in_schema=False)
A_YEAR = "public, max-age=31536000, immutable"


@router.get("/")
def home(request: Request) -> Response:
    """What it is, in one screen; who is signed in goes on to what needs them."""
    if not reader_of(request).is_guest and "welcome" not in request.query_params:
        return RedirectResponse("/agreements", 303)
    return page(request, "web/home.html")


@router.get("/help")
def help_page(request: Request) -> Response:
    return page(request, "web/help.html")


@router.get("/help/words")
def words(request: Request) -> Response:
    return page(request, "web/words.html")


@router.get("/help/leave")
def leave(request: Request) -> Response:
    """How to use the contracts when no server of ours answers."""
    house = house_of(request)
    names = [card.contract for card in house.cards if card.contract]
    return page(
        request, "web/leave.html", contracts=_addresses(request, [*names, *(f"{name}Twin" for name in names)])
    )


def _addresses(request: Request, names: list[str]) -> list[tuple[str, str]]:
    desk = house_of(request).desk
    found: list[tuple[str, str]] = []
    for name in names:
        try:
            found.append((name, desk.contract(name)))
        except SatshiftError:  # help must show even where nothing is deployed
            continue
    return found


@router.get("/-/patterns")
def patterns(request: Request) -> Response:
    return page(request, "web/patterns.html")


@router.get("/robots.txt")
def robots() -> PlainTextResponse:
    return PlainTextResponse(
        "User-agent: *\nDisallow: /agreements/\nDisallow: /tx/\nDisallow: /account\nDisallow: /-/\n",
        headers={"cache-control": "public, max-age=86400"},
    )


@router.get("/static/{path:path}")
def static(request: Request, path: str) -> Response:
    """A file; with its hash in the name it may be kept for ever."""
    asset, for_ever = assets.serve(path)
    headers = {
        "cache-control": A_YEAR if for_ever else "no-cache",
        "vary": "Accept-Encoding",
        "etag": f'"{asset.name}"',
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.kind, headers={**headers, "content-encoding": "gzip"})
    return Response(asset.body, media_type=asset.kind, headers=headers)
