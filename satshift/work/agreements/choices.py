"""Which steps the contract would accept now from somebody, asked of the pure model itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from satshift.work.agreements.rules import Agreement, Stage, Status
from satshift.work.agreements.terms import HORIZON

# Parting needs both sides, so it is offered to each of them.
BEFORE = {"client": ("take_back",), "worker": ("accept", "decline")}
WHOLE = {"client": ("part",), "worker": ("part",)}
ANYONE = ("settle", "split")
EACH = {
    "client": ("release", "request_changes", "dispute", "reclaim", "extend"),
    "worker": ("submit", "dispute", "extend", "give_back"),
    "arbiter": ("rule",),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One step somebody can take now; `milestone` is counted from zero."""

    verb: str
    milestone: int | None = None


def accepts(agreement: Agreement, choice: Choice, who: Address, now: int) -> bool:
    """Whether the contract would take this step from `who` at `now`, with some fitting amount, date or share."""
    try:
        _try(agreement, choice, who, now)
    except Refused:
        return False
    return True


def choices(agreement: Agreement, who: Address | None, now: int) -> tuple[Choice, ...]:
    """Every step that `who` can take now; None is somebody who has not said who they are."""
    if who is None or agreement.status is Status.ENDED:
        return ()
    wanted = _worth_asking(agreement, who)
    return tuple(choice for choice in wanted if accepts(agreement, choice, who, now))


def _worth_asking(agreement: Agreement, who: Address) -> Iterator[Choice]:
    """Steps of the roles that `who` has; the rest is refused anyway, and asking costs time."""
    terms = agreement.terms
    people = (("client", terms.client), ("worker", terms.worker), ("arbiter", terms.arbiter))
    roles = [role for role, account in (*people, ("arbiter", terms.fallback_arbiter)) if account == who]
    if agreement.status is Status.OFFERED:
        yield from (Choice(verb) for role in roles for verb in BEFORE.get(role, ()))
        return
    yield from (Choice(verb) for role in roles for verb in WHOLE.get(role, ()))
    for number, progress in enumerate(agreement.milestones):
        if progress.stage is not Stage.ENDED:
            yield from (Choice(verb, number) for role in roles for verb in EACH[role])
            yield from (Choice(verb, number) for verb in ANYONE)


def _try(agreement: Agreement, choice: Choice, who: Address, now: int) -> None:
    """Take the step with values that fit where any do; raises Refused where none does."""
    number = choice.milestone or 0
    steps: dict[str, Callable[[], object]] = {
        "accept": lambda: agreement.accept(who),
        "decline": lambda: agreement.decline(who),
        "take_back": lambda: agreement.take_back(who),
        "part": lambda: agreement.part(_is_party(agreement, who), agreement.held, 0),
        "submit": lambda: agreement.submit(who, now, number),
        "release": lambda: agreement.release(who, number, agreement.left(number)),
        "request_changes": lambda: agreement.request_changes(who, now, number),
        "dispute": lambda: agreement.dispute(who, now, number),
        "rule": lambda: agreement.rule(who, now, number, 0, 0),
        "settle": lambda: agreement.settle(now, number),
        "split": lambda: agreement.split(now, number),
        "reclaim": lambda: agreement.reclaim(who, now, number),
        "extend": lambda: agreement.extend(who, now, number, now + HORIZON - 1),
        "give_back": lambda: agreement.give_back(who, [number]),
    }
    steps[choice.verb]()


def _is_party(agreement: Agreement, who: Address) -> bool:
    return who in (agreement.terms.client, agreement.terms.worker)
