"""Everything that can go wrong, in one family.

SatshiftError
├── Refused          a rule or the contract said no; the message says why and what to do next
│   └── Invalid      what was typed or sent can't be read; `fields` names the places
├── NotFound         nothing by that name
├── NotKnownYet      the answer exists, but it has not arrived: ask again
└── Unreachable      a node, a database or a price did not answer
"""

from collections.abc import Mapping
from typing import ClassVar


class SatshiftError(Exception):
    """Base of the family.

    `code` is stable and may be relied on by programs.
    `message` is an English sentence with `{named}` places; it is also the key for translators.
    `values` fill the places.
    """

    status: ClassVar[int] = 500

    def __init__(self, code: str, message: str = "", **values: object) -> None:
        self.code = code
        self.message = message or code
        self.values: Mapping[str, object] = values
        super().__init__(code)

    def __str__(self) -> str:
        return self.message.format_map(self.values) if self.values else self.message


class Refused(SatshiftError):
    """A rule or the contract said no."""

    status = 409


class Invalid(Refused):
    """What was typed or sent can't be read; `fields` maps a field's name to its sentence."""

    status = 422

    def __init__(
        self, code: str, message: str = "", fields: Mapping[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(code, message, **values)
        self.fields: Mapping[str, str] = dict(fields or {})


class NotFound(SatshiftError):
    """Nothing by that name."""

    status = 404


class NotKnownYet(SatshiftError):
    """The answer has not arrived; asking again is right."""

    status = 202


class Unreachable(SatshiftError):
    """Something outside did not answer."""

    status = 503
