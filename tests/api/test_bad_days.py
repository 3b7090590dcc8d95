"""What goes wrong gets a code and a sentence in one shape, and nothing is half done."""

import httpx
import pytest

from satshift.api.limits import Buckets
from satshift.chain.sender import Sender
from tests.houses import Builder, Lived

NOWHERE = "0x" + "ab" * 32
HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def error_of(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"error"}
    error: dict[str, object] = answer.json()["error"]
    assert set(error) == {"code", "message", "fields"}
    return error


def test_a_path_that_is_not_there(lived: Lived) -> None:
    answer = lived.json.get("/api/v1/nothing/here")
    assert (answer.status_code, error_of(answer)["code"]) == (404, "path-unknown")


def test_a_method_that_is_not_taken(lived: Lived) -> None:
    answer = lived.json.put("/api/v1/network")
    assert (answer.status_code, error_of(answer)["code"]) == (405, "method-unknown")


def test_a_body_that_is_no_json(lived: Lived) -> None:
    answer = lived.json.post(
        "/api/v1/agreements/papers", content=b'{"paper": ', headers={"content-type": "application/json"}
    )
    assert (answer.status_code, error_of(answer)["code"]) == (400, "body-unreadable")


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(lived: Lived) -> None:
    answer = lived.json.post("/api/v1/agreements/papers", content=b"x" * 10_000_000)
    assert (answer.status_code, error_of(answer)["code"]) == (413, "body-too-large")


def test_a_large_body_of_unknown_length_is_refused_too(lived: Lived) -> None:
    def chunks():
        for _ in range(40):
            yield b"x" * 65_536

    answer = lived.json.post("/api/v1/agreements/papers", content=chunks())
    assert (answer.status_code, error_of(answer)["code"]) == (413, "body-too-large")


def test_fields_that_are_wrong_are_named(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    error = lived.refused(
        "draft",
        title="A door",
        client=client.address,
        worker=worker.address,
        milestones=[{"title": "Cut", "amount": "0", "due": "2001-01-01"}],
    )
    assert error["code"] == "terms-invalid"
    assert set(error["fields"]) == {"milestones.0.amount", "milestones.0.due"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("client", "0x5FbDB2315678afecb367f032d93F642f64180aa4", "address-checksum"),
        ("worker", "somebody", "address-unreadable"),
        ("fee_cap", "140", "share-unreadable"),
        ("review", "soon", "span-unreadable"),
        ("open_by", "tomorrow", "date-unreadable"),
    ],
)
def test_what_people_type_wrongly_is_told_by_field(lived: Lived, field: str, value: str, code: str) -> None:
    client, worker = lived.person(), lived.person()
    body = {
        "title": "A door",
        "client": client.address,
        "worker": worker.address,
        "milestones": [{"title": "Cut", "amount": "50000", "due": str(lived.now + 1000)}],
        field: value,
    }
    error = lived.refused("draft", **body)
    assert error["code"] == code
    assert list(error["fields"]) == [field]


def test_half_a_sat_is_refused_where_it_stands(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    milestone = {"title": "Cut", "amount": "0.000000005 BTC", "due": str(lived.now + 1000)}
    error = lived.refused(
        "draft", title="A", client=client.address, worker=worker.address, milestones=[milestone]
    )
    assert list(error["fields"]) == ["milestones.0.amount"]


def test_html_in_every_text_field_stays_text(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    milestones = [{"title": HTML, "text": HTML, "amount": "50000", "due": str(lived.now + 86_400)}]
    draft = lived.draft(client, worker, title=HTML, text=HTML, milestones=milestones)
    assert draft["paper"]["title"] == HTML

    plan = lived.do(client, "open", draft=draft["digest"])
    assert HTML in plan["says"]
    lived.do(worker, "accept", agreement=draft["agreement"])
    lived.do(worker, "submit", agreement=draft["agreement"], note=HTML, links=[HTML])

    answer = lived.json.get(f"/api/v1/agreements/{draft['agreement']}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["title"] == HTML


def test_a_transaction_that_nobody_knows_is_not_known_yet(lived: Lived) -> None:
    answer = lived.json.get(f"/api/v1/transactions/{NOWHERE}")
    assert (answer.status_code, answer.json()["state"]) == (200, "not-known-yet")


def test_bytes_that_are_no_transaction(lived: Lived) -> None:
    answer = lived.json.post("/api/v1/transactions", json={"raw": "0x" + "ff" * 100})
    assert (answer.status_code, error_of(answer)["code"]) == (422, "transaction-unreadable")


def test_a_call_of_a_strange_contract_is_not_handed_over(lived: Lived) -> None:
    client = lived.person()
    call = {"to": "0x" + "12" * 20, "data": "0x12345678", "value": "0"}
    raw = lived.sign_raw(Sender(lived.house.node, client), call)
    answer = lived.json.post("/api/v1/transactions", json={"raw": raw})
    assert (answer.status_code, error_of(answer)["code"]) == (409, "transaction-not-ours")


def test_the_same_transaction_twice_changes_nothing(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    before = lived.house.node.balance(worker.address.lower())
    call = {"to": worker.address.lower(), "data": "0x", "value": "1000"}
    raw = lived.sign_raw(Sender(lived.house.node, client), call)
    first, second = (lived.json.post("/api/v1/transactions", json={"raw": raw}).json() for _ in range(2))
    lived.wait(first["hash"])
    assert first["hash"] == second["hash"]
    assert lived.house.node.balance(worker.address.lower()) == before + 1000


def test_a_contracts_refusal_is_told_in_words_before_anything_is_signed(lived: Lived) -> None:
    client, worker, stranger = lived.person(), lived.person(), lived.person()
    agreement = lived.agreed(client, worker)
    error = lived.refused("release", agreement=agreement, milestone=1, by=stranger.address)
    assert error["code"] == "parties-not-the-client"
    assert error["message"] == "Only the client may do this. Use the client's account."
    above = lived.refused("release", agreement=agreement, milestone=1, amount="60000")
    assert list(above["fields"]) == ["amount"]


def test_an_agreement_that_nobody_opened(lived: Lived) -> None:
    answer = lived.json.get(f"/api/v1/agreements/{NOWHERE}")
    assert (answer.status_code, error_of(answer)["code"]) == (404, "agreement-unknown")


def test_too_many_papers_without_a_token(build_house: Builder) -> None:
    lived = build_house(limit_writes=2)
    answers = [
        lived.json.post("/api/v1/agreements/papers", json={"paper": {"kind": "poem"}}) for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert int(answers[2].headers["retry-after"]) > 0
    assert error_of(answers[2])["code"] == "too-often"


def test_a_bucket_fills_again() -> None:
    bucket = Buckets(2)
    assert [bucket.take("somebody", 100.0), bucket.take("somebody", 100.0)] == [0, 0]
    assert bucket.take("somebody", 100.0) == pytest.approx(30)
    assert bucket.take("another", 100.0) == 0
    assert bucket.take("somebody", 131.0) == 0


def test_the_same_key_gives_the_same_answer(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    body = {
        "title": "A door",
        "client": client.address,
        "worker": worker.address,
        "milestones": [{"title": "Cut", "amount": "50000", "due": str(lived.now + 1000)}],
    }
    head = {"Idempotency-Key": "one"}
    first, second = (lived.json.post("/api/v1/agreements/drafts", json=body, headers=head) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    other = lived.json.post("/api/v1/agreements/drafts", json={**body, "title": "B"}, headers=head)
    assert error_of(other)["code"] == "idempotency-other-body"


def test_pages_of_other_sites_get_no_permission(lived: Lived) -> None:
    answer = lived.json.get("/api/v1/network", headers={"origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in answer.headers
