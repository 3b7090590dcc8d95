"""Cards become endpoints: each action of a capability answers with the plan of what a person would sign."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request

from satshift.api.answers import PlanShown, plan_shown
from satshift.api.faults import ANSWERS
from satshift.api.house import House, house_of
from satshift.chain import abi, fees
from satshift.chain.fees import FeeQuote
from satshift.kernel.address import Address, parse_address
from satshift.kernel.shape import Action, Capability, Plan

From = Annotated[
    str | None,
    Query(
        alias="from",
        max_length=42,
        description="the account that would send; the answer then carries the network’s fee",
    ),
]


def router_of(card: Capability) -> APIRouter:
    """One POST for each action of the card."""
    router = APIRouter(prefix=f"/{card.name}", tags=[card.name], responses=ANSWERS)
    for action in card.actions:
        _add(router, card, action)
    return router


def _add(router: APIRouter, card: Capability, action: Action) -> None:
    kind = action.intent

    def prepare(
        request: Request,
        intent: Annotated[kind, Body()],  # type: ignore[valid-type]
        sender: From = None,
    ) -> PlanShown:
        house = house_of(request)
        plan = action.plan(intent, house.desk)
        fee = _quote(house, plan, parse_address(sender)) if sender and plan.calls else None
        return plan_shown(plan, house.store.head(), fee)

    router.add_api_route(
        f"/{action.name}",
        prepare,
        methods=["POST"],
        response_model=PlanShown,
        name=f"{card.name}_{action.name}",
        operation_id=f"{card.name}_{action.name}",
        summary=action.title,
        description=f"{(kind.__doc__ or action.title).strip()} Nothing is sent.",
    )


def _quote(house: House, plan: Plan, sender: Address) -> FeeQuote:
    """The first call's fee; those that lean on it can't be tried before it is mined."""
    call = plan.calls[0]
    return fees.quote(house.node, call.to, abi.encode_call(call), sender=sender, value=call.value)
