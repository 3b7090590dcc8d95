"""The timeline: every event becomes one move."""

from satshift.kernel.address import Address
from satshift.kernel.shape import Event, Rows
from satshift.store.images import arguments
from satshift.work.agreements.tables import MOVES


def write_move(
    event: Event,
    rows: Rows,
    agreement: str | None,
    opening: int,
    *,
    who: Address | None = None,
    amount: int | None = None,
    currency: Address | None = None,
) -> None:
    rows.insert(
        MOVES,
        block=event.block,
        index=event.index,
        agreement=agreement,
        opening=opening,
        name=event.name,
        milestone=event.args.get("milestone"),
        who=who,
        amount=amount,
        currency=currency,
        data=arguments(event.args),
        tx=event.tx,
        time=event.time,
    )
