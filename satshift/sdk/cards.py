"""Where the clients find what can be done: the composition root hands the cards over, by a way to find them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from satshift.kernel.errors import Invalid, NotFound
from satshift.kernel.shape import Action, Capability, Intent
from satshift.kernel.words import say
from satshift.sdk.reading import Reader

Finder = Callable[[], Sequence[Capability]]
_finder: list[Finder] = []
_reader: list[Reader] = []


def provide(finder: Finder, reader: Reader) -> None:
    """Say how cards are found, and how rows are made without a node; the last ones count."""
    _finder[:] = [finder]
    _reader[:] = [reader]


def reader() -> Reader:
    """How rows are made without a Satshift node."""
    cards()
    return _reader[0]


def cards() -> Sequence[Capability]:
    """The cards on the table."""
    if not _finder:
        raise NotFound(
            "cards-unknown",
            say("The clients don't know what can be done. Use `from satshift import Satshift`."),
        )
    return _finder[0]()


def action(capability: str, name: str) -> Action:
    """One action by its capability and verb; raises NotFound."""
    for card in cards():
        if card.name == capability:
            for found in card.actions:
                if found.name == name:
                    return found
    raise NotFound(
        "action-unknown",
        say("Nothing is called “{name}” here."),
        name=f"{capability} {name.replace('_', '-')}",
    )


def intent(wanted: Action, values: Mapping[str, Any]) -> Intent:
    """The intent that the values spell; raises Invalid with a sentence for each field."""
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return wanted.intent.model_validate(given)
    except ValidationError as error:
        raise unread(error) from None


def unread(error: ValidationError) -> Invalid:
    """What can't be read, by field."""
    fields = {}
    for each in error.errors():
        cause = each.get("ctx", {}).get("error")
        name = ".".join(str(part) for part in each["loc"]) or "intent"
        fields[name] = str(cause) if isinstance(cause, Invalid) else each["msg"].removeprefix("Value error, ")
    return Invalid(
        "fields-unreadable", say("This can't be done as it is written. Mend the fields named below."), fields
    )
