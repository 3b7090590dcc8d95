"""An intent as options: one option a field, repeated for lists, `a;b;c` for a thing with several fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from satshift.kernel.errors import Invalid
from satshift.kernel.shape import Intent
from satshift.kernel.words import say

UNASKED = frozenset({"by", "salt"})  # the key says who; a salt is drawn
FIRST = ("agreement", "draft")  # what the command is about: an argument, not an option
SIGN = "signed"  # a step that is signed here and sent by somebody else


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an intent and how it is typed."""

    name: str
    info: FieldInfo

    @property
    def kind(self) -> Any:
        """Its type, without the None of an optional one."""
        kinds = [each for each in get_args(self.info.annotation) if each is not type(None)]
        is_optional = type(None) in get_args(self.info.annotation)
        return kinds[0] if is_optional and len(kinds) == 1 else self.info.annotation

    @property
    def inner(self) -> Any:
        """What a list holds, or None."""
        if get_origin(self.kind) is not list:
            return None
        (inner,) = get_args(self.kind)
        return get_args(inner)[0] if hasattr(inner, "__metadata__") else inner

    @property
    def model(self) -> type[BaseModel] | None:
        """What a list of things holds, or None."""
        inner = self.inner
        return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None

    @property
    def option(self) -> str:
        """The option's name, of one thing where several may be given."""
        if self.name == SIGN:
            return "--sign"
        if self.model is not None:
            word = self.model.__name__
            return "--" + word[max(place for place, letter in enumerate(word) if letter.isupper()) :].lower()
        plain = self.name.removesuffix("s") if self.inner is not None else self.name
        return "--" + plain.replace("_", "-")


def fields(intent: type[Intent]) -> list[Field]:
    """The fields that a person types."""
    return [Field(name, info) for name, info in intent.model_fields.items() if name not in UNASKED]


def params(intent: type[Intent]) -> list[click.Parameter]:
    """The parameters of the command for an intent."""
    # What somebody signed names its agreement itself.
    is_handed = "signature" in intent.model_fields
    return [
        _argument(field, is_needed=not is_handed) if field.name in FIRST else _option(field)
        for field in fields(intent)
    ]


def values(intent: type[Intent], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as the intent takes it; what was not typed is left out."""
    found = {}
    for field in fields(intent):
        value = typed.get(field.name)
        if value is not None and value != ():
            found[field.name] = _read(field, value)
    return found


def _argument(field: Field, *, is_needed: bool) -> click.Argument:
    required = is_needed and field.info.is_required()
    return click.Argument([field.name], required=required, metavar=field.name.upper())


def _option(field: Field) -> click.Option:
    names = [field.name, field.option]
    if field.kind is bool:
        names[1] += f"/--no-{field.option[2:]}" if field.info.default else ""
        return click.Option(names, is_flag=True, default=None, help=_help(field))
    if field.kind is int:
        return click.Option(names, type=int, help=_help(field))
    is_list = field.inner is not None
    return click.Option(
        names,
        multiple=is_list,
        type=int if field.inner is int else str,
        metavar=_shape(field),
        help=_help(field),
    )


def _shape(field: Field) -> str | None:
    if field.model is not None:
        parts = _parts(field.model)
        mark = _mark(field.model)
        must = [name for name in parts if field.model.model_fields[name].is_required()]
        may = [f"[{mark}{name}]" for name in parts if name not in must]
        return f"'{mark.join(must)}{''.join(may)}'"
    if get_origin(field.kind) is dict:
        return "FILE"
    return None


def _help(field: Field) -> str:
    said = SIGNS if field.name == SIGN else field.info.description or field.name.replace("_", " ")
    default = field.info.default
    if field.info.is_required() or default in (None, "", PydanticUndefined, False, True):
        return said + ("; repeat for several" if field.inner is not None else "")
    return f"{said}  [default: {default}]"


SIGNS = say("sign it for somebody else to send, instead of sending it")


def _mark(model: type[BaseModel]) -> str:
    return "=" if len(model.model_fields) == 2 else ";"


def _parts(model: type[BaseModel]) -> list[str]:
    """The fields in the order in which they are typed: what is needed first."""
    must = [name for name, info in model.model_fields.items() if info.is_required()]
    return must + [name for name in model.model_fields if name not in must]


def _read(field: Field, value: Any) -> Any:
    if field.model is not None:
        return [_thing(field, text) for text in value]
    if field.inner is not None:
        return list(value)
    if get_origin(field.kind) is dict:
        return _file(value)
    return value


def _thing(field: Field, text: str) -> dict[str, Any]:
    """`title;50000 sats;2026-12-24` or JSON, as the fields of one thing."""
    model = field.model
    assert model is not None
    if text.lstrip().startswith("{"):
        return _json(text, field.option)
    mark, names = _mark(model), _parts(model)
    parts = [part.strip() for part in text.split(mark, len(names) - 1)]
    must = sum(info.is_required() for info in model.model_fields.values())
    if len(parts) < must:
        raise Invalid(
            "option-unreadable",
            say("“{text}” can't be read. Write {option} as {shape}."),
            text=text[:60],
            option=field.option,
            shape=_shape(field),
        )
    return dict(zip(names, parts, strict=False))


def _file(path: str) -> dict[str, Any]:
    with click.open_file(path, encoding="utf-8") as file:
        return _json(file.read(), path)


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid("json-unreadable", say("{where} holds no JSON object. Copy it whole."), where=where)
    return found
