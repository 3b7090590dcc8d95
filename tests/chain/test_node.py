"""Questions to a node, on each kind of network."""

import asyncio

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import abi, questions
from satshift.chain.node import AsyncNode, Node
from satshift.kernel.errors import Refused, SatshiftError
from satshift.kernel.shape import Call
from tests.chain.conftest import Counter
from tests.chain.rootstock_proxy import REMASC
from tests.chains import COIN, Chain, address_of

NOTHING = "0x" + "77" * 32


def test_a_block_is_found_by_number_tag_and_hash(chain: Chain) -> None:
    head = chain.node.head()

    assert chain.node.block(head.number) == chain.node.block(head.hash) == chain.node.block("latest") == head


def test_what_is_not_there_is_none(chain: Chain) -> None:
    assert chain.node.block(10**9) is None
    assert chain.node.block(NOTHING) is None
    assert chain.node.receipt(NOTHING) is None
    assert chain.node.transaction(NOTHING) is None


def test_a_balance_is_in_wei(chain: Chain, client: LocalAccount) -> None:
    assert chain.node.balance(address_of(client)) == COIN


def test_a_transaction_and_its_receipt_agree(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    receipt = chain.sender(client).do(counter.add(3, value=11))
    transaction = chain.node.transaction(receipt.hash)

    assert transaction is not None
    assert (transaction.sender, transaction.to) == (address_of(client), counter.address)
    assert (transaction.value, transaction.nonce) == (11, 0)
    assert (transaction.block, transaction.block_hash) == (receipt.block, receipt.block_hash)
    assert abi.decode_call("Counter", transaction.data) == ("add", {"_by": 3})


def test_logs_come_in_order_and_by_address(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    sender = chain.sender(client)
    first = sender.do(Call(counter.address, "Counter", "many", (3,))).block
    last = sender.do(Call(counter.address, "Counter", "many", (2,))).block
    logs = chain.node.logs(counter.address, first, last)

    assert [(log.block, log.index) for log in logs] == sorted((log.block, log.index) for log in logs)
    assert len(logs) == 5
    assert logs == chain.node.logs([counter.address, address_of(client)], first, last)
    assert chain.node.logs(address_of(client), first, last) == ()


def test_rootstock_reads_five_thousand_blocks_at_once(rootstock: Chain, client: LocalAccount) -> None:
    rootstock.node.logs(address_of(client), 0, 5_000)

    with pytest.raises(Refused, match="smaller range") as refused:
        rootstock.node.logs(address_of(client), 0, 5_001)
    assert refused.value.code == "logs-too-many"


def test_a_refused_call_speaks_the_contracts_words(chain: Chain, counter: Counter) -> None:
    for method, code in (("only_owner", "counter-not-the-owner"), ("silent", "contract-refused")):
        with pytest.raises(Refused) as refused:
            chain.node.call(counter.address, abi.encode_method("Counter", method))
        assert refused.value.code == code


def test_an_estimate_carries_a_margin(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    estimate = chain.node.estimate(
        counter.address, abi.encode_method("Counter", "add", (1,)), sender=address_of(client)
    )
    used = chain.sender(client).do(counter.add(1)).gas_used

    assert estimate >= used * 11 // 10


def test_a_batch_is_cut_to_what_the_network_takes(chain: Chain, client: LocalAccount) -> None:
    asked = [questions.balance(address_of(client))] * 120

    assert chain.node.ask_all(asked) == [COIN] * 120


def test_a_refusal_in_a_batch_is_raised(chain: Chain, counter: Counter) -> None:
    call = questions.message(counter.address, abi.encode_method("Counter", "only_owner"))

    with pytest.raises(Refused, match="not the owner"):
        chain.node.ask_all(
            [questions.call({"to": counter.address, "data": "0x8da5cb5b"}), questions.call(call)]
        )


@pytest.mark.parametrize("tag", ["safe", "finalized"])
def test_safe_and_finalized_are_never_asked_for(chain: Chain, tag: str) -> None:
    with pytest.raises(ValueError, match=tag):
        chain.node.block(tag)


def test_rootstocks_own_transaction_ends_each_block(rootstock: Chain, client: LocalAccount) -> None:
    sent = rootstock.sender(client).do(Call(address_of(client), "", "", (), 1))
    block = rootstock.node.block(sent.block)

    assert block is not None
    own = rootstock.node.transaction(block.transactions[-1])
    receipt = rootstock.node.receipt(block.transactions[-1])
    assert own is not None
    assert receipt is not None
    assert own.to == receipt.to == REMASC == rootstock.node.profile.skip_tx_to
    assert receipt.fee == 0


def test_a_gap_of_the_chain_is_none_on_the_async_node_too(chain: Chain, client: LocalAccount) -> None:
    async def ask() -> tuple[object, int, tuple[object, ...], list[int]]:
        speaking = AsyncNode(chain.node.profile, chain.node.urls)
        try:
            return (
                await speaking.block(10**9),
                await speaking.nonce(address_of(client)),
                await speaking.logs(address_of(client), 0, 10),
                await speaking.ask_all([questions.chain_id(), questions.gas_price()]),
            )
        finally:
            await speaking.close()

    block, nonce, logs, both = asyncio.run(ask())
    assert (block, nonce, logs) == (None, 0, ())
    assert both[0] == chain.node.chain_id


def test_a_typed_transaction_is_refused_by_rootstock(rootstock: Chain, client: LocalAccount) -> None:
    raw = client.sign_transaction(
        {"type": 2, "chainId": 33, "nonce": 0, "gas": 21_000, "to": client.address, "value": 0}
        | {"maxFeePerGas": 10**9, "maxPriorityFeePerGas": 0}
    ).raw_transaction.to_0x_hex()

    with pytest.raises(SatshiftError):
        rootstock.node.send_raw(raw)


def test_rootstock_refuses_prices_too_low_and_too_high(rootstock: Chain, client: LocalAccount) -> None:
    for price, code in ((1, "fee-too-low"), (10**10, "fee-above-cap")):
        legacy = {
            "chainId": 33,
            "nonce": 0,
            "gas": 21_000,
            "to": client.address,
            "value": 0,
            "gasPrice": price,
        }
        with pytest.raises(Refused) as refused:
            rootstock.node.send_raw(client.sign_transaction(legacy).raw_transaction.to_0x_hex())
        assert refused.value.code == code


def test_both_nodes_speak_the_same_words() -> None:
    plain, waiting = ({name for name in vars(kind) if name[0] != "_"} for kind in (Node, AsyncNode))

    assert plain == waiting
