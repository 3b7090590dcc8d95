"""Reads a signed transaction before it is handed over: for which chain, to whom, what."""

from dataclasses import dataclass
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid
from satshift.kernel.words import say

UNREADABLE = say(
    "This is not a signed transaction. Send the raw bytes that the wallet made, as 0x and digits."
)
# By type: how many fields, and where chain id, to, value and data stand among them.
FORMS = {1: (11, 0, 4, 5, 6), 2: (12, 0, 5, 6, 7)}
LEGACY = (9, None, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """As far as we have to know it; `chain_id` is None where an old form names none."""

    hash: str
    chain_id: int | None
    to: Address | None
    value: int
    data: str


def read_signed(raw: str) -> SignedTransaction:
    """Raises Invalid for anything else."""
    try:
        payload = bytes.fromhex(raw[2:])
        kind = 0 if payload[0] >= 0xC0 else payload[0]
        fields: Any = rlp.decode(payload if kind == 0 else payload[1:])
        count, chain_at, to_at, value_at, data_at = LEGACY if kind == 0 else FORMS[kind]
        if not isinstance(fields, list) or len(fields) != count:
            raise ValueError("another count of fields")
        return SignedTransaction(
            hash="0x" + keccak(payload).hex(),
            chain_id=_legacy_chain(fields) if chain_at is None else int.from_bytes(fields[chain_at], "big"),
            to=_to(fields[to_at]),
            value=int.from_bytes(fields[value_at], "big"),
            data="0x" + fields[data_at].hex(),
        )
    except (rlp.exceptions.RLPException, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Invalid("transaction-unreadable", UNREADABLE, {"raw": UNREADABLE}) from error


def _legacy_chain(fields: list[bytes]) -> int | None:
    v = int.from_bytes(fields[6], "big")
    return (v - 35) // 2 if v >= 35 else None  # EIP-155


def _to(raw: bytes) -> Address | None:
    if len(raw) not in (0, 20):
        raise ValueError("no address")
    return Address("0x" + raw.hex()) if raw else None
