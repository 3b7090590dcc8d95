"""Pages that stand without any capability, and the doors they stand behind."""

import gzip

import pytest
from fastapi import FastAPI

from satshift.web import install
from tests.web.browser import Browser
from tests.web.conftest import Opener, Stand

PAGES = ("/", "/help", "/help/words", "/help/leave", "/-/patterns", "/sign-in", "/tx/0x" + "ab" * 32)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_keeps_the_rules_in_every_language(browser: Browser, path: str, language: str) -> None:
    page = browser.get(f"{path}?lang={language}")
    assert f'lang="{language}"' in page.text


def test_health_says_what_is_wrong(browser: Browser) -> None:
    page = browser.get("/-/health", status=503)
    assert "has not read a block yet" in page.text


def test_health_speaks_json_to_programs(browser: Browser) -> None:
    answer = browser.get("/-/health", status=503, headers={"accept": "application/json"})
    assert answer.json()["signs"]["database"]["is_well"] is True


def test_an_unknown_page_says_what_to_do(browser: Browser) -> None:
    page = browser.get("/nowhere", status=404)
    assert "There is nothing here" in page.text
    assert "Check the address" in page.text


def test_a_wrong_method_is_a_page_too(browser: Browser) -> None:
    page = browser.post("/help", {}, status=405)
    assert "This can&#39;t be done here" in page.text


def test_a_large_body_is_refused_with_a_page(browser: Browser) -> None:
    answer = browser.http.post("/sign-out", content=b"x" * (11 << 20))
    assert answer.status_code == 413
    assert "more than one megabyte" in answer.text


def test_a_large_body_that_hides_its_size_is_refused(browser: Browser) -> None:
    def drip():
        for _ in range(40):
            yield b"a=" + b"x" * 60_000 + b"&"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser.http.post("/sign-out", content=drip(), headers=kind)
    assert answer.status_code == 413


def test_a_form_without_its_token_does_nothing(browser: Browser) -> None:
    page = browser.post("/sign-out", {"session": "all"}, status=409, token=False)
    assert "belongs to another visit" in page.text


def test_a_form_from_another_site_does_nothing(browser: Browser) -> None:
    answer = browser.http.post(
        "/sign-out", data={"token": browser.token()}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403


def test_a_break_of_ours_is_a_page_with_all_headers(stand: Stand, open_browser: Opener) -> None:
    app = FastAPI()
    install(app, stand)

    @app.get("/breaks")
    def breaks() -> None:
        raise ZeroDivisionError

    page = open_browser(app).get("/breaks", status=500)
    assert "Something broke here" in page.text
    assert "nonce-" in page.headers["content-security-policy"]


def test_every_answer_carries_its_policies(browser: Browser) -> None:
    first, second = browser.get("/"), browser.get("/")
    policy = first.headers["content-security-policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert policy != second.headers["content-security-policy"]
    assert first.headers["x-content-type-options"] == "nosniff"


def test_the_cookie_is_out_of_reach_of_scripts(browser: Browser) -> None:
    cookie = browser.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_forged_cookie_is_nobody(browser: Browser) -> None:
    browser.http.cookies.set("satshift", "eyJ2aXNpdG9yIjoieCJ9.forged")
    assert "Sign in" in browser.get("/help").text


def test_files_have_hashed_names_and_stay_a_year(browser: Browser) -> None:
    page = browser.get("/help").text
    name = page.split('href="/static/app.')[1].split('"')[0]
    answer = browser.http.get(f"/static/app.{name}")
    assert "immutable" in answer.headers["cache-control"]
    assert "immutable" not in browser.http.get("/static/app.css").headers["cache-control"]


def test_files_outside_the_folder_are_not_there(browser: Browser) -> None:
    assert browser.http.get("/static/..%2fpages.py").status_code == 404
    assert browser.http.get("/static/nothing.js").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_first_view_is_light(browser: Browser, path: str) -> None:
    page = browser.get(path)
    files = ("/static/app.css", "/static/app.js", "/static/icon.svg")
    weight = len(gzip.compress(page.content)) + sum(
        len(gzip.compress(browser.http.get(f).content)) for f in files
    )
    assert weight < 60_000


def test_the_writing_direction_can_be_turned(browser: Browser) -> None:
    assert 'dir="rtl"' in browser.get("/help?dir=rtl").text


def test_robots_stay_out_of_agreements(browser: Browser) -> None:
    assert "Disallow: /agreements/" in browser.get("/robots.txt").text
