"""The page before a signature: what leaves, to whom, what can be undone; the wallet checks it and signs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from satshift.gateways.rates import Rate
from satshift.kernel.address import Address
from satshift.kernel.shape import Plan
from satshift.web.house import house_of
from satshift.web.pages import island, page
from satshift.web.reader import reader_of
from satshift.web.wallet_plan import plan_json


@dataclass(frozen=True, slots=True)
class Review:
    """What a review page needs beside the plan.

    `state_key` names the state the plan was made for, and `fresh` is where the wallet asks whether it still holds.
    `signature_to` takes a signature of typed data, together with `fields`; without it the plan is sent to the chain.
    """

    title: str
    account: Address
    state_key: str
    fresh: str
    back: str
    command: str
    signature_to: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    terms: Any = None
    next: str = "/tx/{tx}"


def review(request: Request, plan: Plan, about: Review) -> Response:
    """Show a plan in words, and hand it to the wallet."""
    reader, house = reader_of(request), house_of(request)
    says, undo = reader.tell(plan.says, plan.values), reader.tell(plan.undo)
    data = plan_json(
        house,
        plan,
        state_key=about.state_key,
        says=says,
        undo=undo,
        next=about.next if about.signature_to is None else about.back,
        account=about.account,
        fresh=about.fresh,
        terms=about.terms,
        rate=_rate(request),
    )
    return page(
        request, "web/review.html", plan=plan, plan_island=island(data), says=says, undo=undo, about=about
    )


def _rate(request: Request) -> dict[str, str] | None:
    """The rate that the wallet shows beside sats, where the operator set one."""
    rates: tuple[Rate, ...] = request.app.state.rates
    if not rates:
        return None
    return {"fiat": rates[0].currency, "perBitcoin": str(rates[0].per_bitcoin), "at": str(rates[0].at)}
