"""A counter to talk to, on each kind of network."""

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import abi
from satshift.kernel.address import Address
from satshift.kernel.shape import Call
from tests.chains import Chain, address_of


class Counter:
    """The test contract in Python words."""

    def __init__(self, chain: Chain, address: Address) -> None:
        self.chain, self.address = chain, address

    def add(self, by: int, value: int = 0) -> Call:
        return Call(self.address, "Counter", "add", (by,), value)

    def only_owner(self) -> Call:
        return Call(self.address, "Counter", "only_owner")

    def count(self) -> int:
        data = self.chain.node.call(self.address, abi.encode_method("Counter", "count"))
        found: int = abi.decode_result("Counter", "count", data)
        return found


@pytest.fixture
def counter(chain: Chain, counter_artifact: str, stranger: LocalAccount) -> Counter:
    """A counter of its own for each test; the stranger owns it."""
    sender = chain.sender(stranger)
    code = abi.encode_constructor(counter_artifact, [address_of(stranger)])
    created = sender.wait(sender.transmit(None, code)).contract
    assert created is not None
    return Counter(chain, created)
