"""Makes pages out of templates: one environment a language, the same values on every page."""

import json
import time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from babel.numbers import format_currency
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from satshift.gateways.rates import Rate
from satshift.kernel.address import NOBODY
from satshift.kernel.errors import Unreachable
from satshift.kernel.shape import Money
from satshift.store import Head
from satshift.web import assets, languages
from satshift.web.formats import plain
from satshift.web.house import house_of
from satshift.web.reader import reader_of
from satshift.web.wallet_plan import page_json

ROOM = Path(__file__).parent
HOUSE = ROOM.parent
_shared: dict[str, Any] = {}


def page(
    request: Request, template: str, *, status: int = 200, fragment: str | None = None, **values: Any
) -> HTMLResponse:
    """A page; htmx gets the fragment of it where one is named."""
    reader = reader_of(request)
    chosen = fragment if fragment and _wants_fragment(request) else template
    everything = {**_standing(request), **values}
    body = environment(reader.language).get_template(chosen).render(everything)
    headers = {"cache-control": "no-store", "vary": "HX-Request, Accept-Language, Cookie"}
    return HTMLResponse(body, status_code=status, headers=headers)


def share(**values: Any) -> None:
    """Give every page a value of a higher room; called while cards are found, before the first page."""
    _shared.update(values)


@cache
def environment(language: str) -> Environment:
    """The templates of every room, speaking one language."""
    folders = [ROOM / "templates", *sorted(HOUSE.glob("*/templates")), *sorted(HOUSE.glob("*/*/templates"))]
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(languages.catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.filters["plain"] = plain
    made.globals.update(static=assets.url, qr=qr, languages=languages.NAMES, island=island, **_shared)
    return made


def qr(text: str) -> Markup:
    """A QR code as SVG without styles of its own."""
    drawn = BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff"
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn by segno out of squares


def island(value: Any) -> Markup:
    """Data for a script, in a form that can't end the element it stands in."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - nothing is left that HTML could read


def _wants_fragment(request: Request) -> bool:
    asked = request.headers
    return asked.get("hx-request") == "true" and asked.get("hx-history-restore-request") != "true"


def _standing(request: Request) -> dict[str, Any]:
    reader, house = reader_of(request), house_of(request)
    head, clock = _head(request), int(time.time())
    return {
        "reader": reader,
        "house": house,
        "formats": reader.formats,
        "nonce": request.state.nonce,
        "path": request.url.path,
        "head": head,
        "now": clock,
        "chain_now": clock if head is None else max(clock, head.time + max(0, clock - head.seen_at)),
        "here": str(request.base_url).rstrip("/"),
        "fiat": lambda wei, currency: fiat_of(request, Money(wei, currency)),
        "fiat_of": lambda money: fiat_of(request, money),
        "chain_island": lambda: island(page_json(house)),
    }


def fiat_of(request: Request, money: Money) -> Markup:
    """What an amount is worth elsewhere, beside it, with the rate's time; nothing where no rate is set."""
    rates: tuple[Rate, ...] = request.app.state.rates
    if not rates or money.currency != NOBODY or not money.wei:
        return Markup("")
    reader, rate = reader_of(request), rates[0]
    worth = format_currency(rate.value(money.wei), rate.currency, locale=reader.formats.locale)
    told = f"{reader.tell(rate.source)}, {reader.formats.moment(rate.at)}"
    return Markup(' <span class="fiat" title="{}">≈ {}</span>').format(told, worth)


def _head(request: Request) -> Head | None:
    try:
        return house_of(request).store.head()
    except Unreachable:
        return None
