"""Addresses: EIP-55 and EIP-1191 accepted, lower case kept, the network's own form shown."""

import re
from typing import NewType

from eth_utils.crypto import keccak

from satshift.kernel.errors import Invalid

Address = NewType("Address", str)  # "0x" and 40 hexadecimal digits in lower case

NOBODY = Address("0x" + "00" * 20)
EIP1191_CHAINS = frozenset({30, 31})  # https://eips.ethereum.org/EIPS/eip-1191: the adopters


def checksum(address: str, chain_id: int | None = None) -> str:
    """The mixed-case form: EIP-1191 on the chains that use it, EIP-55 elsewhere."""
    digits = address.lower().removeprefix("0x")
    text = f"{chain_id}0x{digits}" if chain_id in EIP1191_CHAINS else digits
    digest = keccak(text=text).hex()
    return "0x" + "".join(
        digit.upper() if int(digest[place], 16) >= 8 else digit for place, digit in enumerate(digits)
    )


def parse_address(text: str) -> Address:
    """Read an address as people paste it.

    One case throughout is taken as it is; mixed case must carry a right checksum of EIP-55 or EIP-1191.
    Raises `Invalid` with code `address-unreadable` or `address-checksum`.
    """
    plain = text.strip()
    if not re.fullmatch(r"0[xX][0-9a-fA-F]{40}", plain):
        raise Invalid(
            "address-unreadable",
            "“{text}” is not an address. An address is 0x and 40 digits from 0-9 and a-f; copy it whole.",
            text=plain[:64],
        )
    digits = plain[2:]
    if digits not in (digits.lower(), digits.upper()):
        right = {checksum(plain, chain) for chain in (None, *EIP1191_CHAINS)}
        if "0x" + digits not in right:
            raise Invalid(
                "address-checksum",
                "The address {text} has a wrong checksum: a letter or digit was changed. Copy it again from its owner.",
                text=plain,
            )
    return Address("0x" + digits.lower())
