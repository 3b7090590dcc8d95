"""What only a local chain can do: let time pass, give coin away, mine when nobody sends. Refused everywhere else."""

from satshift.chain.node import Node
from satshift.chain.wire import Ask
from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from satshift.kernel.words import say

REAL = say("{title} is no local chain, so its clock and its coin can't be moved.")


def pass_time(node: Node, seconds: int) -> int:
    """Move the clock forward, for good, and mine a block; the time of that block."""
    _ask(node, "evm_increaseTime", seconds)
    return mine(node)


def mine(node: Node, *, base_fee: int | None = None) -> int:
    """Add an empty block; its time. Without a `base_fee` (wei) quiet blocks make the network's fee fall to nothing."""
    if base_fee is not None:
        _ask(node, "anvil_setNextBlockBaseFeePerGas", hex(base_fee))
    _ask(node, "evm_mine")
    return node.head().time


def give(node: Node, address: Address, wei: int) -> None:
    """Add coin to an account."""
    _only_local(node)
    _ask(node, "anvil_setBalance", address, hex(node.balance(address) + wei))


def _only_local(node: Node) -> None:
    if not node.profile.is_embedded:
        raise Refused("not-local", REAL, title=node.profile.title)


def _ask(node: Node, method: str, *params: object) -> None:
    _only_local(node)
    node.rpc.ask(Ask(method, params), once=True)
