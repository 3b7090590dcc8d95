"""Who got how much of what: the payments that follow an event, computed as the contract computes them.

A payment of a milestone that pays out lowers what is locked. The tip of a signed action goes to whoever sent it;
no event names that person, so the payment of a tip names nobody.
"""

from collections.abc import Mapping
from typing import Any

from satshift.kernel.address import Address
from satshift.kernel.money import split
from satshift.kernel.shape import Event, Rows
from satshift.work.agreements.tables import AGREEMENTS, LATEST, PAYMENTS, TIPS
from satshift.work.agreements.terms import Terms

MOST = 2**128  # no sum of an agreement is as large


def to_team(
    event: Event, rows: Rows, row: Mapping[str, Any], terms: Terms, milestone: int | None, amount: int
) -> None:
    """Everybody's share; the last takes the rounding."""
    _move_money(rows, row["id"], "released", amount)
    shares = split(amount, tuple(payee.share_ppm for payee in terms.payees))
    for payee, share in zip(terms.payees, shares, strict=True):
        role = "worker" if payee.account == terms.worker else "payee"
        _pay(event, rows, row, milestone, payee.account, role, share)


def to_client(event: Event, rows: Rows, row: Mapping[str, Any], milestone: int | None, amount: int) -> None:
    _move_money(rows, row["id"], "returned", amount)
    _pay(event, rows, row, milestone, row["client"], "client", amount)


def to_arbiter(
    event: Event, rows: Rows, row: Mapping[str, Any], milestone: int | None, who: Address, amount: int
) -> None:
    _move_money(rows, row["id"], "fees", amount)
    _pay(event, rows, row, milestone, who, "arbiter", amount)


def tip(
    event: Event,
    rows: Rows,
    row: Mapping[str, Any],
    milestone: int | None,
    most: int,
    *signers: Address,
) -> int:
    """The tip that came off this payment, in wei; zero where nobody was tipped.

    The twin also speaks for contracts that are not ours, so a tip is believed only from who is paid here,
    and never above the payment.
    """
    found = 0
    for signer in signers:
        key = {"tx": event.tx, "agreement": row["id"], "by": signer}
        waiting = rows.one(TIPS, key)
        if waiting is not None:
            found = max(found, waiting["amount"])
            rows.delete(TIPS, key)
    found = min(found, most)
    if len(signers) > 1:
        found = most  # parting names both sums, so the rest is the tip to the wei
    _move_money(rows, row["id"], "fees", found)
    _pay(event, rows, row, milestone, None, "tip", found)
    return found


def mark_credited(event: Event, rows: Rows) -> tuple[str | None, int]:
    """Mark the payment of this transaction that could not be sent; the agreement and opening it belongs to."""
    latest = rows.one(LATEST, {"id": 1})
    if latest is None or latest["tx"] != event.tx:
        return None, 0
    first = {"block": latest["block"], "index": latest["index"]}
    for place in range(latest["count"]):
        payment = rows.one(PAYMENTS, {**first, "place": place})
        if payment is None or payment["is_credited"] or payment["amount"] != event.args["amount"]:
            continue
        if payment["payee"] not in (event.args["who"], None):
            continue
        rows.update(PAYMENTS, {**first, "place": place}, is_credited=True, payee=event.args["who"])
        return payment["agreement"], payment["opening"]
    return None, 0


def _move_money(rows: Rows, agreement: str, to: str, amount: int) -> None:
    row = rows.one(AGREEMENTS, {"id": agreement})
    assert row is not None, "money moves in an agreement that was opened"
    changes = {"locked": row["locked"] - amount, to: row[to] + amount}
    rows.update(AGREEMENTS, {"id": agreement}, **changes)


def _pay(
    event: Event,
    rows: Rows,
    row: Mapping[str, Any],
    milestone: int | None,
    payee: Address | None,
    role: str,
    amount: int,
) -> None:
    if amount == 0:
        return
    rows.insert(
        PAYMENTS,
        block=event.block,
        index=event.index,
        place=_place(event, rows),
        agreement=row["id"],
        opening=row["opening"],
        milestone=milestone,
        payee=payee,
        role=role,
        currency=row["currency"],
        amount=amount,
        is_credited=False,
        tx=event.tx,
        time=event.time,
    )


def _place(event: Event, rows: Rows) -> int:
    """The next place among the payments of this event."""
    latest = rows.one(LATEST, {"id": 1})
    here = {"tx": event.tx, "block": event.block, "index": event.index}
    if latest is None:
        rows.insert(LATEST, id=1, **here, count=1)
        return 0
    place: int = latest["count"] if (latest["block"], latest["index"]) == (event.block, event.index) else 0
    rows.update(LATEST, {"id": 1}, **here, count=place + 1)
    return place
