"""Fees: a price that each kind of network takes, and a quote that holds."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import fees, profiles
from satshift.chain.anvil import Anvil
from satshift.chain.fees import Price
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.kernel.errors import Unreachable
from satshift.kernel.shape import Call
from tests.chain import citrea_proxy, rootstock_proxy
from tests.chain.citrea_proxy import CitreaProxy
from tests.chain.conftest import Counter
from tests.chains import COIN, Chain, address_of


@pytest.fixture
def citrea(anvil: Anvil) -> Iterator[Node]:
    """A node that answers like Citrea's."""
    proxy = CitreaProxy(anvil.url)
    speaking = Node(replace(profiles.load("citrea"), chain_id=31337, block_seconds=1), proxy.url)
    yield speaking
    speaking.close()
    proxy.stop()


def test_rootstock_takes_a_tenth_above_its_minimum(rootstock_node: Node) -> None:
    price = fees.price(rootstock_node)

    assert price.fields() == {"gasPrice": rootstock_proxy.MINIMUM * 11 // 10}


def test_rootstock_is_never_asked_what_it_lacks(
    rootstock: Chain, client: LocalAccount, worker: LocalAccount
) -> None:
    rootstock.sender(client).do(Call(address_of(worker), "", "", (), 1))
    # RootstockProxy answers -32601 to these, which would have failed the transfer.
    assert fees.price(rootstock.node).tip == 0


def test_an_absurd_price_is_clamped() -> None:
    from satshift.chain.values import Block

    head = Block(1, "0x", "0x", 0, 0, 0, (), minimum_gas_price=100)

    assert fees._legacy(head, 10**9).most == 100 * fees.LEGACY_CLAMP
    assert fees._legacy(head, 1).most == 110
    assert fees._legacy(replace(head, minimum_gas_price=0), 7).most == 7


def test_an_ethereum_like_price_survives_a_doubled_base_fee(node: Node) -> None:
    price, base = fees.price(node), node.head().base_fee

    assert base is not None
    assert price.most >= 2 * base
    assert price.tip <= base
    assert price.fields()["type"] == 2


def test_a_quote_is_what_leaves_at_most(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    sender = chain.sender(client)
    quote = sender.quote(counter.add(1))
    receipt = sender.do(counter.add(1))

    assert receipt.fee <= quote.total_wei
    assert quote.likely_wei <= quote.total_wei


def test_citrea_counts_the_bytes_on_bitcoin(citrea: Node, client: LocalAccount, worker: LocalAccount) -> None:
    sender = Sender(citrea, client, poll=0.02)
    transfer = Call(address_of(worker), "", "", (), 1)
    quote = sender.quote(transfer)
    receipt = sender.do(transfer)

    bytes_part = citrea_proxy.RATE * (citrea_proxy.SIZE + 2)
    assert quote.l1_wei == bytes_part == 47_500_000_000
    assert quote.total_wei == quote.gas * quote.price.most + bytes_part
    assert receipt.fee == receipt.gas_used * receipt.gas_price + bytes_part


def test_citrea_s_part_counts_when_coin_is_short(citrea: Node, client: LocalAccount) -> None:
    sender = Sender(citrea, client)
    quote = sender.quote(Call(address_of(client), "", "", (), 0))
    rest = COIN - quote.gas * quote.price.most

    with pytest.raises(Exception, match="sats are missing"):
        sender.send(Call(address_of(client), "", "", (), rest))


def test_a_node_without_the_fields_is_not_trusted(node: Node, rootstock_node: Node) -> None:
    as_rootstock = Node(replace(profiles.load("rootstock"), chain_id=31337), node.urls)
    as_ethereum = Node(replace(profiles.load("anvil"), chain_id=33), rootstock_node.urls)

    with pytest.raises(Unreachable, match="no Rootstock node"):
        fees.price(as_rootstock)
    with pytest.raises(Unreachable, match="no base fee"):
        fees.price(as_ethereum)
    as_rootstock.close()
    as_ethereum.close()


@pytest.mark.parametrize("percent", [10, 40])
@pytest.mark.parametrize("most", [1, 7, 100, 66_000_001])
def test_a_raised_price_is_raised_enough(most: int, percent: int) -> None:
    raised = Price(most, 1, most, is_legacy=False).raised(percent)

    assert raised.most * 100 >= most * (100 + percent)
    assert raised.most > most
    assert raised.tip > 1
