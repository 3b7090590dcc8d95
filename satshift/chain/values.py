"""What a node tells, as frozen values: blocks, transactions, receipts, logs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from satshift.chain.wire import number
from satshift.kernel.address import Address

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """A block's header and the hashes of its transactions. Prices in wei, time in seconds since 1970."""

    number: int
    hash: str
    parent: str
    time: int
    gas_limit: int
    gas_used: int
    transactions: tuple[str, ...]
    base_fee: int | None = None
    minimum_gas_price: int | None = None  # Rootstock
    l1_fee_rate: int | None = None  # Citrea: wei for each byte of state difference
    bloom: str | None = None  # which addresses and topics its logs may hold

    @classmethod
    def read(cls, raw: Raw) -> "Block":
        return cls(
            number=number(raw["number"]),
            hash=text(raw["hash"]),
            parent=text(raw["parentHash"]),
            time=number(raw["timestamp"]),
            gas_limit=number(raw["gasLimit"]),
            gas_used=number(raw["gasUsed"]),
            transactions=tuple(
                text(entry["hash"] if isinstance(entry, Mapping) else entry)
                for entry in raw.get("transactions", ())
            ),
            base_fee=_maybe(raw.get("baseFeePerGas")),
            minimum_gas_price=_maybe(raw.get("minimumGasPrice")),
            l1_fee_rate=_maybe(raw.get("l1FeeRate")),
            bloom=raw.get("logsBloom"),
        )


@dataclass(frozen=True, slots=True)
class Log:
    """One raw log; `chain.abi.decode_log` gives it a name."""

    address: Address
    topics: tuple[str, ...]
    data: str
    block: int
    block_hash: str
    tx: str
    index: int  # place in its block; on Rootstock, in its transaction
    tx_index: int = 0  # place of its transaction in the block

    @classmethod
    def read(cls, raw: Raw) -> "Log":
        return cls(
            address=Address(text(raw["address"]).lower()),
            topics=tuple(text(topic) for topic in raw["topics"]),
            data=text(raw["data"]),
            block=number(raw["blockNumber"]),
            block_hash=text(raw["blockHash"]),
            tx=text(raw["transactionHash"]),
            index=number(raw["logIndex"]),
            tx_index=number(raw.get("transactionIndex") or 0),
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction. `fee` is all that the network took, in wei."""

    hash: str
    block: int
    block_hash: str
    index: int
    sender: Address
    to: Address | None
    contract: Address | None  # that a creation made
    succeeded: bool
    gas_used: int
    gas_price: int
    fee: int
    logs: tuple[Log, ...]

    @classmethod
    def read(cls, raw: Raw, l1_overhead: int = 0) -> "Receipt":
        gas_used, price = number(raw["gasUsed"]), _maybe(raw.get("effectiveGasPrice")) or 0
        rate, size = _maybe(raw.get("l1FeeRate")), _maybe(raw.get("l1DiffSize"))
        l1_fee = rate * (size + l1_overhead) if rate is not None and size is not None else 0
        return cls(
            hash=text(raw["transactionHash"]),
            block=number(raw["blockNumber"]),
            block_hash=text(raw["blockHash"]),
            index=number(raw["transactionIndex"]),
            sender=Address(text(raw["from"]).lower()),
            to=_address(raw.get("to")),
            contract=_address(raw.get("contractAddress")),
            succeeded=number(raw["status"]) == 1,
            gas_used=gas_used,
            gas_price=price,
            fee=gas_used * price + l1_fee,
            logs=tuple(Log.read(log) for log in raw["logs"]),
        )


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transaction as it was sent; `block` is None while it waits."""

    hash: str
    nonce: int
    sender: Address
    to: Address | None
    value: int
    data: str
    gas: int
    gas_price: int  # the most it pays, in wei
    block: int | None
    block_hash: str | None

    @classmethod
    def read(cls, raw: Raw) -> "Transaction":
        block = raw.get("blockNumber")
        return cls(
            hash=text(raw["hash"]),
            nonce=number(raw["nonce"]),
            sender=Address(text(raw["from"]).lower()),
            to=_address(raw.get("to")),
            value=number(raw["value"]),
            data=text(raw["input"]),
            gas=number(raw["gas"]),
            gas_price=_maybe(raw.get("maxFeePerGas")) or _maybe(raw.get("gasPrice")) or 0,
            block=_maybe(block),
            block_hash=raw.get("blockHash") if block is not None else None,
        )


def text(value: Any) -> str:
    """A hexadecimal string as nodes write it; anything else is garbage."""
    if not isinstance(value, str) or not value.startswith("0x"):
        raise TypeError("not a hexadecimal string")
    return value


def _maybe(value: Any) -> int | None:
    return None if value is None else number(value)


def _address(value: Any) -> Address | None:
    return None if value is None else Address(text(value).lower())
