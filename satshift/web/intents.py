"""Intents as forms: which fields a form shows, and how what was typed becomes an intent."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from satshift.kernel.errors import Invalid
from satshift.kernel.shape import Intent
from satshift.kernel.words import say

I = TypeVar("I", bound=Intent)  # noqa: E741 - an intent
Kind = Literal["line", "text", "number", "list", "choice"]
A_LINE = 500  # a longer text gets several lines

NEEDED = say("This is needed. Fill it in.")
TOO_LONG = say("This is too long. Shorten it to {most} characters.")
NOT_A_NUMBER = say("This is not a whole number that fits here. Correct it.")
UNREADABLE = say("This can't be read. Correct it.")
MEND = say("Something is missing or can't be read. Nothing was lost; correct the fields named below.")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `hint` is English and the key for translators."""

    name: str
    kind: Kind
    is_required: bool
    most: int
    default: str
    hint: str


def fields_of(intent: type[Intent], but: frozenset[str] = frozenset()) -> tuple[Field, ...]:
    """The fields that people fill in; what has a default of its own making, such as a salt, is left to us."""
    return tuple(
        _field(name, info)
        for name, info in intent.model_fields.items()
        if (name not in but and info.default_factory is None) or (_is_list(info) and name not in but)
    )


def read(intent: type[I], given: Mapping[str, Any]) -> I:
    """The intent in what was typed; empty texts count as not given. Raises Invalid with a sentence a field."""
    known = {
        name: value for name, value in given.items() if name in intent.model_fields and value not in ("", [])
    }
    try:
        return intent.model_validate(known)
    except ValidationError as error:
        raise Invalid("form-invalid", MEND, _sentences(error)) from None


def _sentences(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in error.errors():
        name = ".".join(str(part) for part in each["loc"])
        found.setdefault(name, _sentence(each["type"], each.get("ctx", {})))
    return found


def _sentence(kind: str, about: Mapping[str, Any]) -> str:
    if kind in ("missing", "string_too_short", "too_short"):
        return NEEDED
    if kind == "string_too_long":
        return TOO_LONG.format(most=about.get("max_length", ""))
    if kind.startswith(("int_", "greater_", "less_")):
        return NOT_A_NUMBER
    return UNREADABLE


def _field(name: str, info: FieldInfo) -> Field:
    most = next((each.max_length for each in info.metadata if isinstance(each, MaxLen)), 0)
    default = "" if info.default is None or info.is_required() or info.default_factory else str(info.default)
    return Field(name, _kind(info, most), info.is_required(), most, default, info.description or "")


def _kind(info: FieldInfo, most: int) -> Kind:
    if _is_list(info):
        return "list"
    plain = _plain(info.annotation)
    if plain is bool:
        return "choice"
    if plain is int:
        return "number"
    return "text" if most > A_LINE else "line"


def _is_list(info: FieldInfo) -> bool:
    return get_origin(_plain(info.annotation)) is list


def _plain(annotation: Any) -> Any:
    """The type without `None`."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(each for each in get_args(annotation) if each is not type(None))
    return annotation
