"""The questions a node understands: what is asked and how the answer is read, the same for the plain and the async node."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from satshift.chain.profiles import Profile
from satshift.chain.values import Block, Log, Receipt, Transaction, text
from satshift.chain.wire import Ask, number
from satshift.kernel.address import Address
from satshift.kernel.errors import SatshiftError, Unreachable
from satshift.kernel.words import say

T = TypeVar("T")
Tag = int | str  # a block's number, or earliest, latest, pending


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One request and how its answer is read."""

    ask: Ask
    read: Callable[[Any], T]

    def answer(self, raw: Any) -> T:
        """The typed answer; a garbled one raises Unreachable."""
        if isinstance(raw, SatshiftError):
            raise raw
        try:
            return self.read(raw)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Unreachable(
                "node-garbled",
                say("The node's answer to {method} can't be read. Try again or use another node."),
                method=self.ask.method,
            ) from error


def tag(block: Tag) -> str:
    """A block as nodes want it named. `safe` and `finalized` mean nothing on these networks and are never sent."""
    if isinstance(block, int):
        return hex(block)
    if block not in ("earliest", "latest", "pending"):
        raise ValueError(f"no node of ours knows the block {block!r}")
    return block


def message(
    to: Address | None, data: str, *, value: int = 0, sender: Address | None = None, gas: int | None = None
) -> dict[str, str]:
    """A call object; `to` is None to run creation code."""
    body = {"data": data, "value": hex(value)}
    body |= {"to": to} if to is not None else {}
    body |= {"from": sender} if sender is not None else {}
    return body | ({"gas": hex(gas)} if gas is not None else {})


def chain_id() -> Question[int]:
    return Question(Ask("eth_chainId"), number)


def client_version() -> Question[str]:
    return Question(Ask("web3_clientVersion"), str)


def block(which: Tag | str) -> Question[Block | None]:
    """A block by number, tag or hash."""
    if isinstance(which, str) and which.startswith("0x"):
        return Question(Ask("eth_getBlockByHash", (which, False)), _or_none(Block.read))
    return Question(Ask("eth_getBlockByNumber", (tag(which), False)), _or_none(Block.read))


def balance(address: Address, at: Tag = "latest") -> Question[int]:
    return Question(Ask("eth_getBalance", (address, tag(at))), number)


def code(address: Address, at: Tag = "latest") -> Question[str]:
    return Question(Ask("eth_getCode", (address, tag(at))), text)


def nonce(address: Address, at: Tag = "pending") -> Question[int]:
    return Question(Ask("eth_getTransactionCount", (address, tag(at))), number)


def call(body: dict[str, str], at: Tag = "latest") -> Question[str]:
    return Question(Ask("eth_call", (body, tag(at))), text)


def estimate(body: dict[str, str], profile: Profile) -> Question[int]:
    """Gas for a call, with the network's margin on top."""
    margin = 100 + profile.estimate_margin_percent
    return Question(Ask("eth_estimateGas", (body,)), lambda raw: -(-number(raw) * margin // 100))


def gas_price() -> Question[int]:
    return Question(Ask("eth_gasPrice"), number)


def tip() -> Question[int]:
    return Question(Ask("eth_maxPriorityFeePerGas"), number)


def diff_size(body: dict[str, str]) -> Question[tuple[int, int]]:
    """Citrea: gas of the execution alone, and bytes that its state difference takes on Bitcoin."""
    return Question(
        Ask("eth_estimateDiffSize", (body,)), lambda raw: (number(raw["gas"]), number(raw["l1DiffSize"]))
    )


def send_raw(raw: str) -> Question[str]:
    return Question(Ask("eth_sendRawTransaction", (raw,)), text)


def receipt(tx: str, profile: Profile) -> Question[Receipt | None]:
    overhead = profile.l1_overhead_bytes
    # Some nodes hand out a receipt of a waiting transaction, without a block.
    return Question(
        Ask("eth_getTransactionReceipt", (tx,)),
        lambda raw: (
            Receipt.read(raw, overhead) if raw is not None and raw["blockNumber"] is not None else None
        ),
    )


def transaction(tx: str) -> Question[Transaction | None]:
    return Question(Ask("eth_getTransactionByHash", (tx,)), _or_none(Transaction.read))


def logs(
    address: Address | Sequence[Address], first: int, last: int, topics: Sequence[str] = ()
) -> Question[tuple[Log, ...]]:
    """Every log of an address, or of several, in a range of blocks, in order; with `topics`, those that begin so."""
    who = address if isinstance(address, str) else list(address)
    query: dict[str, Any] = {"address": who, "fromBlock": hex(first), "toBlock": hex(last)}
    query |= {"topics": list(topics)} if topics else {}
    return Question(Ask("eth_getLogs", (query,)), _ordered)


def _ordered(raw: Any) -> tuple[Log, ...]:
    if not isinstance(raw, list):
        raise TypeError("not a list of logs")
    return tuple(sorted((Log.read(log) for log in raw), key=lambda log: (log.block, log.tx_index, log.index)))


def _or_none(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    return lambda raw: None if raw is None else read(raw)
