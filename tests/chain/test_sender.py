"""Sending: one account, many hands, and each refusal in words that help."""

import multiprocessing
import threading
from collections.abc import Iterator

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.chain.watch import Sent
from satshift.kernel.errors import NotKnownYet, Refused
from satshift.kernel.shape import Call
from tests.chain.conftest import Counter
from tests.chains import COIN, Chain, address_of, new_account


def test_a_call_is_sent_and_its_receipt_comes_back(
    chain: Chain, counter: Counter, client: LocalAccount
) -> None:
    receipt = chain.sender(client).do(counter.add(7))

    assert receipt.succeeded
    assert counter.count() == 7
    assert receipt.fee == COIN - chain.node.balance(address_of(client))


def test_coin_is_sent_without_a_method(chain: Chain, client: LocalAccount, worker: LocalAccount) -> None:
    chain.sender(client).do(Call(address_of(worker), "", "", (), 5))

    assert chain.node.balance(address_of(worker)) == COIN + 5


def test_a_refusal_comes_before_anything_is_sent(
    chain: Chain, counter: Counter, client: LocalAccount
) -> None:
    with pytest.raises(Refused, match="counter: not the owner") as refused:
        chain.sender(client).send(counter.only_owner())

    assert refused.value.code == "counter-not-the-owner"
    assert chain.node.nonce(address_of(client)) == 0


def test_the_missing_sats_are_counted(chain: Chain, counter: Counter) -> None:
    poor = chain.fund(new_account(), 5 * 10**10)

    with pytest.raises(Refused, match="sats are missing") as refused:
        chain.sender(poor).send(counter.add(1, value=9 * 10**10))

    assert refused.value.code == "coin-too-little"
    assert refused.value.values["missing_sats"] == 4


def test_the_fee_counts_as_missing_too(chain: Chain, counter: Counter) -> None:
    poor = chain.fund(new_account(), 1)

    with pytest.raises(Refused) as refused:
        chain.sender(poor).send(counter.add(1))

    assert refused.value.code == "coin-too-little"


def test_threads_share_an_account_without_a_gap(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    sender, failed = chain.sender(client), list[Exception]()

    def send_some() -> None:
        try:
            for _ in range(3):
                sender.do(counter.add(1))
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=send_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert counter.count() == 12
    assert chain.node.nonce(address_of(client)) == 12


def test_two_processes_share_an_account(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    fork = multiprocessing.get_context("fork")
    twins = [
        fork.Process(target=_twin, args=(chain.node.urls[0], chain.name, client.key, counter.address))
        for _ in "12"
    ]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join(60)

    assert [twin.exitcode for twin in twins] == [0, 0]
    assert counter.count() == 10


def _twin(url: str, name: str, key: bytes, address: str) -> None:
    from eth_account import Account

    from satshift.chain import profiles
    from satshift.kernel.address import Address

    profile = profiles.load("rootstock_regtest" if name == "rootstock" else "anvil")
    sender = Sender(Node(profile, url), Account.from_key(key), poll=0.02)
    for _ in range(5):
        sender.do(Call(Address(address), "Counter", "add", (1,)))


@pytest.fixture
def unmined(chain: Chain) -> Iterator[Anvil]:
    """Blocks are made only when the test says so."""
    chain.anvil.ask("evm_setAutomine", False)
    yield chain.anvil
    chain.anvil.mine()
    chain.anvil.ask("evm_setAutomine", True)


def test_waiting_ends_and_says_so(
    chain: Chain, counter: Counter, client: LocalAccount, unmined: object
) -> None:
    sender = chain.sender(client)

    with pytest.raises(NotKnownYet) as waiting:
        sender.wait(sender.send(counter.add(1)), timeout=0.1)

    assert isinstance(waiting.value.values["sent"], Sent)


def test_a_stuck_transaction_is_replaced(
    chain: Chain, counter: Counter, client: LocalAccount, unmined: object
) -> None:
    sender = chain.sender(client)
    stuck = sender.send(counter.add(1))
    second = sender.replace(stuck)
    chain.anvil.mine()

    receipt = sender.wait(second)

    assert receipt.hash == second.hash != stuck.hash
    assert counter.count() == 1
    bump = chain.node.profile.replacement_bump_percent
    assert second.price.most * 100 >= stuck.price.most * (100 + bump)


def test_waiting_raises_the_fee_by_itself(
    chain: Chain, counter: Counter, client: LocalAccount, unmined: object
) -> None:
    sender = chain.sender(client)
    stuck = sender.send(counter.add(1))
    timer = threading.Timer(0.6, chain.anvil.mine)
    timer.start()

    receipt = sender.wait(stuck, replace_after=0.2)

    timer.join()
    assert receipt.hash != stuck.hash
    assert counter.count() == 1


def test_a_transaction_is_cancelled(
    chain: Chain, counter: Counter, client: LocalAccount, unmined: object
) -> None:
    sender = chain.sender(client)
    regretted = sender.send(counter.add(1))
    cancelled = sender.cancel(regretted)
    chain.anvil.mine()

    assert sender.wait(cancelled).hash == cancelled.hash
    assert counter.count() == 0
    with pytest.raises(Refused) as refused:
        sender.wait(regretted)
    assert refused.value.code == "transaction-replaced"


def test_what_is_mined_is_not_replaced(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    sender = chain.sender(client)
    sent = sender.send(counter.add(1))
    sender.wait(sent)

    with pytest.raises(Refused) as refused:
        sender.cancel(sent)

    assert refused.value.code == "already-mined"


def test_a_node_that_forgot_is_told_again(
    chain: Chain, counter: Counter, client: LocalAccount, unmined: object
) -> None:
    sender = chain.sender(client)
    sent = sender.send(counter.add(1))
    chain.anvil.ask("anvil_dropTransaction", sent.hash)
    later = sender.send(counter.add(2))

    assert later.nonce == sent.nonce + 1
    chain.anvil.mine()
    assert sender.wait(sent).succeeded
    assert sender.wait(later).succeeded
    assert counter.count() == 3


def test_the_same_transaction_twice_is_no_error(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    sender = chain.sender(client)
    sent = sender.send(counter.add(1))

    sender.rebroadcast(sent)
    sender.wait(sent)
    sender.rebroadcast(sent)

    assert counter.count() == 1


def test_confirmations_are_waited_for(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    sender = chain.sender(client)
    sent = sender.send(counter.add(1))

    with pytest.raises(NotKnownYet):
        sender.wait(sent, confirmations=3, timeout=0.2)
    chain.anvil.mine(2)

    assert sender.wait(sent, confirmations=3).succeeded


def test_a_call_that_fails_on_the_chain_says_why(
    chain: Chain, counter: Counter, client: LocalAccount, unmined: object
) -> None:
    sender = chain.sender(client)
    late = sender.send(Call(counter.address, "Counter", "expect", (0,)))
    # It looked fine when it was sent, and the count moves before it is mined.
    chain.anvil.ask("anvil_setStorageAt", counter.address, "0x0", "0x" + "05".zfill(64))
    chain.anvil.mine()

    with pytest.raises(Refused, match="counter: it moved") as refused:
        sender.wait(late)
    assert refused.value.values["hash"] == late.hash


def test_a_reorganisation_takes_back_and_the_transaction_returns(counter_artifact: str) -> None:
    with Anvil() as fresh:
        speaking = fresh.node()
        here = Chain("anvil", fresh, speaking)
        someone, other = here.fund(new_account()), address_of(new_account())
        fresh.mine(3)
        sender = here.sender(someone)
        sent = sender.send(Call(other, "", "", (), 9))
        before = sender.wait(sent)
        fresh.ask("anvil_rollback", 1)
        assert speaking.balance(other) == 0
        threading.Timer(0.3, fresh.mine, [3]).start()
        after = sender.wait(sent, confirmations=3)

        assert after.hash == before.hash
        assert speaking.balance(other) == 9
        assert speaking.nonce(address_of(someone)) == 1
        speaking.close()


def test_no_more_wait_than_the_network_keeps(rootstock: Chain, client: LocalAccount) -> None:
    rootstock.anvil.ask("evm_setAutomine", False)
    sender = rootstock.sender(client)
    try:
        for _ in range(16):
            sender.send(Call(address_of(client), "", "", (), 1))
        with pytest.raises(Refused) as refused:
            sender.send(Call(address_of(client), "", "", (), 1))
    finally:
        rootstock.anvil.mine()
        rootstock.anvil.ask("evm_setAutomine", True)

    assert refused.value.code == "too-many-waiting"
    assert sender.do(Call(address_of(client), "", "", (), 1)).succeeded


def test_the_network_decides_the_type_of_transaction(
    chain: Chain, counter: Counter, client: LocalAccount
) -> None:
    sent = chain.sender(client).send(counter.add(1))

    kind = int(sent.raw[2:4], 16)  # from 0xc0 on it is a bare list: type 0
    assert (kind if kind < 0xC0 else 0) == {"anvil": 2, "rootstock": 0}[chain.name]
