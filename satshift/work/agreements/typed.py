"""What people sign off chain, by EIP-712: typed data a wallet can show, and the type hashes that the twin knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid
from satshift.kernel.shape import TypedData
from satshift.kernel.words import say
from satshift.work.agreements.contract import Consent
from satshift.work.agreements.terms import Terms

Fields = tuple[tuple[str, str], ...]

BEFORE: Fields = (("address", "by"),)
AFTER: Fields = (("uint256", "tip"), ("uint256", "nonce"), ("uint256", "deadline"))
ON_ONE: Fields = (("bytes32", "agreement"), ("uint256", "milestone"))

# What stands between `by` and `tip`.
MIDDLES: Mapping[str, Fields] = {
    "Open": (("bytes32", "agreement"),),
    "Accept": (("Terms", "terms"),),
    "Decline": (("bytes32", "agreement"),),
    "TakeBack": (("bytes32", "agreement"),),
    "Submit": (*ON_ONE, ("bytes32", "delivery")),
    "RequestChanges": (*ON_ONE, ("bytes32", "reasons")),
    "Extend": (*ON_ONE, ("uint256", "until")),
    "Release": (*ON_ONE, ("uint256", "amount")),
    "Settle": ON_ONE,
    "Reclaim": ON_ONE,
    "GiveBack": (("bytes32", "agreement"), ("uint256", "milestones")),
    "Part": (("bytes32", "agreement"), ("uint256", "to_worker"), ("uint256", "to_client")),
    "Dispute": (*ON_ONE, ("bytes32", "statement")),
    "Rule": (*ON_ONE, ("uint256", "worker_share_ppm"), ("uint256", "fee"), ("bytes32", "reasons")),
    "Withdraw": (("address", "currency"), ("address", "to")),
}
NESTED: Mapping[str, Fields] = {
    "Milestone": (("uint256", "due"), ("uint256", "amount")),
    "Payee": (("uint256", "share_ppm"), ("address", "account")),
    "Terms": (
        ("address", "client"),
        ("address", "currency"),
        ("address", "arbiter"),
        ("address", "fallback_arbiter"),
        ("bytes32", "digest"),
        ("uint256", "review_for_seconds"),
        ("uint256", "grace_for_seconds"),
        ("uint256", "answer_for_seconds"),
        ("uint256", "fee_cap_ppm"),
        ("uint256", "worker_share_ppm"),
        ("uint256", "change_rounds"),
        ("uint256", "open_by"),
        ("Payee[]", "payees"),
        ("Milestone[]", "milestones"),
    ),
}
TIPPED = frozenset({"Settle", "Reclaim", "TakeBack", "Rule", "Part", "Withdraw"})  # money moves to the signer


@dataclass(frozen=True, slots=True)
class Bench:
    """Where typed data is made: the chain and the Agreement contract that its domain names."""

    chain_id: int
    agreement: Address

    def typed(self, name: str, by: Address, message: Mapping[str, Any], consent: Consent) -> TypedData:
        """Typed data of the type `name`; `message` holds what stands between `by` and `tip`."""
        types = {name: fields_of(name)} | (dict(NESTED) if name == "Accept" else {})
        return TypedData(
            domain={
                "name": "Satshift Agreement",
                "version": "1",
                "chainId": self.chain_id,
                "verifyingContract": self.agreement,
            },
            types={
                key: [{"type": kind, "name": field} for kind, field in part] for key, part in types.items()
            },
            primary=name,
            message={
                "by": by,
                **message,
                "tip": consent.tip,
                "nonce": consent.nonce,
                "deadline": consent.deadline,
            },
        )

    def accept(self, terms: Terms, consent: Consent) -> TypedData:
        """What a worker signs to accept terms."""
        return self.typed("Accept", terms.worker, {"terms": terms_message(terms)}, consent)

    def part(self, terms: Terms, by: Address, to_worker: int, to_client: int, consent: Consent) -> TypedData:
        """What each side signs to part."""
        message = {"agreement": terms.id, "to_worker": to_worker, "to_client": to_client}
        return self.typed("Part", by, message, consent)

    def on_one(
        self, name: str, by: Address, agreement: str, values: Sequence[int | str], consent: Consent
    ) -> TypedData:
        """Any type that begins with an agreement; `values` follow in the type's order."""
        names = [field for _, field in MIDDLES[name][1:]]
        return self.typed(
            name, by, {"agreement": agreement, **dict(zip(names, values, strict=True))}, consent
        )


def fields_of(name: str) -> Fields:
    """All fields of a type, in order."""
    return (*BEFORE, *MIDDLES[name], *AFTER)


def type_string(name: str) -> str:
    """The type as EIP-712 hashes it: the primary one, then those it names in alphabetical order."""
    parts = {name: fields_of(name)} | (dict(sorted(NESTED.items())) if name == "Accept" else {})
    return "".join(
        f"{key}({','.join(f'{kind} {field}' for kind, field in fields)})" for key, fields in parts.items()
    )


def type_hash(name: str) -> str:
    """What the twin's `relay` takes to know what was signed."""
    return "0x" + keccak(text=type_string(name)).hex()


def terms_message(terms: Terms) -> dict[str, Any]:
    """The terms as nested typed data."""
    plain = {field: getattr(terms, field) for kind, field in NESTED["Terms"] if not kind.endswith("[]")}
    payees = [{"share_ppm": payee.share_ppm, "account": payee.account} for payee in terms.payees]
    milestones = [{"due": each.due, "amount": each.amount} for each in terms.milestones]
    return {**plain, "payees": payees, "milestones": milestones}


def digest_of(typed: TypedData) -> bytes:
    """The 32 bytes that are signed."""
    signable = encode_typed_data(full_message=as_json(typed))
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def as_json(typed: TypedData) -> dict[str, Any]:
    """The typed data as wallets take it (eth_signTypedData_v4)."""
    domain = [
        ("string", "name"),
        ("string", "version"),
        ("uint256", "chainId"),
        ("address", "verifyingContract"),
    ]
    types = {"EIP712Domain": [{"type": kind, "name": name} for kind, name in domain]}
    types |= {name: [dict(field) for field in fields] for name, fields in typed.types.items()}
    return {
        "types": types,
        "domain": dict(typed.domain),
        "primaryType": typed.primary,
        "message": dict(typed.message),
    }


def signer_of(typed: TypedData, signature: str) -> Address:
    """Who made this signature with a key of their own; raises Invalid for what is no signature."""
    try:
        raw = bytes.fromhex(signature.removeprefix("0x"))
        found = Account._recover_hash(digest_of(typed), signature=raw)
    except Exception as error:
        raise Invalid(
            "signature-unreadable",
            say("This is not a signature. Sign again and send all 65 bytes."),
            {"signature": say("This is not a signature.")},
        ) from error
    return Address(str(found).lower())
