"""Which steps the contract would accept now from somebody, asked of the pure model itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from satshift.work.agreements.rules import Agreement, Stage, Status
from satshift.work.agreements.terms import HORIZON

# Parting needs both sides, so it is offered to each of them.
WHOLE = ("accept", "decline", "take_back", "part")
EACH = (
    "submit",
    "release",
    "request_changes",
    "dispute",
    "rule",
    "settle",
    "split",
    "reclaim",
    "extend",
    "give_back",
)


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
    return tuple(choice for choice in _all(agreement) if accepts(agreement, choice, who, now))


def _all(agreement: Agreement) -> Iterator[Choice]:
    yield from (Choice(verb) for verb in WHOLE)
    for number, progress in enumerate(agreement.milestones):
        if progress.stage is not Stage.ENDED:
            yield from (Choice(verb, number) for verb in EACH)


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
