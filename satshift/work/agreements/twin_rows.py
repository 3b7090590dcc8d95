"""How credits and signatures become rows: what could not be sent, what was relayed, revoked, tipped."""

from satshift.kernel.address import Address
from satshift.kernel.shape import Event, Rows
from satshift.work.agreements import paying
from satshift.work.agreements.moving import write_move
from satshift.work.agreements.tables import CREDITS, SIGNATURES, TIPS

NO_AGREEMENT = "0x" + "00" * 32  # what the twin names where a signature belongs to no agreement


def credited(event: Event, rows: Rows) -> None:
    args = event.args
    key = {"who": args["who"], "currency": args["currency"]}
    before = rows.one(CREDITS, key)
    if before is None:
        rows.insert(CREDITS, **key, amount=args["amount"], since=event.time)
    else:
        rows.update(CREDITS, key, amount=before["amount"] + args["amount"])
    agreement, opening = paying.mark_credited(event, rows)
    write_move(
        event, rows, agreement, opening, who=args["who"], amount=args["amount"], currency=args["currency"]
    )


def withdrawn(event: Event, rows: Rows) -> None:
    args = event.args
    rows.delete(CREDITS, {"who": args["who"], "currency": args["currency"]})
    tip = {"tx": event.tx, "agreement": NO_AGREEMENT, "by": args["who"]}
    if rows.one(TIPS, tip) is not None:
        rows.delete(TIPS, tip)
    write_move(event, rows, None, 0, who=args["who"], amount=args["amount"], currency=args["currency"])


def relayed(event: Event, rows: Rows) -> None:
    args = event.args
    _spend(event, rows, args["by"], "relayed")
    key = {"tx": event.tx, "agreement": args["agreement"], "by": args["by"]}
    if args["tip"] == 0 or args["tip"] > paying.MOST:  # a contract that is not ours may have been named
        return
    if rows.one(TIPS, key) is not None:
        rows.delete(TIPS, key)
    rows.insert(TIPS, **key, amount=args["tip"])


def revoked(event: Event, rows: Rows) -> None:
    _spend(event, rows, event.args["who"], "revoked")


def _spend(event: Event, rows: Rows, who: Address, how: str) -> None:
    rows.insert(SIGNATURES, who=who, nonce=str(event.args["nonce"]), how=how, tx=event.tx)
