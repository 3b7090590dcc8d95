"""What we know about each network before asking it: read from networks.toml, frozen, checked again at start-up."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound, Refused

FeeModel = Literal["legacy-min-gas-price", "eip1559", "eip1559+l1diff"]

EMBEDDED = "anvil"
GONE = frozenset({"shut-down", "assume-dead"})
OWN = frozenset({"contracts", "tokens"})  # addresses belong to one chain and are never inherited


@dataclass(frozen=True, slots=True)
class Token:
    """An ERC-20 we know by name; `decimals` is a hint, the contract has the last word."""

    symbol: str
    address: Address
    decimals: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One network. Times are in seconds, prices in wei."""

    name: str
    chain_id: int
    title: str
    status: str
    symbol: str
    fee_model: FeeModel
    rpc_urls: tuple[str, ...] = ()
    rpc_urls_with_key: tuple[str, ...] = ()
    explorers: tuple[str, ...] = ()
    faucets: tuple[str, ...] = ()
    story: str = ""
    tx_types: tuple[int, ...] = (0,)
    checksum: str = "eip55"
    hd_path: str = "m/44'/60'/0'/0/{index}"
    block_seconds: float = 30
    block_gas_limit: int = 10_000_000
    tx_gas_limit: int = 5_000_000
    max_code_size: int = 24_576
    max_call_depth: int = 1_024
    estimate_margin_percent: int = 20
    typical_gas_price: int = 0
    gas_price_cap_multiple: int = 0  # the node refuses prices above this many times its minimum; 0: no cap
    replacement_bump_percent: int = 10
    max_pending: int = 16  # transactions of one account that wait in the node's pool
    forgets_after: int = 650  # the pool drops a transaction that waits longer
    logs_range: int = 1_000
    logs_results: int = 5_000
    batch_max: int = 50
    call_gas_cap: int = 10_000_000
    timeout: int = 10
    confirmations: int = 1
    confirmations_high: str = "1"
    l1_overhead_bytes: int = 0
    skip_tx_to: Address | None = None
    system_sender: Address | None = None
    native_is_erc20: Address | None = None
    contracts: Mapping[str, Address] = field(default_factory=dict)
    tokens: Mapping[str, Token] = field(default_factory=dict)

    @property
    def is_legacy(self) -> bool:
        """Only transactions of type 0 are taken."""
        return self.fee_model == "legacy-min-gas-price"

    @property
    def is_embedded(self) -> bool:
        return self.name == EMBEDDED

    @property
    def is_live(self) -> bool:
        return self.status == "live"


def names() -> tuple[str, ...]:
    """Every network we know of, the closed ones too."""
    return tuple(_tables())


def load(name: str) -> Profile:
    """The network called `name`; raises NotFound, or Refused with its story when it was shut down."""
    if name not in _tables():
        known = ", ".join(name for name in names() if _tables()[name]["status"] not in GONE)
        raise NotFound(
            "network-unknown", "No network is called “{name}”. We know: {known}.", name=name, known=known
        )
    profile = _read(name)
    if profile.status in GONE:
        raise Refused(
            "network-shut-down",
            "{title} is closed. {story} Nothing can be sent there; choose another network.",
            title=profile.title,
            story=profile.story,
        )
    return profile


def by_chain_id(chain_id: int) -> Profile:
    """The network with this chain id; raises as `load` does."""
    for name, table in _tables().items():
        if table["chain_id"] == chain_id:
            return load(name)
    raise NotFound("network-unknown", "No network we know has the chain id {chain_id}.", chain_id=chain_id)


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = resources.files("satshift.chain").joinpath("networks.toml").read_text(encoding="utf-8")
    raw: dict[str, dict[str, Any]] = tomllib.loads(text)["networks"]
    return {name: _resolve(raw, name) for name in raw}


def _resolve(raw: Mapping[str, dict[str, Any]], name: str) -> dict[str, Any]:
    table = raw[name]
    if "inherits" not in table:
        return dict(table)
    base = {key: value for key, value in _resolve(raw, table["inherits"]).items() if key not in OWN}
    return {**base, **table}


# Where a field of `Profile` has another name in the file.
_NAMES = {
    "title": "name",
    "tx_gas_limit": "tx_gas_limit_recommended",
    "typical_gas_price": "min_gas_price_wei_typical",
    "gas_price_cap_multiple": "gas_price_cap_multiple_relay",
    "max_pending": "max_account_slots",
    "forgets_after": "mempool_ttl_s",
    "logs_range": "logs_max_range",
    "logs_results": "logs_max_results",
    "batch_max": "rpc_batch_max",
    "call_gas_cap": "rpc_call_gas_cap",
    "confirmations": "confirmations_min",
    "l1_overhead_bytes": "l1_fee_overhead_bytes",
}
_LISTS = {
    "rpc_urls": "rpc_http",
    "rpc_urls_with_key": "rpc_http_key",
    "explorers": "explorers",
    "faucets": "faucets",
}
_PLAIN = (
    "chain_id",
    "status",
    "story",
    "checksum",
    "hd_path",
    "block_gas_limit",
    "max_code_size",
    "max_call_depth",
)
_ADDRESSES = ("skip_tx_to", "system_sender", "native_is_erc20")


@cache
def _read(name: str) -> Profile:
    table = _tables()[name]
    facts: dict[str, Any] = {key: table[key] for key in (*_PLAIN, "replacement_bump_percent") if key in table}
    facts |= {field: table[key] for field, key in _NAMES.items() if key in table}
    facts |= {field: tuple(table.get(key, ())) for field, key in _LISTS.items()}
    facts |= {key: _address(table[key]) for key in _ADDRESSES if key in table}
    contracts = {
        key: _address(value) for key, value in table.get("contracts", {}).items() if isinstance(value, str)
    }
    tokens = {
        symbol: Token(symbol, _address(value["address"]), value["decimals"])
        for symbol, value in table.get("tokens", {}).items()
    }
    return Profile(
        name=name,
        symbol=table.get("native", {}).get("symbol", "BTC"),
        fee_model=table.get("fee_model", "eip1559"),
        tx_types=tuple(table.get("tx_types", (0,))),
        block_seconds=table.get("block_time_s_avg", table.get("block_time_s_target", 30)),
        confirmations_high=str(table.get("confirmations_high_value", table.get("confirmations_min", 1))),
        timeout=max(table.get("rpc_timeout_ms", 10_000) // 1_000, 1),
        contracts=MappingProxyType(contracts),
        tokens=MappingProxyType(tokens),
        **facts,
    )


def _address(text: str) -> Address:
    return Address(text.lower())
