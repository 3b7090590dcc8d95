"""Signing in by a message: bound to this site, this network and one nonce; sessions end when their owner says so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount

from satshift.chain.node import Node
from satshift.kernel.errors import Refused, SatshiftError
from satshift.web import signin
from tests.chains import address_of, new_account
from tests.web.browser import Browser
from tests.web.village import sign_in

SITE = signin.Site("satshift.example", "https://satshift.example/sign-in", 31337)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def signed(account: LocalAccount, text: str) -> str:
    return "0x" + account.sign_message(encode_defunct(text=text)).signature.hex().removeprefix("0x")


def check(node: Node, text: str, signature: str, **other: Any) -> str:
    given = {"site": SITE, "nonce": "abcdef0123456789", "now": NOW} | other
    return signin.check(text, signature, node=node, **given)


def text_for(account: LocalAccount) -> str:
    return signin.message(SITE, address_of(account), "abcdef0123456789", NOW)


def test_a_signed_message_says_who_it_is(node: Node) -> None:
    person = new_account()
    text = text_for(person)
    assert check(node, text, signed(person, text)) == address_of(person)


OTHERS = [
    ({"site": signin.Site("evil.example", SITE.uri, 31337)}, "sign-in-elsewhere"),
    ({"site": signin.Site(SITE.domain, SITE.uri, 30)}, "sign-in-elsewhere"),
    ({"nonce": "another000000000"}, "sign-in-used"),
    ({"nonce": None}, "sign-in-used"),
    ({"now": NOW + timedelta(minutes=11)}, "sign-in-late"),
    ({"now": NOW - timedelta(minutes=11)}, "sign-in-late"),
]


@pytest.mark.parametrize(("other", "code"), OTHERS)
def test_a_message_counts_here_and_now_and_once(node: Node, other: dict[str, Any], code: str) -> None:
    person = new_account()
    text = text_for(person)
    with pytest.raises(Refused) as refused:
        check(node, text, signed(person, text), **other)
    assert refused.value.code == code


def test_somebody_elses_signature_is_refused(node: Node) -> None:
    person, stranger = new_account(), new_account()
    text = text_for(person)
    for signature in (signed(stranger, text), "0x", "0x12", "0x" + "00" * 65, "nonsense", "0x" + "ff" * 2000):
        with pytest.raises(SatshiftError):
            check(node, text, signature)


def test_a_changed_message_is_refused(node: Node) -> None:
    person = new_account()
    text = text_for(person)
    for changed in (text.replace("costs nothing", "costs all"), text + "\nResources:", "", "x" * 4_000):
        with pytest.raises(SatshiftError):
            check(node, changed, signed(person, text))


def test_a_person_signs_in_sees_the_session_and_ends_it(browser: Browser) -> None:
    person = new_account()
    sign_in(browser, person)
    page = browser.get("/account")
    assert "this browser" in page.text
    browser.post("/sign-out", {}, status=303)
    assert browser.get("/account", status=303).headers["location"].startswith("/sign-in")


def test_a_session_can_be_ended_from_another_browser(browser: Browser) -> None:
    person, other = new_account(), Browser(browser.url)
    sign_in(browser, person)
    sign_in(other, person)
    assert browser.get("/account").text.count("Sign out there") == 1
    browser.post("/sign-out", {"session": "all"}, status=303)
    assert other.get("/account", status=303)
    other.http.close()


def test_one_message_begins_one_session(browser: Browser) -> None:
    person = new_account()
    text = browser.http.get("/sign-in/message", params={"account": person.address}).json()["message"]
    body = {"message": text, "signature": signed(person, text)}
    cookie = browser.http.cookies["satshift"]
    assert browser.http.post("/sign-in", json=body).status_code == 200
    browser.http.cookies.clear()
    again = browser.http.post("/sign-in", json=body, headers={"cookie": f"satshift={cookie}"})
    assert again.status_code == 409
    assert "used already" in again.text


def test_a_message_made_for_another_visit_is_refused(browser: Browser) -> None:
    person, other = new_account(), Browser(browser.url)
    text = other.http.get("/sign-in/message", params={"account": person.address}).json()["message"]
    answer = browser.http.post("/sign-in", json={"message": text, "signature": signed(person, text)})
    assert answer.status_code == 409
    other.http.close()


def test_a_wallet_on_another_network_is_told_so(browser: Browser) -> None:
    answer = browser.http.get("/sign-in/message", params={"account": new_account().address, "chain": 1})
    assert answer.status_code == 409
    assert "another network" in answer.text


@pytest.mark.parametrize(
    "next_page", ["//evil.example", "https://evil.example", "/\\evil.example", "x" * 400]
)
def test_signing_in_leads_to_pages_of_ours_only(browser: Browser, next_page: str) -> None:
    page = browser.get("/sign-in", params={"next": next_page})
    assert 'data-next="/agreements"' in page.text


def test_a_body_that_is_no_answer_is_refused(browser: Browser) -> None:
    for content in (b"{", b"[]", b'{"message": 1}', b"\xff\xfe"):
        answer = browser.http.post("/sign-in", content=content, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422)
