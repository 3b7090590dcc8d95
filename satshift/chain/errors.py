"""Turns what a node answers into the project's own family of errors, with the contract's own words."""

import re
from collections.abc import Mapping
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from satshift.chain import refusals
from satshift.kernel.errors import NotFound, Refused, SatshiftError, Unreachable
from satshift.kernel.words import say

ERROR_STRING = "0x08c379a0"  # Error(string)
PANIC = "0x4e487b71"  # Panic(uint256)
REVERT_CODES = frozenset({3, -32015})  # geth, reth and anvil; Rootstock
BUSY_CODES = frozenset({-32011, 429, -32097})
MISSING_CODES = frozenset({-32601, -32004})

# A node's words, in the order they are tried, and the code and sentence they stand for.
_POOL: tuple[tuple[str, str, str], ...] = (
    (
        r"already known|already imported|known transaction|already exists|transaction already",
        "already-known",
        say("The network has this transaction already. Wait for it to be mined."),
    ),
    (
        r"nonce too low|nonce is too low|invalid nonce.*lower|old nonce",
        "nonce-too-low",
        say("Another transaction of this account took this place. Try again; the next place is used then."),
    ),
    (
        r"nonce too high|nonce is too high|nonce gap",
        "nonce-too-high",
        say("An earlier transaction of this account is missing. Wait until it is mined and try again."),
    ),
    (
        r"replacement transaction underpriced|not enough to bump|gas price not enough|underpriced replacement",
        "replacement-underpriced",
        say("Another transaction waits in this place. To replace it, offer a higher fee."),
    ),
    (
        r"exceeds cap|above the cap|exceeds the configured cap",
        "fee-above-cap",
        say(
            "The fee is far above what the network takes, so the node refused it. Ask for a new fee and try again."
        ),
    ),
    (
        r"insufficient funds|insufficient balance|sender balance|enough funds|Insufficient max fee",
        "coin-too-little",
        say(
            "The account holds too little coin for the amount and the network's fee. Receive more coin first."
        ),
    ),
    (
        r"underpriced|lower than block's minimum|less than block base fee|lower than the current base|fee too low",
        "fee-too-low",
        say("The fee is below what the network takes now. Ask for a new fee and try again."),
    ),
    (
        r"exceeds block gas limit|gas limit exceeds|exceeds gas limit|gas limit too high|gas too high",
        "gas-above-block",
        say("The transaction needs more gas than one block holds. Split it into smaller steps."),
    ),
    (
        r"intrinsic gas|gas too low",
        "gas-too-low",
        say("The transaction carries too little gas to start. Ask for a new fee and try again."),
    ),
    (
        r"txpool is full|pool is full|too many pending|virtual gas|exceeds.*account slots",
        "pool-full",
        say("The node holds too many waiting transactions. Wait a minute and try again."),
    ),
)
_LOGS = re.compile(r"range|more than|too many|limit|response size|results", re.IGNORECASE)


def from_rpc(error: Mapping[str, Any], method: str = "") -> SatshiftError:
    """The error of the family that stands for a JSON-RPC `error` object."""
    code, words = int(error.get("code") or 0), str(error.get("message") or "")
    data = revert_data(error)
    if code in REVERT_CODES or data is not None or re.search(r"\brevert", words, re.IGNORECASE):
        return from_revert(data or "0x", words)
    if code == -32012 or (method == "eth_getLogs" and _LOGS.search(words)):
        return Refused(
            "logs-too-many",
            say("The node does not read that many blocks at once. Ask for a smaller range."),
        )
    if code in MISSING_CODES or re.search(r"method not found|unsupported method", words, re.IGNORECASE):
        return Unreachable(
            "node-method-missing",
            say("The node does not offer {method}. Use another node for this network."),
            method=method,
        )
    if code in BUSY_CODES or re.search(r"rate limit|too many requests", words, re.IGNORECASE):
        return Unreachable("node-busy", say("The node asks us to slow down. Wait a moment and try again."))
    return _pool_error(words) or _rest(code, words, method)


def _pool_error(words: str) -> Refused | None:
    for pattern, code, sentence in _POOL:
        if re.search(pattern, words, re.IGNORECASE):
            return Refused(code, sentence, words=words)
    return None


def _rest(code: int, words: str, method: str) -> SatshiftError:
    if re.search(r"out of ?gas|OutOfGas", words, re.IGNORECASE):
        return Refused("out-of-gas", say("The contract ran out of gas. Try again with a higher gas limit."))
    if re.search(r"not found|unknown block|missing trie|header not found|pruned", words, re.IGNORECASE):
        return NotFound(
            "block-unknown", say("The node does not have that block or its state: {words}."), words=words
        )
    if code in (-32602, -32600, -32000):
        return Refused("node-refused", say("The node refused {method}: {words}."), method=method, words=words)
    return Unreachable(
        "node-error",
        say("The node answered {method} with an error: {words}. Try again or use another node."),
        method=method,
        words=words,
    )


def revert_data(error: Mapping[str, Any]) -> str | None:
    """The raw revert bytes in an error object, however the node wraps them."""
    data = error.get("data")
    if isinstance(data, Mapping):
        data = data.get("data") or data.get("output")
    if isinstance(data, str):
        found = re.search(r"0x[0-9a-fA-F]*", data)
        return found[0] if found else None
    return None


def from_revert(data: str, words: str = "") -> Refused:
    """The refusal that a contract's revert bytes spell."""
    said = reason_of(data)
    if said is not None:
        return Refused(refusals.code_of(said), refusals.sentence_of(said), words=said)
    if data.startswith(PANIC):
        return Refused(
            "contract-panic",
            say("The contract stopped at a calculation that can't be done. Check the amounts and try again."),
        )
    if re.search(r"out of ?gas", words, re.IGNORECASE):
        return Refused("out-of-gas", say("The contract ran out of gas. Try again with a higher gas limit."))
    return Refused(
        "contract-refused",
        say(
            "The contract refused without a word. An amount or an address in the call is probably out of range."
        ),
        data=data,
    )


def reason_of(data: str) -> str | None:
    """The string in `Error(string)` revert bytes, or None."""
    if not data.startswith(ERROR_STRING):
        return None
    try:
        (said,) = decode(["string"], bytes.fromhex(data[10:]))
    except (DecodingError, ValueError):
        return None
    return str(said)
