"""EIP-712 messages of every action, signed as a wallet signs them: with full types, by eth_account."""

from typing import Any

from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from tests.contracts.deals import Consent, Deal

FOREVER = 2**40 - 1

_HEAD = (("by", "address"), ("agreement", "bytes32"))
_TAIL = (("tip", "uint256"), ("nonce", "uint256"), ("deadline", "uint256"))
_ONE = ("milestone", "uint256")

# What stands between `agreement` and `tip`.
MIDDLE: dict[str, tuple[tuple[str, str], ...]] = {
    "Open": (),
    "Decline": (),
    "TakeBack": (),
    "Submit": (_ONE, ("delivery", "bytes32")),
    "RequestChanges": (_ONE, ("reasons", "bytes32")),
    "Extend": (_ONE, ("until", "uint256")),
    "Release": (_ONE, ("amount", "uint256")),
    "Settle": (_ONE,),
    "Reclaim": (_ONE,),
    "GiveBack": (("milestones", "uint256"),),
    "Part": (("to_worker", "uint256"), ("to_client", "uint256")),
    "Dispute": (_ONE, ("statement", "bytes32")),
    "Rule": (_ONE, ("worker_share_ppm", "uint256"), ("fee", "uint256"), ("reasons", "bytes32")),
}
_TERMS = (
    ("client", "address"),
    ("currency", "address"),
    ("arbiter", "address"),
    ("fallback_arbiter", "address"),
    ("digest", "bytes32"),
    ("review_for_seconds", "uint256"),
    ("grace_for_seconds", "uint256"),
    ("answer_for_seconds", "uint256"),
    ("fee_cap_ppm", "uint256"),
    ("worker_share_ppm", "uint256"),
    ("change_rounds", "uint256"),
    ("open_by", "uint256"),
    ("payees", "Payee[]"),
    ("milestones", "Milestone[]"),
)
_STRUCTS = {
    "Terms": _TERMS,
    "Payee": (("share_ppm", "uint256"), ("account", "address")),
    "Milestone": (("due", "uint256"), ("amount", "uint256")),
}


def fields(action: str) -> tuple[tuple[str, str], ...]:
    """Name and type of everything in the message, in order."""
    if action == "Accept":
        return (("by", "address"), ("terms", "Terms"), *_TAIL)
    if action == "Withdraw":
        return (("by", "address"), ("currency", "address"), ("to", "address"), *_TAIL)
    return (*_HEAD, *MIDDLE[action], *_TAIL)


def type_hash(action: str) -> bytes:
    """What `relay` takes to say which action was signed."""
    names = [action, *(["Milestone", "Payee", "Terms"] if action == "Accept" else [])]
    kinds = {action: fields(action), **_STRUCTS}
    parts = (f"{name}({','.join(f'{kind} {what}' for what, kind in kinds[name])})" for name in names)
    return keccak(text="".join(parts))


def sign(
    who: LocalAccount,
    action: str,
    *values: Any,
    verifier: str,
    chain_id: int,
    by: str | None = None,
    tip: int = 0,
    nonce: int = 0,
    deadline: int = FOREVER,
) -> Consent:
    """A consent; `values` are what stands between `by` and `tip`."""
    middle = [name for name, _ in fields(action)[1:-3]]
    message = dict(zip(middle, values, strict=True))
    message |= {"by": by or who.address, "tip": tip, "nonce": nonce, "deadline": deadline}
    structs = _STRUCTS if action == "Accept" else {}
    kinds = {
        name: [{"name": what, "type": kind} for what, kind in parts]
        for name, parts in ({action: fields(action)} | structs).items()
    }
    domain = {
        "name": "Satshift Agreement",
        "version": "1",
        "chainId": chain_id,
        "verifyingContract": verifier,
    }
    signed = who.sign_typed_data(domain_data=domain, message_types=kinds, message_data=message)
    return (tip, nonce, deadline, bytes(signed.signature))


def accept_terms(deal: Deal) -> dict[str, Any]:
    """The `terms` of an Accept."""
    return deal.spelled_out()
