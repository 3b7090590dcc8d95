"""Compiled contracts and the words they speak: calls, results and logs, with the names of their fields.

Bytes are "0x" and hexadecimal digits wherever they are read; addresses are in lower case; structs are mappings by
field name. When written, bytes may also be `bytes`, and structs tuples or mappings.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.crypto import keccak

from satshift.chain.values import Log
from satshift.kernel.errors import Invalid, NotFound, SatshiftError
from satshift.kernel.shape import Call
from satshift.kernel.words import say

OURS = Path(__file__).parent / "artifacts"
# Contracts of others that we speak to; `names` leaves them out, for we never deploy them.
_shelves: list[Path] = [OURS, OURS / "interfaces"]


@dataclass(frozen=True)
class Artifact:
    """A compiled deployable. Codes are 0x-hexadecimal."""

    name: str
    abi: tuple[Mapping[str, Any], ...]
    bytecode: str  # creation code, constructor arguments not yet appended
    runtime: str  # what stands on the chain, before immutables are appended
    compiler: str
    needs: tuple[str, ...] = ()  # deployables whose addresses the constructor takes, in order

    @cached_property
    def functions(self) -> dict[str, Mapping[str, Any]]:
        """Every function by its four-byte selector."""
        return {selector(entry): entry for entry in self.abi if entry["type"] == "function"}

    @cached_property
    def events(self) -> dict[str, Mapping[str, Any]]:
        """Every event by its topic."""
        return {topic(entry): entry for entry in self.abi if entry["type"] == "event"}

    @property
    def size(self) -> int:
        """Bytes on the chain."""
        return len(self.runtime) // 2 - 1

    def function(self, method: str, count: int | None = None) -> Mapping[str, Any]:
        """The function of that name that takes `count` arguments."""
        for entry in self.functions.values():
            if entry["name"] == method and count in (None, len(entry["inputs"])):
                return entry
        raise NotFound(
            "method-unknown",
            say("The contract {contract} has no function {method} with {count} arguments."),
            contract=self.name,
            method=method,
            count=count,
        )

    def topic_of(self, event: str) -> str:
        """The topic that marks logs of `event`."""
        for found, entry in self.events.items():
            if entry["name"] == event:
                return found
        raise NotFound(
            "event-unknown",
            say("The contract {contract} has no event {event}."),
            contract=self.name,
            event=event,
        )


def names() -> tuple[str, ...]:
    """Every deployable that ships with the package."""
    return tuple(sorted(file.stem for file in OURS.glob("*.json")))


def also_look_in(folder: Path) -> None:
    """Find artifacts in `folder` too, after the package's own."""
    if folder not in _shelves:
        _shelves.append(folder)


@cache
def artifact(contract: str) -> Artifact:
    """The compiled contract of that name; raises NotFound."""
    for shelf in _shelves:
        file = shelf / f"{contract}.json"
        if file.is_file():
            raw = json.loads(file.read_text(encoding="utf-8"))
            return Artifact(
                contract,
                tuple(raw["abi"]),
                raw["bytecode"],
                raw["runtime"],
                raw["compiler"],
                tuple(raw.get("needs", ())),
            )
    raise NotFound(
        "contract-unknown",
        say("No compiled contract is called {contract}. Run `python contracts/build.py`."),
        contract=contract,
    )


def encode_call(call: Call) -> str:
    """The calldata of a call; a call without a method is a plain transfer of coin."""
    if not call.method:
        return "0x"
    return encode_method(call.contract, call.method, call.args)


def encode_method(contract: str, method: str, args: Sequence[Any] = ()) -> str:
    """The calldata of one method."""
    entry = artifact(contract).function(method, len(args))
    return selector(entry) + _encode(entry["inputs"], args, f"{contract}.{method}").hex()


def encode_constructor(contract: str, args: Sequence[Any] = ()) -> str:
    """The creation code with its arguments."""
    found = artifact(contract)
    inputs: Sequence[Any] = next(
        (entry["inputs"] for entry in found.abi if entry["type"] == "constructor"), ()
    )
    return found.bytecode + _encode(inputs, args, f"{contract}.__init__").hex()


def decode_call(contract: str, data: str) -> tuple[str, dict[str, Any]]:
    """The method and its named arguments; raises Invalid when the data is not a call of this contract."""
    entry = artifact(contract).functions.get(data[:10])
    if entry is None:
        raise Invalid(
            "calldata-unknown", say("This data is not a call that {contract} knows."), contract=contract
        )
    return entry["name"], _named(entry["inputs"], _decode(entry["inputs"], data[10:], entry["name"]))


def decode_result(contract: str, method: str, data: str, count: int | None = None) -> Any:
    """What a method returned: the one value, or a tuple of several."""
    entry = artifact(contract).function(method, count)
    values = _decode(entry["outputs"], data[2:], method)
    plain = tuple(_read(part, value) for part, value in zip(entry["outputs"], values, strict=True))
    return plain[0] if len(plain) == 1 else plain


def decode_log(contract: str, log: Log) -> tuple[str, dict[str, Any]] | None:
    """The event's name and its named arguments; None when the log is not one of this contract's."""
    entry = artifact(contract).events.get(log.topics[0]) if log.topics else None
    if entry is None:
        return None
    indexed = [part for part in entry["inputs"] if part["indexed"]]
    plain = [part for part in entry["inputs"] if not part["indexed"]]
    if len(indexed) != len(log.topics) - 1:
        return None
    found = _named(plain, _decode(plain, log.data[2:], entry["name"]))
    for part, raw in zip(indexed, log.topics[1:], strict=True):
        found[part["name"]] = (
            raw if _is_hashed(part["type"]) else _read(part, _decode([part], raw[2:], "")[0])
        )
    return entry["name"], {part["name"]: found[part["name"]] for part in entry["inputs"]}


def selector(entry: Mapping[str, Any]) -> str:
    """The four bytes that call a function."""
    return "0x" + keccak(text=_signature(entry))[:4].hex()


def topic(entry: Mapping[str, Any]) -> str:
    """The first topic of an event's logs."""
    return "0x" + keccak(text=_signature(entry)).hex()


def _signature(entry: Mapping[str, Any]) -> str:
    return f"{entry['name']}({','.join(_type(part) for part in entry['inputs'])})"


def _type(part: Mapping[str, Any]) -> str:
    kind = str(part["type"])
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_type(inner) for inner in part['components'])}){kind.removeprefix('tuple')}"


def _is_hashed(kind: str) -> bool:
    """Indexed values of no fixed size stand in the log as a hash only."""
    return kind in ("string", "bytes") or kind.endswith("]") or kind.startswith("tuple")


def _encode(parts: Sequence[Mapping[str, Any]], args: Sequence[Any], what: str) -> bytes:
    try:
        values = [_write(part, value) for part, value in zip(parts, args, strict=True)]
        return encode([_type(part) for part in parts], values)
    except (EncodingError, TypeError, ValueError, KeyError) as error:
        raise Invalid(
            "arguments-unfit", say("The arguments of {what} do not fit: {why}."), what=what, why=str(error)
        ) from error


def _decode(parts: Sequence[Mapping[str, Any]], digits: str, what: str) -> tuple[Any, ...]:
    try:
        return tuple(decode([_type(part) for part in parts], bytes.fromhex(digits)))
    except (DecodingError, ValueError, OverflowError) as error:
        raise SatshiftError(
            "data-unreadable", say("The data of {what} can't be read: {why}."), what=what, why=str(error)
        ) from error


def _named(parts: Sequence[Mapping[str, Any]], values: Sequence[Any]) -> dict[str, Any]:
    return {part["name"]: _read(part, value) for part, value in zip(parts, values, strict=True)}


def _element(part: Mapping[str, Any]) -> dict[str, Any]:
    return {**part, "type": part["type"][: part["type"].rindex("[")]}


def _read(part: Mapping[str, Any], value: Any) -> Any:
    """A decoded value in the words of this module."""
    if part["type"].endswith("]"):
        return tuple(_read(_element(part), inner) for inner in value)
    if part["type"] == "tuple":
        return _named(part["components"], value)
    return "0x" + value.hex() if isinstance(value, bytes) else value


def _write(part: Mapping[str, Any], value: Any) -> Any:
    """A value as the encoder wants it."""
    if part["type"].endswith("]"):
        return [_write(_element(part), inner) for inner in value]
    if part["type"] == "tuple":
        inner = (
            [value[field["name"]] for field in part["components"]] if isinstance(value, Mapping) else value
        )
        return tuple(_write(field, entry) for field, entry in zip(part["components"], inner, strict=True))
    if part["type"].startswith("bytes") and isinstance(value, str):
        return bytes.fromhex(value.removeprefix("0x"))
    return value
