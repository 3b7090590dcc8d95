"""How a command ends: exit codes that scripts may rely on, and the error that each stands for."""

from collections.abc import Mapping
from typing import Any

from satshift.kernel.errors import Invalid, NotFound, NotKnownYet, Refused, SatshiftError, Unreachable
from satshift.kernel.words import say

DONE = 0
UNEXPECTED = 1
USAGE = 2
REFUSED = 3
NOT_FOUND = 4
UNREACHABLE = 5
NOT_KNOWN_YET = 6
INTERRUPTED = 130  # Ctrl-C, as shells count it

MEANINGS: Mapping[int, str] = {
    DONE: say("Done."),
    UNEXPECTED: say("Something unexpected failed, most likely in Satshift itself."),
    USAGE: say("What was typed can't be read: a missing or wrong option, amount, date or address."),
    REFUSED: say("A rule or the contract said no. Nothing moved but perhaps the network's fee."),
    NOT_FOUND: say("Nothing by that name."),
    UNREACHABLE: say("A node, a database or a price did not answer."),
    NOT_KNOWN_YET: say("It was sent, but the answer has not arrived. Look again with `satshift tx`."),
    INTERRUPTED: say("Stopped with Ctrl-C. What was sent stands in the outbox; see `satshift tx`."),
}

# The first that fits counts, so a more exact error stands before its base.
_CODES: tuple[tuple[type[SatshiftError], int], ...] = (
    (Invalid, USAGE),
    (Refused, REFUSED),
    (NotFound, NOT_FOUND),
    (NotKnownYet, NOT_KNOWN_YET),
    (Unreachable, UNREACHABLE),
)


def code_of(error: SatshiftError) -> int:
    """The exit code that stands for an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), UNEXPECTED)


def as_json(error: SatshiftError) -> dict[str, Any]:
    """The error as programs read it."""
    body: dict[str, Any] = {"code": error.code, "message": str(error), "exit": code_of(error)}
    if isinstance(error, Invalid) and error.fields:
        body["fields"] = dict(error.fields)
    if "hash" in error.values:
        body["tx"] = error.values["hash"]
    return {"error": body}
