"""Writes a plan as the browser's wallet reads it; the form is in wallet/README.md."""

from collections.abc import Mapping, Sequence
from typing import Any

from satshift.chain import abi
from satshift.kernel.shape import Call, Plan, TypedData
from satshift.web.house import House
from satshift.web.rpc import contracts


def chain_json(house: House) -> dict[str, Any]:
    """The network, as the wallet must know it."""
    profile = house.profile
    return {
        "id": profile.chain_id,
        "name": profile.title,
        "symbol": profile.symbol,
        "rpc": "/rpc",
        "publicRpc": list(house.node.urls if profile.is_embedded else profile.rpc_urls or house.node.urls),
        "explorer": profile.explorers[0] if profile.explorers else "",
        "legacy": profile.is_legacy,
        "l1Fee": profile.fee_model == "eip1559+l1diff",
        "eip1191": profile.checksum == "eip1191",
        "local": profile.is_embedded,
    }


def page_json(house: House) -> dict[str, Any]:
    """What a page without a plan tells the wallet: the network and where our contracts stand."""
    return {**chain_json(house), "contracts": contracts(house)}


def plan_json(
    house: House,
    plan: Plan,
    *,
    state_key: str,
    says: str,
    undo: str,
    next: str,
    account: str | None = None,
    fresh: str | None = None,
    terms: Any = None,
    rate: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A kernel plan for the island `plan` of a review page; `says` and `undo` are in the reader's language."""
    return {
        "stateKey": state_key,
        "fresh": fresh,
        "account": account,
        "chain": chain_json(house),
        "contracts": contracts(house),
        "calls": [_call(call) for call in plan.calls],
        "sign": _typed(plan.sign) if plan.sign else None,
        "terms": plain(terms),
        "says": says,
        "undo": undo,
        "leaves": {"wei": str(plan.leaves.wei), "currency": plan.leaves.currency} if plan.leaves else None,
        "to": list(plan.to),
        "rate": dict(rate) if rate else None,
        "next": next,
    }


def plain(value: Any) -> Any:
    """Values as JSON keeps them exactly: integers as decimal text, bytes as 0x-hexadecimal."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [plain(each) for each in value]
    raise TypeError(f"no plain form of {type(value).__name__}")


def _call(call: Call) -> dict[str, Any]:
    return {
        "to": call.to,
        "data": abi.encode_call(call),
        "value": str(call.value),
        "contract": call.contract if call.method else "",
        "method": call.method,
        "args": plain(call.args),
    }


def _typed(typed: TypedData) -> dict[str, Any]:
    return {
        "domain": plain(typed.domain),
        "types": {name: [dict(field) for field in fields] for name, fields in typed.types.items()},
        "primaryType": typed.primary,
        "message": plain(typed.message),
    }
