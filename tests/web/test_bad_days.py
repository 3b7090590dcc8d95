"""Bad days: the database goes away, the node goes away; pages say so and nothing is lost."""

from pathlib import Path

from eth_account.messages import encode_defunct
from fastapi import FastAPI

from satshift.web import install
from tests.chains import new_account
from tests.databases import Opener as StoreOpener
from tests.web.browser import Browser
from tests.web.conftest import Opener, Stand
from tests.web.village import Village, sign_in


def test_help_is_there_while_the_database_is_away(browser: Browser, stand: Stand, tmp_path: Path) -> None:
    sign_in(browser, new_account())
    for file in tmp_path.glob("web.db*"):
        file.unlink()
    assert "How to act without this server" in browser.get("/help").text
    assert "The database does not answer" in browser.get("/-/health", status=503).text


def test_a_sign_in_that_can_not_be_kept_says_so(browser: Browser, tmp_path: Path) -> None:
    person = new_account()
    text = browser.http.get("/sign-in/message", params={"account": person.address}).json()["message"]
    for file in tmp_path.glob("web.db*"):
        file.unlink()
    signature = person.sign_message(encode_defunct(text=text)).signature.hex()
    body = {"message": text, "signature": "0x" + signature.removeprefix("0x")}
    answer = browser.http.post("/sign-in", json=body, headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "does not answer" in answer.text


def test_a_transaction_is_not_known_while_the_node_is_away(browser: Browser) -> None:
    assert "Not known yet" in browser.get("/tx/0x" + "ab" * 32).text


def test_nothing_waits_for_somebody_without_credits(here: Village) -> None:
    page = here.browser(here.person()).get("/agreements/withdraw", status=409)
    assert "Nothing waits for this account" in page.text


def test_a_fragment_that_fails_leaves_the_page_as_it_was(guest: Browser) -> None:
    answer = guest.http.get("/agreements/0x" + "ab" * 32, headers={"hx-request": "true"})
    assert answer.status_code == 404
    assert answer.headers["hx-reswap"] == "none"


def test_sessions_live_in_either_database(
    database_url: str, open_browser: Opener, open_store: StoreOpener
) -> None:
    store = open_store(database_url)
    store.create(())
    for _ in range(2):  # a second process comes to tables that stand already
        app = FastAPI()
        install(app, Stand(store))
    browser, person = open_browser(app), new_account()
    sign_in(browser, person)
    assert "this browser" in browser.get("/account").text
