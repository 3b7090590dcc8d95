"""The browser's door to the node: a few methods of JSON-RPC, small, of the same origin, and not too often."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from satshift.chain import abi
from satshift.chain.wire import Ask
from satshift.kernel.errors import Invalid, NotFound, Refused, SatshiftError
from satshift.kernel.words import say
from satshift.web.house import House, house_of
from satshift.web.reader import reader_of

router = APIRouter(include_in_schema=False)
MOST_BYTES = 150_000  # a transaction is 128 KiB at most on these networks, and travels as hexadecimal
RATE, BURST, MOST_VISITORS = 25.0, 100.0, 10_000  # requests a second, and at once, for one address
Check = Callable[[House, list[Any]], bool]


def _is_hex(value: Any, digits: str) -> bool:
    return isinstance(value, str) and re.fullmatch(f"0x[0-9a-fA-F]{digits}", value) is not None


def _account(_: House, params: list[Any]) -> bool:
    return len(params) == 2 and _is_hex(params[0], "{40}") and params[1] in ("latest", "pending")


def _hash(_: House, params: list[Any]) -> bool:
    return len(params) == 1 and _is_hex(params[0], "{64}")


def _message(_: House, params: list[Any]) -> bool:
    fields = {"from", "to", "data", "value", "gas"}
    return len(params) == 1 and isinstance(params[0], Mapping) and set(params[0]) <= fields


def _call(house: House, params: list[Any]) -> bool:
    """Reading is for our own contracts; this is no node for everybody."""
    if len(params) != 2 or params[1] not in ("latest", "pending") or not _message(house, params[:1]):
        return False
    return str(params[0].get("to", "")).lower() in contracts(house).values()


ALLOWED: Mapping[str, Check] = {
    "eth_blockNumber": lambda _, params: not params,
    "eth_call": _call,
    "eth_chainId": lambda _, params: not params,
    "eth_estimateDiffSize": _message,
    "eth_estimateGas": _message,
    "eth_feeHistory": lambda _, params: len(params) == 3 and params[0] in (1, "0x1", 10, "0xa"),
    "eth_gasPrice": lambda _, params: not params,
    "eth_getBalance": _account,
    "eth_getBlockByNumber": lambda _, params: params == ["latest", False],
    "eth_getTransactionByHash": _hash,
    "eth_getTransactionCount": _account,
    "eth_getTransactionReceipt": _hash,
    "eth_maxPriorityFeePerGas": lambda _, params: not params,
    "eth_sendRawTransaction": lambda _, params: len(params) == 1 and _is_hex(params[0], "+"),
}


@dataclass
class Pace:
    """How much each visitor may still ask; fills up again with time."""

    lock: Lock = field(default_factory=Lock)
    left: dict[str, tuple[float, float]] = field(default_factory=dict)  # visitor -> (tokens, when)

    def take(self, visitor: str) -> bool:
        """Whether one more request is fine."""
        now = time.monotonic()
        with self.lock:
            if len(self.left) > MOST_VISITORS:
                self.left.clear()
            tokens, since = self.left.get(visitor, (BURST, now))
            tokens = min(BURST, tokens + (now - since) * RATE)
            self.left[visitor] = (tokens - 1 if tokens >= 1 else tokens, now)
            return tokens >= 1


pace = Pace()


def contracts(house: House) -> dict[str, str]:
    """Where our contracts stand on this network, by name."""
    found: dict[str, str] = {}
    for card in house.cards:
        for name in (card.contract, *abi.artifact(card.contract).needs) if card.contract else ():
            try:
                found[name] = house.desk.contract(name)
            except NotFound:
                continue
    return found


@router.post("/rpc")
async def rpc(request: Request) -> JSONResponse:
    """One JSON-RPC request; the answer's error is a sentence in the reader's language."""
    place: Any = None
    try:
        place, ask = _read(await request.body())
        visitor = request.client.host if request.client else ""
        if not pace.take(visitor):
            raise Refused("too-often", say("This asks too often. Wait a moment and try again."))
        result = await run_in_threadpool(_ask, house_of(request), ask)
    except SatshiftError as error:
        reader = await run_in_threadpool(reader_of, request)
        sentence = reader.error(error)
        return _answer(place, {"error": _error(error, sentence)}, 429 if error.code == "too-often" else 200)
    return _answer(place, {"result": result})


def _read(body: bytes) -> tuple[Any, Ask]:
    try:
        asked = json.loads(body) if len(body) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("params", []), list):
        raise Invalid("rpc-unreadable", say("This is not one JSON-RPC request of a reasonable size."))
    place = asked.get("id")
    return place if isinstance(place, int | str) else None, Ask(
        str(asked.get("method")), tuple(asked.get("params", []))
    )


def _ask(house: House, ask: Ask) -> Any:
    check = ALLOWED.get(ask.method)
    if check is None or not check(house, list(ask.params)):
        raise Refused(
            "rpc-not-offered",
            say(
                "This site asks the node only what its wallet needs; {method} in this form is not part of it."
            ),
            method=ask.method[:40],
        )
    # Sending is never repeated by us: the wallet keeps what it signed and decides.
    return house.node.rpc.ask(ask, once=ask.method == "eth_sendRawTransaction")


def _error(error: SatshiftError, sentence: str) -> dict[str, Any]:
    code = 3 if error.status == 409 else -32000
    return {"code": code, "message": sentence, "data": {"satshift": error.code, "status": error.status}}


def _answer(place: Any, what: dict[str, Any], status: int = 200) -> JSONResponse:
    headers = {"cache-control": "no-store"}
    return JSONResponse({"jsonrpc": "2.0", "id": place, **what}, status_code=status, headers=headers)
