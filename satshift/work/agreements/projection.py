"""How events of an agreement become rows: one handler an event, each deterministic and without a clock.

An agreement is keyed by the id of its terms. The same terms may be opened again after they ended: the row then
starts anew with the next `opening`, while moves and payments of earlier openings stay, marked with theirs.
"""

from collections.abc import Callable, Mapping
from typing import Any

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.shape import Event, Handler, Rows
from satshift.work.agreements import paying, twin_rows
from satshift.work.agreements.moving import write_move
from satshift.work.agreements.standing import terms_of
from satshift.work.agreements.tables import (
    AGREEMENTS,
    MILESTONES,
    PARTIES,
    TABLES,
)
from satshift.work.agreements.terms import Terms

__all__ = ["ON", "TABLES"]


def opened(event: Event, rows: Rows) -> None:
    terms, before = Terms.unpacked(event.args), rows.one(AGREEMENTS, _id(event))
    opening = 1 if before is None else before["opening"] + 1
    if before is not None:
        _clear(before["id"], len(terms_of(before).milestones), rows)
    rows.insert(AGREEMENTS, **_new(event, terms, opening))
    for number, milestone in enumerate(terms.milestones):
        rows.insert(
            MILESTONES,
            agreement=event.args["agreement"],
            number=number,
            amount=milestone.amount,
            due_at=milestone.due,
            moved_due=0,
            stage="working",
            rounds=0,
            clock=0,
            paid=0,
            until=None,
        )
    for account, role in _people(terms):
        key = {"account": account, "agreement": event.args["agreement"], "role": role}
        if rows.one(PARTIES, key) is None:
            rows.insert(PARTIES, **key)
    _move(event, rows, opening, who=terms.client, amount=terms.total, currency=terms.currency)


def accepted(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    rows.update(AGREEMENTS, _id(event), state="bound", accepted_at=event.time, **_touched(event))
    for number, milestone in enumerate(terms.milestones):
        until = milestone.due + terms.grace_for_seconds
        rows.update(MILESTONES, {"agreement": row["id"], "number": number}, until=until)
    _move(event, rows, row["opening"], who=terms.worker)


def declined(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    _end_all(event, rows, row, terms, "declined")
    paying.to_client(event, rows, row, None, row["locked"])
    _move(event, rows, row["opening"], who=terms.worker, amount=row["locked"], currency=terms.currency)


def taken_back(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    _end_all(event, rows, row, terms, "taken_back")
    tip = paying.tip(event, rows, row, None, row["locked"], terms.client)
    paying.to_client(event, rows, row, None, row["locked"] - tip)
    _move(event, rows, row["opening"], who=terms.client, amount=row["locked"], currency=terms.currency)


def submitted(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    ends = event.args["review_ends_at"]
    changes = {"stage": "submitted", "clock": ends, "until": ends}
    delivery = {"delivery": event.args["delivery"], "submitted_at": event.time}
    rows.update(MILESTONES, _milestone(event), **changes, **delivery)
    _step(event, rows, row, who=terms.worker)


def changes_requested(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    due, case = event.args["due_at"], _case(event, rows)
    rows.update(
        MILESTONES,
        _milestone(event),
        stage="working",
        rounds=case["rounds"] + 1,
        clock=0,
        due_at=due,
        moved_due=due,
        until=due + terms.grace_for_seconds,
        reasons=event.args["reasons"],
    )
    _step(event, rows, row, who=terms.client)


def extended(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    until, case = event.args["until"], _case(event, rows)
    if case["stage"] == "submitted":
        rows.update(MILESTONES, _milestone(event), clock=until, until=until)
    else:
        ends = until + terms.grace_for_seconds
        rows.update(MILESTONES, _milestone(event), due_at=until, moved_due=until, until=ends)
    _step(event, rows, row, who=event.args["by"])


def released(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    case, amount = _case(event, rows), event.args["amount"]
    paid = case["paid"] + amount
    rows.update(MILESTONES, _milestone(event), paid=paid)
    paying.to_team(event, rows, row, terms, event.args["milestone"], amount)
    if paid == case["amount"]:
        _end(event, rows, row, "released")
    _step(event, rows, row, who=terms.client, amount=amount)


def settled(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    amount, number = event.args["amount"], event.args["milestone"]
    tip = paying.tip(event, rows, row, number, amount, terms.worker)
    paying.to_team(event, rows, row, terms, number, amount - tip)
    _end(event, rows, row, "settled")
    _step(event, rows, row, amount=amount)


def reclaimed(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    amount, number = event.args["amount"], event.args["milestone"]
    tip = paying.tip(event, rows, row, number, amount, terms.client)
    paying.to_client(event, rows, row, number, amount - tip)
    _end(event, rows, row, "reclaimed")
    _step(event, rows, row, who=terms.client, amount=amount)


def given_back(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    amount = event.args["amount"]
    paying.to_client(event, rows, row, None, amount)
    for number in range(len(terms.milestones)):
        if event.args["milestones"] >> number & 1:
            _end_one(rows, row["id"], number, "given_back")
    _close(event, rows, row["id"])
    _step(event, rows, row, who=terms.worker, amount=amount)


def parted(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    to_worker, to_client = event.args["to_worker"], event.args["to_client"]
    paying.tip(event, rows, row, None, row["locked"] - to_worker - to_client, terms.worker, terms.client)
    paying.to_client(event, rows, row, None, to_client)
    paying.to_team(event, rows, row, terms, None, to_worker)
    _end_all(event, rows, row, terms, "parted")
    _step(event, rows, row, amount=row["locked"])


def disputed(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    rows.update(
        MILESTONES,
        _milestone(event),
        stage="disputed",
        clock=event.time,
        until=event.time + terms.answer_for_seconds * (2 if terms.fallback_arbiter != NOBODY else 1),
        statement=event.args["statement"],
        disputed_by=event.args["by"],
    )
    _step(event, rows, row, who=event.args["by"])


def ruled(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    args, number = event.args, event.args["milestone"]
    tip = paying.tip(event, rows, row, number, args["fee"], args["by"])
    paying.to_arbiter(event, rows, row, number, args["by"], args["fee"] - tip)
    paying.to_client(event, rows, row, number, args["to_client"])
    paying.to_team(event, rows, row, terms, number, args["to_worker"])
    rows.update(MILESTONES, _milestone(event), ruling=args["reasons"])
    _end(event, rows, row, "ruled")
    _step(event, rows, row, who=args["by"], amount=args["to_worker"] + args["to_client"] + args["fee"])


def split(event: Event, rows: Rows) -> None:
    terms, row = _look(event, rows)
    args, number = event.args, event.args["milestone"]
    paying.to_client(event, rows, row, number, args["to_client"])
    paying.to_team(event, rows, row, terms, number, args["to_worker"])
    _end(event, rows, row, "split")
    _step(event, rows, row, amount=args["to_worker"] + args["to_client"])


# Below: what several handlers do.


def _id(event: Event) -> dict[str, str]:
    return {"id": event.args["agreement"]}


def _milestone(event: Event) -> dict[str, Any]:
    return {"agreement": event.args["agreement"], "number": event.args["milestone"]}


def _look(event: Event, rows: Rows) -> tuple[Terms, Mapping[str, Any]]:
    row = rows.one(AGREEMENTS, _id(event))
    assert row is not None, "the contract opens before anything else"
    return terms_of(row), row


def _case(event: Event, rows: Rows) -> Mapping[str, Any]:
    case = rows.one(MILESTONES, _milestone(event))
    assert case is not None, "each agreement has its milestones"
    return case


def _new(event: Event, terms: Terms, opening: int) -> dict[str, Any]:
    args = event.args
    return {
        "id": args["agreement"],
        "opening": opening,
        "state": "offered",
        "client": terms.client,
        "worker": terms.worker,
        "currency": terms.currency,
        "arbiter": terms.arbiter,
        "fallback_arbiter": terms.fallback_arbiter,
        "digest": args["digest"],
        "rules": str(args["rules"]),
        "payees": ",".join(str(payee) for payee in args["payees"]),
        "milestones": ",".join(str(milestone) for milestone in args["milestones"]),
        "total": terms.total,
        "locked": terms.total,
        "released": 0,
        "returned": 0,
        "fees": 0,
        "opened_at": event.time,
        "opened_tx": event.tx,
        **_touched(event),
    }


def _clear(agreement: str, count: int, rows: Rows) -> None:
    rows.delete(AGREEMENTS, {"id": agreement})
    for number in range(count):
        rows.delete(MILESTONES, {"agreement": agreement, "number": number})


def _people(terms: Terms) -> list[tuple[Address, str]]:
    named = [(terms.client, "client"), (terms.worker, "worker")]
    named += [(payee.account, "payee") for payee in terms.payees[1:] if payee.account != terms.worker]
    named += [(terms.arbiter, "arbiter"), (terms.fallback_arbiter, "fallback_arbiter")]
    return [(account, role) for account, role in named if account != NOBODY]


def _touched(event: Event) -> dict[str, int]:
    return {"moved_at": event.time, "moved_block": event.block}


def _end_one(rows: Rows, agreement: str, number: int, how: str) -> None:
    rows.update(
        MILESTONES, {"agreement": agreement, "number": number}, stage="ended", ended_as=how, until=None
    )


def _end(event: Event, rows: Rows, row: Mapping[str, Any], how: str) -> None:
    _end_one(rows, row["id"], event.args["milestone"], how)
    _close(event, rows, row["id"])


def _end_all(event: Event, rows: Rows, row: Mapping[str, Any], terms: Terms, how: str) -> None:
    for number in range(len(terms.milestones)):
        case = rows.one(MILESTONES, {"agreement": row["id"], "number": number})
        if case is not None and case["stage"] != "ended":
            _end_one(rows, row["id"], number, how)
    rows.update(AGREEMENTS, _id(event), state="ended", ended_as=how, ended_at=event.time, **_touched(event))


def _close(event: Event, rows: Rows, agreement: str) -> None:
    """End the agreement when its last milestone has ended; the money says how."""
    row = rows.one(AGREEMENTS, {"id": agreement})
    assert row is not None, "it was just looked at"
    if row["locked"] != 0:
        return
    how = "shared"
    if row["released"] == row["total"]:
        how = "paid"
    elif row["returned"] == row["total"]:
        how = "returned"
    rows.update(AGREEMENTS, {"id": agreement}, state="ended", ended_as=how, ended_at=event.time)


def _step(
    event: Event,
    rows: Rows,
    row: Mapping[str, Any],
    *,
    who: Address | None = None,
    amount: int | None = None,
) -> None:
    """Note a move of an agreement that stands."""
    rows.update(AGREEMENTS, {"id": row["id"]}, **_touched(event))
    currency = None if amount is None else row["currency"]
    write_move(event, rows, row["id"], row["opening"], who=who, amount=amount, currency=currency)


def _move(event: Event, rows: Rows, opening: int, **values: Any) -> None:
    write_move(event, rows, event.args["agreement"], opening, **values)


_HANDLERS: tuple[tuple[str, Callable[[Event, Rows], None]], ...] = (
    ("Opened", opened),
    ("Accepted", accepted),
    ("Declined", declined),
    ("TakenBack", taken_back),
    ("Submitted", submitted),
    ("ChangesRequested", changes_requested),
    ("Extended", extended),
    ("Released", released),
    ("Settled", settled),
    ("Reclaimed", reclaimed),
    ("GivenBack", given_back),
    ("Parted", parted),
    ("Disputed", disputed),
    ("Ruled", ruled),
    ("Split", split),
    ("Credited", twin_rows.credited),
    ("Withdrawn", twin_rows.withdrawn),
    ("AgreementTwin.Relayed", twin_rows.relayed),
    ("AgreementTwin.Revoked", twin_rows.revoked),
)
ON: Mapping[str, Handler] = dict(_HANDLERS)
