"""A signature that somebody else sends: made here, handed over as JSON, checked before it is sent."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from eth_account.signers.local import LocalAccount

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid
from satshift.kernel.money import SATS_PER_BTC, WEI_PER_SAT
from satshift.kernel.shape import TypedData
from satshift.kernel.words import say

BEFORE, AFTER = {"by", "agreement", "terms"}, {"tip", "nonce", "deadline"}


@dataclass(frozen=True, slots=True)
class Signed:
    """What a person signed for one agreement. It names its chain and counts once, until its deadline."""

    chain_id: int
    agreement: str
    name: str
    by: Address
    values: tuple[str, ...]
    tip: str
    nonce: str
    deadline: int
    signature: str

    def to_json(self) -> str:
        """As it is handed over; it gives away nothing but what was signed."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Signed":
        """Read what somebody handed over."""
        try:
            raw = json.loads(text)
            return cls(**{**raw, "by": Address(raw["by"]), "values": tuple(raw["values"])})
        except (ValueError, TypeError, KeyError) as error:
            raise Invalid(
                "signed-unreadable", say("This is no signed action. Copy the whole JSON that you were given.")
            ) from error

    def relayed(self) -> dict[str, Any]:
        """The fields with which it is sent."""
        fields = asdict(self)
        del fields["chain_id"]
        return {**fields, "values": list(self.values)}

    def into(self, names: Collection[str]) -> dict[str, Any]:
        """The fields of an intent that this fills."""
        fields = {name: value for name, value in self.relayed().items() if name in names}
        if "to_worker" in names and self.name == "Part":
            del fields["by"]  # the one who sends is the other side
            fields |= {"nonce": int(self.nonce), "to_worker": in_sats(int(self.values[0]))}
        return fields


def in_sats(wei: int) -> str:
    """Wei that somebody signed, as an intent takes it: exact, or refused there."""
    whole, rest = divmod(wei, WEI_PER_SAT)
    return str(whole) if not rest else f"{Decimal(wei) / WEI_PER_SAT / SATS_PER_BTC:f} BTC"


def sign(account: LocalAccount, typed: TypedData, agreement: str) -> Signed:
    """Sign typed data with a key."""
    made = account.sign_typed_data(dict(typed.domain), _plain(typed.types), dict(typed.message))
    message = typed.message
    fields = [field["name"] for field in typed.types[typed.primary]]
    values = tuple(_text(message[name]) for name in fields if name not in BEFORE | AFTER)
    return Signed(
        chain_id=int(typed.domain["chainId"]),
        agreement=agreement,
        name=typed.primary,
        by=Address(account.address.lower()),
        values=values,
        tip=str(message["tip"]),
        nonce=str(message["nonce"]),
        deadline=int(message["deadline"]),
        signature="0x" + bytes(made.signature).hex(),
    )


def _plain(types: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    return {name: [dict(field) for field in fields] for name, fields in types.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(int(value))
