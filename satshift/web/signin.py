"""Sign-in by EIP-4361: a message bound to this site, this chain and one nonce, signed by the person's own key."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.crypto import keccak

from satshift.chain.node import Node
from satshift.kernel.address import Address, checksum, parse_address
from satshift.kernel.errors import Invalid, Refused, SatshiftError

WORDS = "Sign in to Satshift. This sends nothing and costs nothing."
LASTS = timedelta(minutes=10)
MAGIC = "0x1626ba7e"  # ERC-1271
FORM = re.compile(
    r"(?P<domain>[^\s]+) wants you to sign in with your Ethereum account:\n"
    r"(?P<address>0x[0-9a-fA-F]{40})\n\n"
    r"(?P<words>[^\n]*)\n\n"
    r"URI: (?P<uri>[^\n]+)\n"
    r"Version: 1\n"
    r"Chain ID: (?P<chain>\d{1,12})\n"
    r"Nonce: (?P<nonce>[a-zA-Z0-9]{8,64})\n"
    r"Issued At: (?P<issued>[^\n]+)\n"
    r"Expiration Time: (?P<expires>[^\n]+)"
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the sign-in is for."""

    domain: str
    uri: str
    chain_id: int


def new_nonce() -> str:
    """Letters and digits only, as the standard wants it."""
    return secrets.token_hex(16)


def message(site: Site, address: Address, nonce: str, now: datetime) -> str:
    """What the wallet shows and signs."""
    # EIP-4361 wants the EIP-55 form on every chain.
    return (
        f"{site.domain} wants you to sign in with your Ethereum account:\n{checksum(address)}\n\n{WORDS}\n\n"
        f"URI: {site.uri}\nVersion: 1\nChain ID: {site.chain_id}\nNonce: {nonce}\n"
        f"Issued At: {_stamp(now)}\nExpiration Time: {_stamp(now + LASTS)}"
    )


def check(text: str, signature: str, site: Site, nonce: str | None, now: datetime, node: Node) -> Address:
    """The address that signed this message for this site, just now; raises Refused or Invalid."""
    found = FORM.fullmatch(text)
    if found is None:
        raise Invalid("sign-in-unreadable", "This is not a sign-in message. Open the sign-in page again.")
    if found["domain"] != site.domain or int(found["chain"]) != site.chain_id or found["uri"] != site.uri:
        raise Refused(
            "sign-in-elsewhere",
            "This message was made for another site or another network. Nothing was signed in; check the address bar.",
        )
    if nonce is None or not secrets.compare_digest(found["nonce"], nonce):
        raise Refused("sign-in-used", "This sign-in was used already. Open the sign-in page again.")
    if not _read(found["issued"]) - timedelta(minutes=5) <= now < _read(found["expires"]):
        raise Refused("sign-in-late", "This sign-in message is too old. Open the sign-in page again.")
    address = parse_address(found["address"])
    if not _is_signed(address, text, signature, node):
        raise Refused(
            "sign-in-signature",
            "The signature does not belong to this address. Sign with the account you chose.",
        )
    return address


def _is_signed(address: Address, text: str, signature: str, node: Node) -> bool:
    if not re.fullmatch(r"0x([0-9a-fA-F]{2}){1,2000}", signature):
        return False
    signable = encode_defunct(text=text)
    try:
        signer = Account.recover_message(signable, signature=signature)
    except Exception:  # noqa: BLE001 - each library below names a bad signature its own way
        signer = ""
    if str(signer).lower() == address:
        return True
    digest = keccak(b"\x19" + signable.version + signable.header + signable.body)
    return _is_taken_by_contract(address, digest, bytes.fromhex(signature[2:]), node)


def _is_taken_by_contract(address: Address, digest: bytes, signature: bytes, node: Node) -> bool:
    """A contract wallet says itself whether a signature is its own (ERC-1271)."""
    padded = signature + bytes(-len(signature) % 32)
    data = (
        MAGIC
        + digest.hex()
        + (64).to_bytes(32, "big").hex()
        + len(signature).to_bytes(32, "big").hex()
        + padded.hex()
    )
    try:
        answer = node.call(address, data)
    except SatshiftError:
        return False
    return answer.lower().startswith(MAGIC)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "sign-in-unreadable", "This is not a sign-in message. Open the sign-in page again."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
