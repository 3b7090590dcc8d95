"""What goes out as JSON: plans, calls, sums of money, moments; large whole numbers are texts."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from satshift.chain import abi
from satshift.chain.fees import FeeQuote
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.money import WEI_PER_SAT
from satshift.kernel.shape import Call, Moment, Money, Plan, Sentence, TypedData
from satshift.store import Head

SAFE = 2**53  # above it other languages lose digits

Wei = Annotated[str, Field(pattern=r"^[0-9]{1,78}$", examples=["500000000000000"])]
AddressText = Annotated[
    str, Field(pattern=r"^0x[0-9a-f]{40}$", examples=["0x5fbdb2315678afecb367f032d93f642f64180aa3"])
]
HashText = Annotated[
    str,
    Field(
        pattern=r"^0x[0-9a-f]{64}$",
        examples=["0x8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b"],
    ),
]
Hex = Annotated[str, Field(pattern=r"^0x[0-9a-f]*$", examples=["0x"])]


class Shown(BaseModel):
    """Base of everything that goes out."""

    model_config = ConfigDict(frozen=True)


class AsOf(Shown):
    """The block that an answer stands for, its time, and when this node learned of it."""

    block: int | None
    time: int | None
    seen_at: int | None


class MoneyShown(Shown):
    """An amount: wei as text, whole sats for the chain's coin, and words."""

    wei: Wei
    currency: AddressText
    sats: int | None
    text: str


class CallShown(Shown):
    """One transaction to sign and send: exactly these bytes."""

    to: AddressText
    contract: str
    method: str
    data: Hex
    value: Wei
    args: dict[str, Any]


class TypedDataShown(Shown):
    """What eth_signTypedData_v4 takes."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    types: dict[str, list[dict[str, str]]]
    domain: dict[str, Any]
    primary_type: str = Field(serialization_alias="primaryType", validation_alias="primaryType")
    message: dict[str, Any]


class FeeShown(Shown):
    """The network's fee for the first call: the most that can leave, and what probably will."""

    gas: int
    most: MoneyShown
    likely: MoneyShown


class PlanShown(Shown):
    """What a person is about to sign: in words, and in bytes. Nothing was sent."""

    says: str
    template: str
    values: dict[str, Any]
    undo: str
    leaves: MoneyShown | None
    to: list[AddressText]
    fee: FeeShown | None
    calls: list[CallShown]
    sign: TypedDataShown | None
    papers: list[dict[str, Any]]
    as_of: AsOf


def as_of(head: Head | None) -> AsOf:
    if head is None:
        return AsOf(block=None, time=None, seen_at=None)
    return AsOf(block=head.number, time=head.time, seen_at=head.seen_at)


def money_shown(money: Money) -> MoneyShown:
    is_coin = money.currency == NOBODY
    return MoneyShown(
        wei=str(money.wei),
        currency=money.currency,
        sats=money.wei // WEI_PER_SAT if is_coin else None,
        text=str(money),
    )


def plan_shown(plan: Plan, head: Head | None, fee: FeeQuote | None) -> PlanShown:
    return PlanShown(
        says=str(Sentence(plan.says, plan.values)),
        template=plan.says,
        values={name: plain(value) for name, value in plan.values.items()},
        undo=plan.undo,
        leaves=None if plan.leaves is None else money_shown(plan.leaves),
        to=list(plan.to),
        fee=None if fee is None else fee_shown(fee),
        calls=[call_shown(call) for call in plan.calls],
        sign=None if plan.sign is None else typed_shown(plan.sign),
        papers=[dict(paper) for paper in plan.papers],
        as_of=as_of(head),
    )


def fee_shown(fee: FeeQuote) -> FeeShown:
    most, likely = Money(fee.total_wei), Money(fee.likely_wei)
    return FeeShown(gas=fee.gas, most=money_shown(most), likely=money_shown(likely))


def call_shown(call: Call) -> CallShown:
    data = abi.encode_call(call)
    args = abi.decode_call(call.contract, data)[1] if call.method else {}
    return CallShown(
        to=call.to,
        contract=call.contract,
        method=call.method,
        data=data,
        value=str(call.value),
        args={name: plain(value) for name, value in args.items()},
    )


def typed_shown(typed: TypedData) -> TypedDataShown:
    domain = [
        ("string", "name"),
        ("string", "version"),
        ("uint256", "chainId"),
        ("address", "verifyingContract"),
    ]
    types = {"EIP712Domain": [{"type": kind, "name": name} for kind, name in domain]}
    types |= {name: [dict(field) for field in fields] for name, fields in typed.types.items()}
    return TypedDataShown(
        types=types, domain=dict(typed.domain), primary_type=typed.primary, message=plain(typed.message)
    )


def plain(value: Any) -> Any:
    """Any value of ours as JSON has it; whole numbers beyond 2**53 as text."""
    if isinstance(value, Money):
        return money_shown(value).model_dump()
    if isinstance(value, Moment):
        return {"time": value.seconds, "text": str(value)}
    if isinstance(value, Sentence):
        return {"says": str(value), "template": value.says, "values": plain(value.values)}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        return value if abs(value) < SAFE else str(value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return [plain(inner) for inner in value] if isinstance(value, Iterable) else str(value)


def address_of(text: str) -> Address:
    """An address that a path or query has already checked."""
    return Address(text.lower())
