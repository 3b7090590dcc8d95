"""What people sign, hashed by hand as EIP-712 says, apart from the contract's way and quicker than a wallet's."""

from dataclasses import dataclass
from functools import cache, lru_cache

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from satshift.kernel.address import Address
from satshift.work.agreements.terms import Terms
from tests.contracts.stateful.ground import Ground
from tests.contracts.stateful.words import VERBS, Values, b32

CONSENT = "(uint256,uint256,uint256,bytes)"
TAIL = "uint256 tip,uint256 nonce,uint256 deadline"
PAYEE = "Payee(uint256 share_ppm,address account)"
MILESTONE = "Milestone(uint256 due,uint256 amount)"
TERMS = (
    "Terms(address client,address currency,address arbiter,address fallback_arbiter,bytes32 digest,"
    "uint256 review_for_seconds,uint256 grace_for_seconds,uint256 answer_for_seconds,uint256 fee_cap_ppm,"
    "uint256 worker_share_ppm,uint256 change_rounds,uint256 open_by,Payee[] payees,Milestone[] milestones)"
)


@dataclass(frozen=True, slots=True)
class Consent:
    """A signature as the twin takes it."""

    tip: int = 0
    nonce: int = 0
    deadline: int = 0
    signature: bytes = b""

    @property
    def packed(self) -> tuple[int, int, int, bytes]:
        return (self.tip, self.nonce, self.deadline, self.signature)


@cache
def type_hash(action: str) -> bytes:
    """The EIP-712 type hash of a verb, or of Open and Withdraw."""
    if action == "accept":
        return keccak(text=f"Accept(address by,Terms terms,{TAIL}){MILESTONE}{PAYEE}{TERMS}")
    if action == "open":
        return keccak(text=f"Open(address by,bytes32 agreement,{TAIL})")
    if action == "withdraw":
        return keccak(text=f"Withdraw(address by,address currency,address to,{TAIL})")
    name, _, fields = VERBS[action].signed.rstrip(")").partition("(")
    middle = f",{fields}" if fields else ""
    return keccak(text=f"{name}(address by,bytes32 agreement{middle},{TAIL})")


@lru_cache(maxsize=4096)
def terms_hash(terms: Terms) -> bytes:
    payees = b"".join(
        keccak(keccak(text=PAYEE) + b32(payee.share_ppm) + b32(int(payee.account, 16)))
        for payee in terms.payees
    )
    milestones = b"".join(
        keccak(keccak(text=MILESTONE) + b32(milestone.due) + b32(milestone.amount))
        for milestone in terms.milestones
    )
    people = (terms.client, terms.currency, terms.arbiter, terms.fallback_arbiter)
    windows = (terms.review_for_seconds, terms.grace_for_seconds, terms.answer_for_seconds)
    parts = (terms.fee_cap_ppm, terms.worker_share_ppm, terms.change_rounds, terms.open_by)
    return keccak(
        keccak(text=TERMS + MILESTONE + PAYEE)
        + b"".join(b32(int(each, 16)) for each in (*people, terms.digest))
        + b"".join(b32(each) for each in (*windows, *parts))
        + keccak(payees)
        + keccak(milestones)
    )


def digest_of(
    ground: Ground, action: str, by: Address, subject: bytes, values: Values, consent: Consent
) -> bytes:
    """What a wallet signs for this."""
    tail = (consent.tip, consent.nonce, consent.deadline)
    head = type_hash(action) + b32(int(by, 16)) + subject
    message = keccak(head + b"".join(b32(value) for value in (*values, *tail)))
    return keccak(b"\x19\x01" + _domain(ground.agreement, ground.chain_id) + message)


@cache
def _domain(contract: Address, chain_id: int) -> bytes:
    kind = keccak(text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    names = keccak(text="Satshift Agreement") + keccak(text="1")
    return keccak(kind + names + b32(chain_id) + b32(int(contract, 16)))


def sign(ground: Ground, signer: str, digest: bytes) -> bytes:
    """By a key, or as an account with code that says yes to the digest itself."""
    key = ground.keys.get(signer)
    return digest if key is None else bytes(key.unsafe_sign_hash(digest).signature)


def twin_call(name: str, kinds: tuple[str, ...], values: tuple[object, ...]) -> bytes:
    """Calldata for the twin."""
    return keccak(text=f"{name}({','.join(kinds)})")[:4] + encode(kinds, values)
