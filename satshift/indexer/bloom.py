"""The 2,048-bit filter in a block's header that says which addresses its logs may come from."""

from collections.abc import Iterable
from functools import lru_cache

from eth_utils.crypto import keccak

BITS = 2_048


@lru_cache(maxsize=100_000)
def _bits(item: bytes) -> int:
    digest = keccak(item)
    mask = 0
    for start in (0, 2, 4):
        mask |= 1 << (int.from_bytes(digest[start : start + 2], "big") % BITS)
    return mask


def may_hold(bloom: str | None, addresses: Iterable[str]) -> bool:
    """Whether logs of one of the addresses may stand in the block. An absent or empty filter says no."""
    filled = int(bloom, 16) if bloom and bloom != "0x" else 0
    if not filled:
        return False
    return any(filled & mask == mask for mask in (_bits(bytes.fromhex(address[2:])) for address in addresses))


def filter_of(items: Iterable[str]) -> str:
    """The filter over addresses and topics, as a header writes it."""
    mask = 0
    for item in items:
        mask |= _bits(bytes.fromhex(item[2:]))
    return f"0x{mask:0{BITS // 4}x}"
