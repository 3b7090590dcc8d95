"""What pages and JSON read: agreements, their timelines and money, and what waits for somebody, as of a block."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, func, select, tuple_

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid, NotFound
from satshift.kernel.words import say
from satshift.store import CURSOR, Head, Store
from satshift.work.agreements.papers import PAPERS
from satshift.work.agreements.rules import Agreement
from satshift.work.agreements.situation import Books, Situation, situation
from satshift.work.agreements.standing import MISSING, standing_of
from satshift.work.agreements.tables import AGREEMENTS, CREDITS, MILESTONES, MOVES, PARTIES, PAYMENTS

Role = Literal["client", "worker", "payee", "arbiter", "fallback_arbiter"]
State = Literal["offered", "bound", "ended"]
MOST = 100  # rows of one page
MOST_NEEDS = 30  # offers, and agreements with the nearest deadlines, that a dashboard looks at


@dataclass(frozen=True, slots=True)
class Known:
    """An agreement as the rows know it; `title` is there when this node keeps the draft."""

    id: str
    opening: int
    agreement: Agreement
    books: Books
    title: str | None
    opened_at: int
    moved_at: int
    opened_tx: str
    papers: tuple[Mapping[str, str | None], ...]  # digests by name, a mapping for each milestone

    def situation(self, now: int, viewer: Address | None) -> Situation:
        return situation(self.agreement, now, viewer, self.books)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list; `after` asks for what follows, None at the end."""

    found: tuple[Known, ...]
    after: str | None
    head: Head | None


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a timeline."""

    name: str
    milestone: int | None
    who: Address | None
    amount: int | None
    currency: Address | None
    data: Mapping[str, Any]
    tx: str
    block: int
    index: int
    time: int
    opening: int
    agreement: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """Who got how much; `payee` is None for whoever sent a signed step and got its tip."""

    payee: Address | None
    role: str
    amount: int
    currency: Address
    is_credited: bool
    milestone: int | None
    tx: str
    block: int
    time: int
    agreement: str


@dataclass(frozen=True, slots=True)
class Credit:
    """What waits to be withdrawn."""

    currency: Address
    amount: int
    since: int


def agreement(store: Store, id: str) -> tuple[Known, Head | None]:
    """One agreement by its id; raises NotFound."""
    with store.read() as connection:
        rows = connection.execute(select(AGREEMENTS).where(AGREEMENTS.c.id == id.lower())).mappings().all()
        if not rows:
            raise NotFound("agreement-unknown", MISSING, id=id)
        return _known(connection, rows)[0], _head(connection)


def agreements(
    store: Store,
    *,
    account: Address | None = None,
    role: Role | None = None,
    state: State | None = None,
    after: str | None = None,
    limit: int = 20,
) -> Page:
    """A page of agreements, the last moved first."""
    limit = max(1, min(limit, MOST))
    # Few agreements are one account's: `+ 0` keeps databases from walking all of them in order of their moves.
    moved = AGREEMENTS.c.moved_at if account is None else AGREEMENTS.c.moved_at + 0
    wanted = _of(select(AGREEMENTS).order_by(moved.desc(), AGREEMENTS.c.id.desc()), account, role)
    if state is not None:
        kept = AGREEMENTS.c.state if account is None else AGREEMENTS.c.state.concat("")
        wanted = wanted.where(kept == state)
    if after:
        place = tuple_(moved, AGREEMENTS.c.id)
        wanted = wanted.where(place < _place(after))
    with store.read() as connection:
        rows = connection.execute(wanted.limit(limit + 1)).mappings().all()
        found = _known(connection, rows[:limit])
        head = _head(connection)
    last = found[-1] if len(rows) > limit else None
    return Page(found, None if last is None else f"{last.moved_at}-{last.id}", head)


def needs(
    store: Store, account: Address, now: int
) -> tuple[tuple[tuple[Known, Situation], ...], Head | None]:
    """Live agreements of an account: first those that wait for it, by deadline; then the others, by deadline."""
    until = (
        select(func.min(MILESTONES.c.until))
        .where(MILESTONES.c.agreement == AGREEMENTS.c.id)
        .scalar_subquery()
    )
    mine = _of(select(AGREEMENTS), account, None)
    state = AGREEMENTS.c.state.concat("")  # as above: one account's, not all that are bound
    offered = mine.where(state == "offered").order_by((AGREEMENTS.c.moved_at + 0).desc())
    bound = mine.where(state == "bound").order_by(until, AGREEMENTS.c.id)
    with store.read() as connection:
        rows = [
            row
            for wanted in (offered, bound)
            for row in connection.execute(wanted.limit(MOST_NEEDS)).mappings().all()
        ]
        found = _known(connection, rows)
        head = _head(connection)
    seen = [(known, known.situation(now, account)) for known in found]
    seen.sort(key=lambda pair: (not pair[1].is_my_turn, pair[1].deadline or now, pair[0].id))
    return tuple(seen), head


def cases(store: Store, account: Address) -> tuple[tuple[Known, ...], Head | None]:
    """Agreements in dispute that name this account as an arbiter, the oldest dispute first."""
    disputed = (
        select(MILESTONES.c.agreement, func.min(MILESTONES.c.clock).label("since"))
        .join(PARTIES, PARTIES.c.agreement == MILESTONES.c.agreement)
        .where(PARTIES.c.account == account, PARTIES.c.role.in_(("arbiter", "fallback_arbiter")))
        .where(MILESTONES.c.stage == "disputed")
        .group_by(MILESTONES.c.agreement)
        .subquery()
    )
    wanted = select(AGREEMENTS).join(disputed, disputed.c.agreement == AGREEMENTS.c.id)
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(disputed.c.since, AGREEMENTS.c.id).limit(MOST))
        return _known(connection, rows.mappings().all()), _head(connection)


def timeline(store: Store, id: str) -> tuple[Move, ...]:
    """Everything that happened to an agreement, oldest first."""
    wanted = select(MOVES).where(MOVES.c.agreement == id.lower()).order_by(MOVES.c.block, MOVES.c.index)
    with store.read() as connection:
        return tuple(_move(row) for row in connection.execute(wanted).mappings().all())


def payments(
    store: Store, *, agreement: str | None = None, payee: Address | None = None, limit: int = MOST
) -> tuple[Payment, ...]:
    """Payments of an agreement or to an account, newest first."""
    wanted = select(PAYMENTS).order_by(
        PAYMENTS.c.block.desc(), PAYMENTS.c.index.desc(), PAYMENTS.c.place.desc()
    )
    if agreement is not None:
        wanted = wanted.where(PAYMENTS.c.agreement == agreement.lower())
    if payee is not None:
        wanted = wanted.where(PAYMENTS.c.payee == payee)
    names = Payment.__dataclass_fields__
    with store.read() as connection:
        rows = connection.execute(wanted.limit(max(1, min(limit, 1_000)))).mappings().all()
    return tuple(Payment(**{name: row[name] for name in names}) for row in rows)


def credits_of(store: Store, account: Address) -> tuple[Credit, ...]:
    """What could not be sent to an account and waits."""
    wanted = select(CREDITS).where(CREDITS.c.who == account).order_by(CREDITS.c.currency)
    with store.read() as connection:
        rows = connection.execute(wanted).mappings().all()
    return tuple(Credit(row["currency"], row["amount"], row["since"]) for row in rows)


# Below: how rows become values.


def _of(wanted: Select[Any], account: Address | None, role: Role | None) -> Select[Any]:
    if account is None:
        return wanted
    mine = select(PARTIES.c.agreement).where(PARTIES.c.account == account)
    if role is not None:
        mine = mine.where(PARTIES.c.role == role)
    return wanted.where(AGREEMENTS.c.id.in_(mine))


def _place(after: str) -> tuple[int, str]:
    moved_at, _, last = after.partition("-")
    if not moved_at.isascii() or not moved_at.isdigit() or len(moved_at) > 12 or len(last) != 66:
        which = say("This is no place in the list. Begin at the first page.")
        raise Invalid("page-unknown", which, {"after": which})
    return int(moved_at), last


def _head(connection: Connection) -> Head | None:
    row = connection.execute(select(CURSOR)).mappings().first()
    return None if row is None else Head(row["number"], row["hash"], row["time"], row["seen_at"])


def _known(connection: Connection, rows: Sequence[RowMapping]) -> tuple[Known, ...]:
    if not rows:
        return ()
    ids, digests = [row["id"] for row in rows], {row["digest"] for row in rows}
    wanted = select(MILESTONES).where(MILESTONES.c.agreement.in_(ids)).order_by(MILESTONES.c.number)
    by_id: dict[str, list[RowMapping]] = {each: [] for each in ids}
    for case in connection.execute(wanted).mappings().all():
        by_id[case["agreement"]].append(case)
    drafts = select(PAPERS.c.digest, PAPERS.c.body).where(PAPERS.c.digest.in_(digests))
    titles = {digest: json.loads(body).get("title") for digest, body in connection.execute(drafts).all()}
    return tuple(_one(row, by_id[row["id"]], titles.get(row["digest"])) for row in rows)


def _one(row: RowMapping, cases: Sequence[RowMapping], title: str | None) -> Known:
    money = {name: row[name] for name in ("released", "returned", "fees")}
    digests = ("delivery", "reasons", "statement", "ruling")
    return Known(
        id=row["id"],
        opening=row["opening"],
        agreement=standing_of(row, cases),
        books=Books(row["ended_as"], tuple(case["ended_as"] for case in cases), **money),
        title=title,
        opened_at=row["opened_at"],
        moved_at=row["moved_at"],
        opened_tx=row["opened_tx"],
        papers=tuple({name: case[name] for name in digests} for case in cases),
    )


def _move(row: RowMapping) -> Move:
    values = {name: row[name] for name in Move.__dataclass_fields__}
    return Move(**{**values, "data": json.loads(row["data"])})
