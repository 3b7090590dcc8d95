"""What can be asked about agreements, as flows that both clients share; nothing here waits by itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from satshift.kernel.errors import Invalid, NotFound, NotKnownYet
from satshift.kernel.words import say
from satshift.sdk.core import Core
from satshift.sdk.flow import Flow, Pause, work
from satshift.sdk.outcome import Outcome
from satshift.sdk.papers import Draft
from satshift.sdk.signed import Signed

ROOM = "agreements"
LOOK_EVERY = 0.5  # seconds
PAGE = 100


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part of the job: `amount` such as "50000 sats", `due` such as "2027-03-31"."""

    title: str
    amount: str
    due: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Payee:
    """Somebody who is paid; `share` is a percentage such as "60"."""

    account: str
    share: str


Row = Mapping[str, Any]


def draft(core: Core, values: Mapping[str, Any]) -> Flow[Draft]:
    """Write down a job; the paper is kept and its digest names it."""
    plain = {name: _plain(value) for name, value in values.items() if value is not None}
    plain.setdefault("client", core.address)
    plan = yield from core.plan(ROOM, "draft", plain)
    (digest,) = yield from core.keep(plan)
    return Draft(digest, plan.papers[0])


def open_(core: Core, of: Draft | Row | str, bound: bool) -> Flow[Outcome]:
    """Lock the money for a draft, given itself or by the digest of one that is kept."""
    values = yield from paper_of(core, of)
    return (yield from core.do(ROOM, "open", {**values, "bound": bound, "by": core.address}))


def paper_of(core: Core, of: Draft | Row | str) -> Flow[dict[str, Any]]:
    """A draft as an intent takes it."""
    if isinstance(of, Draft):
        return {"paper": dict(of.paper)}
    if not isinstance(of, str):
        return {"paper": dict(of)}
    if of.lstrip().startswith("{"):
        return {"paper": read_paper(of)}
    paper = yield from core.paper(of)
    return {"paper": dict(paper)}


def read_paper(text: str) -> dict[str, Any]:
    """A draft as somebody handed it over."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid("paper-unreadable", say("This is no draft. Copy the whole JSON that you were given."))
    return found


def step(core: Core, verb: str, values: Mapping[str, Any]) -> Flow[Outcome]:
    """Do one step."""
    return (yield from core.do(ROOM, verb, _acting(core, values)))


def sign_step(core: Core, verb: str, values: Mapping[str, Any]) -> Flow[Signed]:
    """Sign one step that somebody else sends."""
    signed = {**_acting(core, values), "signed": True}
    return (yield from core.sign(ROOM, verb, signed, str(values["agreement"])))


def offer_to_part(core: Core, values: Mapping[str, Any]) -> Flow[Signed]:
    """Sign an offer to part."""
    signed = yield from core.sign(ROOM, "offer_to_part", _acting(core, values), str(values["agreement"]))
    yield from core.hand_over(signed, None)
    return signed


def part(core: Core, agreement: str, offer: Signed | None, to_worker: str) -> Flow[Outcome]:
    """Carry out a split that the other side signed."""
    values: dict[str, Any] = {"agreement": agreement, "by": core.address, "to_worker": to_worker}
    if offer is not None:
        values = {
            **values,
            **offer.into({"signature", "nonce", "deadline", "to_worker", "by"}),
            "by": core.address,
        }
    return (yield from core.do(ROOM, "part", {name: value for name, value in values.items() if value}))


def relay(core: Core, signed: Signed | str) -> Flow[Outcome]:
    """Send what somebody else signed."""
    found = Signed.from_json(signed) if isinstance(signed, str) else signed
    node = yield from core.node()
    if found.chain_id != node.chain_id:
        raise Invalid(
            "signed-elsewhere", say("This was signed for another network. Use a client of that one.")
        )
    return (yield from core.do(ROOM, "relay", found.relayed()))


def sign_draft(core: Core, of: Draft | Row | str) -> Flow[Signed]:
    """Sign a draft's terms; the draft is kept here, so that the plan finds it."""
    paper = (yield from paper_of(core, of))["paper"]
    digest = yield from work(lambda: core.shelf.keep(paper))
    plan = yield from core.plan(ROOM, "accept_draft", _acting(core, {"draft": digest}))
    signed = yield from core.sign_plan(plan, str(plan.values["agreement"]))
    yield from core.hand_over(signed, digest)
    return signed


def revoke(core: Core, nonce: str) -> Flow[Outcome]:
    """Make a signature worthless."""
    return (yield from core.do(ROOM, "revoke", {"nonce": nonce}))


def list_(core: Core, account: str | None) -> Flow[list[Row]]:
    """The agreements in which an account has a part, the last moved first."""
    who = account or core.address
    if who is None:
        raise Invalid("account-missing", say("Say whose agreements: this client has no key of its own."))
    found: list[Row] = []
    query = {"account": str(who), "limit": str(PAGE)}
    while True:
        page = yield from core.get(f"/{ROOM}", query)
        found += page["agreements"]
        if not page["after"]:
            return found
        query["after"] = page["after"]


def show(core: Core, agreement: str) -> Flow[Row]:
    """Where an agreement stands for the one who asks."""
    query = {"as": str(core.address)} if core.address else None
    found: Row = yield from core.get(f"/{ROOM}/{agreement}", query)
    return found


def timeline(core: Core, agreement: str) -> Flow[list[Row]]:
    """What happened, in order."""
    found = yield from core.get(f"/{ROOM}/{agreement}/timeline")
    moves: list[Row] = found["moves"]
    return moves


def wait(core: Core, agreement: str, until: str | Sequence[str], seconds: float) -> Flow[Row]:
    """Look until the agreement is in one of the states; the last look when time is up says otherwise."""
    wanted = {until} if isinstance(until, str) else set(until)
    left = seconds
    while True:
        try:
            found = yield from show(core, agreement)
            if wanted & _states(found):
                return found
        except NotFound:
            found = {}
        if left <= 0:
            raise NotKnownYet(
                "not-yet",
                say("{agreement} is not {wanted} yet. Ask again later, or see what it waits for."),
                agreement=agreement,
                wanted=" or ".join(sorted(wanted)),
            )
        yield Pause(LOOK_EVERY)
        left -= LOOK_EVERY


def _plain(value: Any) -> Any:
    if isinstance(value, Milestone | Payee):
        return asdict(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value


def _acting(core: Core, values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: _plain(value) for name, value in values.items() if value is not None}
    return {"by": core.address, **given} if core.address else given


def _states(found: Row) -> set[str]:
    situation = found["situation"]
    return {situation["state"], *(str(each["state"]) for each in situation["milestones"])}
