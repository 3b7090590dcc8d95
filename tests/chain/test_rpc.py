"""A node that goes away, stalls, answers garbage or half, or speaks for another network."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import profiles, questions
from satshift.chain.anvil import Anvil
from satshift.chain.binary import free_port
from satshift.chain.node import AsyncNode, Node
from satshift.chain.sender import Sender
from satshift.kernel.errors import NotKnownYet, Refused, Unreachable
from satshift.kernel.shape import Call
from tests.chain.bad_node import BadNode, Mood
from tests.chains import COIN, address_of

PROFILE = profiles.load("anvil")


@pytest.fixture
def bad(anvil: Anvil) -> Iterator[BadNode]:
    started = BadNode(anvil.url)
    yield started
    started.stop()


@pytest.fixture
def shaky(bad: BadNode) -> Iterator[Node]:
    """A client of the bad node, with little patience."""
    speaking = Node(PROFILE, bad.url, timeout=0.4)
    speaking.head()
    yield speaking
    speaking.close()


EVERY: list[Mood] = ["gone", "gone-after", "stall", "garbage", "half", "busy", "broken", "empty"]


@pytest.mark.parametrize("mood", EVERY)
def test_a_question_is_asked_again(bad: BadNode, shaky: Node, mood: Mood) -> None:
    bad.moods.extend([mood])

    assert shaky.head().number >= 0


@pytest.mark.parametrize(
    ("mood", "code"), [("gone", "node-away"), ("stall", "node-stalled"), ("garbage", "node-garbled")]
)
def test_patience_ends_with_a_sentence(bad: BadNode, shaky: Node, mood: Mood, code: str) -> None:
    bad.moods.extend([mood] * 20)

    with pytest.raises(Unreachable, match=r"Try again|Check that") as away:
        shaky.head()

    assert away.value.code == code


def test_a_batch_that_lacks_an_answer_is_asked_again(bad: BadNode, shaky: Node, client: LocalAccount) -> None:
    bad.moods.append("short-batch")

    balances = shaky.ask_all(
        [questions.balance(address_of(client)), questions.balance(address_of(client), "pending")]
    )

    assert balances == [COIN, COIN]


def test_another_address_is_tried(anvil: Anvil) -> None:
    both = Node(PROFILE, [f"http://127.0.0.1:{free_port()}", anvil.url], timeout=1)

    assert both.head().number >= 0
    both.close()


def test_the_address_that_answered_comes_first_next_time(anvil: Anvil, bad: BadNode) -> None:
    both = Node(PROFILE, [bad.url, anvil.url], timeout=1)
    bad.moods.append("gone")
    both.head()
    both.head()

    assert bad.seen == ["eth_chainId"]
    both.close()


def test_a_node_of_another_network_is_refused(anvil: Anvil) -> None:
    wrong = Node(replace(PROFILE, chain_id=30), anvil.url)

    with pytest.raises(Refused, match="chain 31337, but chain 30") as refused:
        wrong.head()

    assert refused.value.code == "wrong-network"
    wrong.close()


def test_a_node_of_another_network_is_passed_over(node: Node, anvil: Anvil) -> None:
    with Anvil(profile=replace(PROFILE, chain_id=99)) as other:
        both = Node(PROFILE, [other.url, anvil.url])

        assert both.head() == node.head()
        both.close()


def test_no_node_at_all_is_said_at_once() -> None:
    with pytest.raises(Refused) as refused:
        Node(PROFILE, [])

    assert refused.value.code == "node-missing"


@pytest.mark.parametrize("mood", ["gone", "gone-after", "stall", "half", "garbage", "empty"])
def test_a_node_that_goes_away_while_sending_doubles_nothing(
    bad: BadNode, shaky: Node, client: LocalAccount, worker: LocalAccount, mood: Mood
) -> None:
    sender = Sender(shaky, client, poll=0.02)
    bad.only = "eth_sendRawTransaction"
    bad.moods.append(mood)

    receipt = sender.do(Call(address_of(worker), "", "", (), 7))

    assert receipt.succeeded
    assert shaky.balance(address_of(worker)) == COIN + 7
    assert shaky.nonce(address_of(client)) == 1


def test_a_node_that_stays_away_leaves_the_answer_open(
    bad: BadNode, shaky: Node, client: LocalAccount, worker: LocalAccount
) -> None:
    sender = Sender(shaky, client, poll=0.02)
    quiet = Call(address_of(worker), "", "", (), 7)
    sender.quote(quiet)
    bad.only = "eth_sendRawTransaction"
    bad.moods.extend(["gone"] * 2)

    with pytest.raises(NotKnownYet, match="we don't know yet") as unknown:
        sender.send(quiet)

    # Later the same transaction goes out before the next one, and counts once.
    receipt = sender.do(Call(address_of(worker), "", "", (), 5))
    assert receipt.succeeded
    assert sender.wait(unknown.value.values["sent"]).succeeded  # type: ignore[arg-type]
    assert shaky.balance(address_of(worker)) == COIN + 12


def test_waiting_outlives_a_node_that_is_away_for_a_while(
    bad: BadNode, shaky: Node, client: LocalAccount, worker: LocalAccount
) -> None:
    sender = Sender(shaky, client, poll=0.02)
    sent = sender.send(Call(address_of(worker), "", "", (), 7))
    bad.moods.extend(["gone"] * 8)

    assert sender.wait(sent).succeeded


def test_the_async_node_answers_the_same(anvil: Anvil, bad: BadNode, client: LocalAccount) -> None:
    async def ask() -> tuple[int, int, str]:
        speaking = AsyncNode(PROFILE, bad.url, timeout=0.5)
        bad.moods.extend(["gone", "garbage"])
        try:
            head = await speaking.head()
            balance = await speaking.balance(address_of(client))
            block = await speaking.block(head.hash)
        finally:
            await speaking.close()
        return head.number, balance, block.hash if block else ""

    number, balance, hash_ = asyncio.run(ask())

    assert balance == COIN
    with_plain = Node(PROFILE, anvil.url)
    found = with_plain.block(number)
    assert found is not None
    assert found.hash == hash_
    with_plain.close()


def test_the_async_node_refuses_another_network(anvil: Anvil) -> None:
    async def ask() -> None:
        wrong = AsyncNode(replace(PROFILE, chain_id=30), anvil.url)
        try:
            await wrong.head()
        finally:
            await wrong.close()

    with pytest.raises(Refused, match="chain 31337"):
        asyncio.run(ask())
