"""The demo's panel: becoming people, passing time, giving coin; and its refusal where money is real."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from satshift.app import build_web
from satshift.chain import playground, profiles
from satshift.chain.node import Node
from satshift.demo.people import CLIENT, PEOPLE
from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from tests.demo.conftest import Town
from tests.web.browser import Browser
from tests.web.serving import serving

STRANGER = Address("0x" + "5e" * 20)
DAY = 86_400


@pytest.fixture
def browser(town: Town) -> Iterator[Browser]:
    made = Browser(town.url)
    yield made
    made.http.close()


@pytest.fixture
def real(town: Town) -> Iterator[Browser]:
    """The same house, but its operator says that it is no demo."""
    house = replace(town.house, settings=replace(town.house.settings, demo=False))
    with serving(build_web(house)) as url:
        made = Browser(url)
        yield made
        made.http.close()


def test_the_panel_names_everybody_with_a_role(browser: Browser):
    page = browser.get("/demo").text

    for person in PEOPLE:
        assert person.name in page
        assert person.role in page


def test_every_page_says_that_it_is_a_demo(browser: Browser):
    for path in ("/", "/help", "/agreements", "/wallet", "/demo"):
        assert "Play money on this machine" in browser.get(path, follow_redirects=True).text


def test_no_page_says_so_where_money_is_real(real: Browser):
    assert "Play money" not in real.get("/help").text


def test_somebody_is_become_without_javascript(browser: Browser):
    browser.post("/demo/become", {"person": "nova", "next": "/agreements"}, status=303)

    assert "You are Nova Clinic" in browser.get("/agreements").text


def test_nobody_unknown_is_become(browser: Browser):
    browser.post("/demo/become", {"person": "satoshi"}, status=404)


def test_becoming_leads_to_no_other_site(browser: Browser):
    answer = browser.post("/demo/become", {"person": "nova", "next": "//elsewhere.example"}, status=303)

    assert answer.headers["location"] == "/agreements"


@pytest.mark.parametrize(("span", "seconds"), [("hour", 3_600), ("day", DAY), ("week", 7 * DAY)])
def test_time_passes_on_the_chain(town: Town, browser: Browser, span: str, seconds: int):
    before = town.anvil.time

    browser.post("/demo/time", {"span": span}, status=303)

    assert seconds <= town.anvil.time - before < seconds + 1_800  # the newest block may be old
    assert town.house.store.head().time == town.anvil.time, "the next page knows it already"


def test_no_other_span_passes(town: Town, browser: Browser):
    before = town.anvil.time

    browser.post("/demo/time", {"span": "century"}, status=422)

    assert town.anvil.time == before


def test_time_does_not_pass_for_a_form_of_another_visit(town: Town, browser: Browser):
    before = town.anvil.time

    browser.post("/demo/time", {"span": "week"}, status=409, token=False)

    assert town.anvil.time == before


def test_coins_come_to_any_address(town: Town, browser: Browser):
    lucky = Address("0x" + "1c" * 20)

    browser.post("/demo/coins", {"address": lucky}, status=303)

    assert town.house.node.balance(lucky) == 1_000_000 * 10**10


def test_a_mistyped_address_gets_a_sentence_and_no_coins(browser: Browser):
    page = browser.post("/demo/coins", {"address": CLIENT.address[:-1]}, status=422).text

    assert "is not an address" in page


def test_the_first_thing_to_do_is_to_become_the_client(browser: Browser):
    page = browser.get("/demo").text

    assert re.search(r"next</span>\s*1\. Become the client", page)


def test_the_checklist_ticks_what_happened(browser: Browser):
    browser.post("/demo/become", {"person": "nova", "next": "/demo"}, status=303)

    assert re.search(r"next</span>\s*2\. Draft the job", browser.get("/demo").text)


@pytest.mark.parametrize("path", ["/demo", "/demo/next"])
def test_there_is_no_panel_where_money_is_real(real: Browser, path: str):
    real.get(path, status=404)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/demo/become", {"person": "nova"}),
        ("/demo/time", {"span": "week"}),
        ("/demo/coins", {"address": STRANGER}),
    ],
)
def test_nothing_of_the_demo_is_done_where_money_is_real(
    town: Town, real: Browser, path: str, form: dict[str, str]
):
    before = town.anvil.time

    real.post(path, form, status=404)

    assert town.anvil.time == before
    assert town.house.node.balance(STRANGER) == 0
    assert "satshift" not in real.http.cookies or "You are" not in real.get("/help").text


def test_no_clock_but_a_local_one_is_moved(town: Town):
    node = Node(profiles.load("rootstock"), town.anvil.url)
    with pytest.raises(Refused, match="no local chain"):
        playground.pass_time(node, DAY)
    with pytest.raises(Refused, match="no local chain"):
        playground.give(node, STRANGER, 1)
    node.close()


def test_pages_show_the_chains_clock_after_time_has_passed(town: Town, browser: Browser):
    browser.post("/demo/time", {"span": "week"}, status=303)

    assert town.house.desk.now > time.time() + 6 * DAY
    assert "ahead of yours" in browser.get("/demo").text
