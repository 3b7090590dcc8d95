"""JSON-RPC on the wire, without I/O: what is posted, how an answer is read, when asking again is right."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from satshift.chain import errors
from satshift.kernel.errors import Refused, SatshiftError, Unreachable
from satshift.kernel.words import say

ROUNDS = 3  # how often every address is tried
FIRST_PAUSE = 0.1  # seconds; doubles with each round
AGAIN = frozenset({"node-away", "node-garbled", "node-busy", "node-stalled"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One JSON-RPC request."""

    method: str
    params: tuple[Any, ...] = ()


CHAIN_ID = Ask("eth_chainId")


def encode(asks: Sequence[Ask]) -> bytes:
    """The body of a request; one ask is no batch."""
    bodies = [
        {"jsonrpc": "2.0", "id": place, "method": ask.method, "params": list(ask.params)}
        for place, ask in enumerate(asks, 1)
    ]
    return json.dumps(bodies[0] if len(bodies) == 1 else bodies).encode()


def decode(asks: Sequence[Ask], status: int, body: bytes) -> list[Any]:
    """The results in the order of `asks`; an ask that was refused has its SatshiftError in its place."""
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = None
    answers = parsed if isinstance(parsed, list) else [parsed]
    if not all(isinstance(answer, Mapping) for answer in answers):
        raise _unreadable(status)
    if len(answers) == 1 and len(asks) > 1 and "error" in answers[0]:
        raise _error(answers[0]["error"], asks[0].method)
    by_id = {answer.get("id"): answer for answer in answers}
    if len(asks) == 1 and len(answers) == 1 and answers[0].get("id") is None:
        by_id = {1: answers[0]}  # some nodes forget the id of a request they refuse
    return [_result(by_id.get(place), ask.method, status) for place, ask in enumerate(asks, 1)]


def _result(answer: Mapping[str, Any] | None, method: str, status: int) -> Any:
    if answer is None:
        raise _unreadable(status)
    if answer.get("error") is not None:
        return _error(answer["error"], method)
    if "result" not in answer:
        raise _unreadable(status)
    return answer["result"]


def _error(error: Any, method: str) -> SatshiftError:
    return errors.from_rpc(error if isinstance(error, Mapping) else {"message": str(error)}, method)


def _unreadable(status: int) -> Unreachable:
    if status == 429:
        return Unreachable("node-busy", say("The node asks us to slow down. Wait a moment and try again."))
    if status >= 400:
        return Unreachable(
            "node-away",
            say("The node answered with HTTP status {status}. Try again or use another node."),
            status=status,
        )
    return Unreachable("node-garbled", say("The node's answer can't be read. Try again or use another node."))


def away(error: httpx.HTTPError | httpx.InvalidURL) -> Unreachable:
    """The error of the family for a failed exchange."""
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(
            "node-stalled", say("The node did not answer in time. Try again or use another node.")
        )
    return Unreachable(
        "node-away", say("The node can't be reached. Check that it runs and that you are online.")
    )


def wrong_network(expected: int, found: int) -> Refused:
    return Refused(
        "wrong-network",
        say(
            "The node speaks for chain {found}, but chain {expected} was asked for. Check the node's address."
        ),
        expected=expected,
        found=found,
    )


def number(value: Any) -> int:
    """A quantity as nodes write it: 0x-hexadecimal, or a plain number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("not a number")
    return int(value, 16) if isinstance(value, str) else value
