"""What both clients promise: the same names, results that are never guessed, signatures that travel, lies that are refused."""

import inspect
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import httpx
import pytest

from satshift import AsyncSatshift, Milestone, Satshift, Signed
from satshift.kernel.errors import Invalid, NotFound, NotKnownYet, Refused, Unreachable
from satshift.sdk import resume
from satshift.sdk.agreements import Agreements
from satshift.sdk.async_agreements import AsyncAgreements
from satshift.sdk.outbox import Outbox
from tests.running import Place
from tests.sdk.stories import SATS, day, opened


def _public(kind: type) -> dict[str, str]:
    found = inspect.getmembers(kind, lambda member: inspect.isfunction(member) or inspect.ismethod(member))
    return {name: str(inspect.signature(member)) for name, member in found if not name.startswith("_")}


@pytest.mark.parametrize(("plain", "waiting"), [(Satshift, AsyncSatshift), (Agreements, AsyncAgreements)])
def test_both_clients_have_the_same_names_and_arguments(plain: type, waiting: type) -> None:
    names = _public(plain)
    assert len(names) > 5
    assert _public(waiting) == names


def test_every_action_has_a_method() -> None:
    from satshift.app import capabilities

    (card,) = [card for card in capabilities() if card.name == "agreements"]
    verbs = {action.name for action in card.actions} - {"accept_draft"}
    assert verbs - set(_public(Agreements)) == set()
    assert "sign_draft" in _public(Agreements)


def test_a_worker_without_coin_signs_and_another_sends(place: Place, clients: Any) -> None:
    client, worker, agreement = opened(place, clients)
    signed = worker.agreements.sign_submit(agreement, note="done")
    text = signed.to_json()
    assert place.key("worker")[2:] not in text
    clients(place, "stranger").agreements.relay(text).insist()
    assert client.agreements.show(agreement)["situation"]["state"] == "submitted"
    again = client.agreements.relay(Signed.from_json(text))
    assert again.state == "refused"
    assert again.tx is None


def test_a_tip_pays_whoever_sends_it(place: Place, clients: Any) -> None:
    _, worker, agreement = opened(place, clients)
    worker.agreements.submit(agreement).insist()
    place.pass_time(7 * 86_400 + 1)
    signed = worker.agreements.sign_settle(agreement, tip="5000")
    stranger = clients(place, "stranger")
    before = stranger.balance()
    outcome = stranger.agreements.relay(signed).insist()
    assert stranger.balance() == before + 5_000 * SATS - outcome.fee


def test_two_part_with_what_one_signed(place: Place, clients: Any) -> None:
    client, worker, agreement = opened(place, clients)
    offer = client.agreements.offer_to_part(agreement, share="25")
    parted = worker.agreements.part(agreement, offer).insist()
    assert parted.events[-1].args["to_worker"] == 30_000 * SATS


def test_a_signature_for_another_chain_is_refused(place: Place, clients: Any) -> None:
    _, worker, agreement = opened(place, clients)
    raw = json.loads(worker.agreements.sign_submit(agreement, note="x").to_json())
    with pytest.raises(Invalid, match="another network"):
        worker.agreements.relay(json.dumps({**raw, "chain_id": 1}))


def test_a_draft_that_the_worker_signed_binds_at_once(node_place: Place, clients: Any) -> None:
    client, worker = clients(node_place, "client"), clients(node_place, "worker")
    draft = client.agreements.draft(
        title="A logo",
        worker=node_place.address("worker"),
        milestones=[Milestone("All", "1000", day(node_place, 9))],
    )
    worker.agreements.sign_draft(draft.digest)
    agreement = client.agreements.open(draft.digest).insist().agreement
    assert client.agreements.show(agreement)["situation"]["state"] == "in_progress"


def test_a_refusal_is_an_outcome_and_no_exception_until_insisted(place: Place, clients: Any) -> None:
    client, _, agreement = opened(place, clients)
    outcome = client.agreements.accept(agreement)
    assert not outcome
    assert (outcome.state, outcome.code) == ("refused", "parties-not-the-worker")
    with pytest.raises(Refused):
        outcome.insist()


def test_what_can_not_be_read_names_the_field(place: Place, clients: Any) -> None:
    client, _, agreement = opened(place, clients)
    with pytest.raises(Invalid) as error:
        client.agreements.release(agreement, amount="much")
    assert "amount" in error.value.fields


def test_a_client_without_a_key_only_reads(place: Place) -> None:
    with Satshift.direct(place.rpc, network=place.chain.node.profile.name) as reader:
        with pytest.raises(NotFound):
            reader.agreements.show("0x" + "11" * 32)
        with pytest.raises(Invalid, match="Say whose"):
            reader.agreements.list()


def test_waiting_says_not_yet(place: Place, clients: Any) -> None:
    client, _, agreement = opened(place, clients)
    with pytest.raises(NotKnownYet):
        client.agreements.wait(agreement, "released", seconds=0)


def test_what_was_sent_and_not_answered_is_taken_up_from_the_outbox(
    node_place: Place, tmp_path: Path
) -> None:
    place, home, chain = node_place, tmp_path / "away", node_place.chain
    with Satshift.direct(place.rpc, place.key("client"), home=home, timeout=0.5) as client:
        draft = client.agreements.draft(
            title="x", worker=place.address("worker"), milestones=[Milestone("All", "1000", day(place, 9))]
        )
        chain.anvil.ask("evm_setAutomine", False)
        try:
            outcome = client.agreements.open(draft)
        finally:
            chain.anvil.ask("evm_setAutomine", True)
    assert outcome.state == "not-known-yet"
    assert outcome.tx
    (entry,) = Outbox(home / "outbox")
    assert entry.sent.hash == outcome.tx
    chain.anvil.mine()
    assert resume(Outbox(home / "outbox"), entry, rpc=place.rpc).state == "done"
    assert list(Outbox(home / "outbox")) == []


class Liar(BaseHTTPRequestHandler):
    """Passes everything on to an honest node, and changes what it prepared."""

    honest: ClassVar[str] = ""
    lie: ClassVar[Any] = None

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._pass_on(httpx.get(self.honest + self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {"content-type": "application/json"}
        self._pass_on(httpx.post(self.honest + self.path, content=body, headers=headers))

    def _pass_on(self, answer: httpx.Response) -> None:
        body = answer.content
        if (
            self.path.startswith("/api/v1/agreements/")
            and answer.status_code == 200
            and "calls" in answer.text
        ):
            body = json.dumps(type(self).lie(answer.json())).encode()
        self.send_response(answer.status_code)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def liar(node_place: Place) -> Iterator[tuple[Place, str, type[Liar]]]:
    """A node that lies about what it prepared."""
    kind = type("Lying", (Liar,), {"honest": node_place.url})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield node_place, f"http://127.0.0.1:{server.server_port}", kind
    server.shutdown()
    server.server_close()
    thread.join()


def _flip(shown: dict[str, Any], at: int) -> dict[str, Any]:
    """Change one digit of the calldata, counted in words of 32 bytes from the arguments' beginning."""
    data = shown["calls"][-1]["data"]
    place = 10 + 64 * at + 63
    digit = "1" if data[place] != "1" else "2"
    shown["calls"][-1]["data"] = data[:place] + digit + data[place + 1 :]
    return shown


def _elsewhere(shown: dict[str, Any]) -> dict[str, Any]:
    shown["calls"][-1]["to"] = "0x" + "66" * 20
    return shown


def _with_money(shown: dict[str, Any]) -> dict[str, Any]:
    shown["calls"][-1]["value"] = "1"
    return shown


LIES = {
    "another milestone": lambda shown: _flip(shown, 1),
    "another amount": lambda shown: _flip(shown, 2),
    "other terms": lambda shown: _flip(shown, 4),
    "another contract": _elsewhere,
    "money on top": _with_money,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_node_that_prepares_something_else_is_refused(
    liar: tuple[Place, str, type[Liar]], clients: Any, lie: str
) -> None:
    place, url, kind = liar
    agreement = opened(place, clients)[2]
    kind.lie = staticmethod(LIES[lie])
    with Satshift(url, place.key("client"), rpc=place.rpc) as wary:
        outcome = wary.agreements.release(agreement, amount="20000")
        assert (outcome.state, outcome.code) == ("refused", "prepared-mismatch")
        assert outcome.tx is None
    kind.lie = staticmethod(lambda shown: shown)
    with Satshift(url, place.key("client"), rpc=place.rpc) as trusting:
        assert trusting.agreements.release(agreement, amount="20000")


def test_a_node_that_is_away_is_unreachable(place: Place) -> None:
    with Satshift("http://127.0.0.1:9", place.key("client")) as client, pytest.raises(Unreachable):
        client.agreements.list()


def test_a_client_refuses_a_node_of_another_network(place: Place) -> None:
    network = "anvil" if place.chain.name == "rootstock" else "rootstock_regtest"
    client = Satshift.direct(place.rpc, place.key("client"), network=network)
    with client, pytest.raises(Refused, match="chain"):
        client.balance()
