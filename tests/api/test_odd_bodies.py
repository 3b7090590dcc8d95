"""Bodies that parsers and databases stumble over are refused, on SQLite and on PostgreSQL alike."""

import pytest

from satshift.api.signed import read_signed
from satshift.kernel.errors import Invalid
from tests.houses import Builder, Lived

ODD = {
    "a lone surrogate": b'{"paper": {"kind": "\\ud800"}}',
    "a lone surrogate in a key": b'{"paper": {"\\ud800": 1}}',
    "a zero byte": b'{"paper": {"kind": "\\u0000"}}',
    "a number without end": b'{"paper": {"kind": ' + b"9" * 6_000 + b"}}",
    "no number at all": b'{"paper": {"kind": NaN}}',
    "brackets without end": b"[" * 200_000,
    "not even text": b"\xff\xfe\x00",
    "a list": b"[]",
    "nothing": b"",
}


@pytest.fixture
def house(database_url: str, build_house: Builder) -> Lived:
    return build_house(database=database_url)


@pytest.mark.parametrize("body", ODD.values(), ids=ODD.keys())
def test_an_odd_body_is_refused(lived: Lived, body: bytes) -> None:
    head = {"content-type": "application/json"}
    answer = lived.json.post("/api/v1/agreements/papers", content=body, headers=head)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["message"]


def test_a_job_is_paid_and_odd_texts_are_kept_on_either_database(house: Lived) -> None:
    client, worker = house.person(), house.person()
    draft = house.draft(client, worker, title="zero \x00 and \U0001f6aa", text="\x00")
    house.do(client, "open", draft=draft["digest"])
    house.do(worker, "accept", agreement=draft["agreement"])
    house.do(worker, "submit", agreement=draft["agreement"], note="\x00 done")
    house.do(client, "release", agreement=draft["agreement"])

    seen = house.get(f"/{draft['agreement']}", **{"as": worker.address})
    assert seen["title"] == "zero \x00 and \U0001f6aa"
    assert seen["situation"]["milestones"][0]["state"] == "released"
    kept = house.json.get(f"/api/v1/agreements/papers/{draft['digest']}").json()
    assert kept["paper"] == draft["paper"]


def test_a_name_with_a_zero_byte_is_refused_on_either_database(house: Lived) -> None:
    answer = house.json.post("/api/v1/tokens", json={"message": "x", "signature": "0x1234", "name": "a\x00"})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["name"])


@pytest.mark.parametrize(
    "raw", ["0x" + "f" * 121, "0x" + "02" + "00" * 100, "0x" + "c0" * 100, "0x05" + "c1" * 90]
)
def test_bytes_that_are_no_transaction_are_refused(raw: str) -> None:
    with pytest.raises(Invalid):
        read_signed(raw)


def test_brackets_inside_a_text_are_text(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    assert lived.draft(client, worker, text="[" * 5_000 + '"')["paper"]["text"].startswith("[[[")
