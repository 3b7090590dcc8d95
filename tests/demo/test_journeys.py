"""Days on which somebody is silent or they quarrel, walked through in a browser with the time machine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from satshift.demo.people import ARBITER, CLIENT, WEI, WORKER, Person
from tests.demo.conftest import Town, copied, opened
from tests.demo.visitor import Visitor

pytestmark = pytest.mark.browser
Arrive = Callable[[], Visitor]


@pytest.fixture
def town(seeded: Path, tmp_path: Path) -> Iterator[Town]:
    """A demo of this test's own, for its clock is moved."""
    with opened(copied(seeded, tmp_path)) as made:
        yield made


def balance(town: Town, person: Person) -> int:
    return town.house.node.balance(person.address)


def pass_a_week(someone: Visitor, path: str) -> None:
    someone.open(path)
    someone.page.get_by_text("Time machine").first.click()
    someone.page.get_by_role("button", name="A week", exact=True).first.click()
    someone.page.wait_for_load_state("load")
    someone.shoot("a-week-later")


def test_when_the_client_is_silent_the_worker_is_paid(town: Town, visitor: Arrive):
    worker, room = visitor(), f"/agreements/{town.id_of('submitted')}"
    worker.become("Amina")
    worker.shoot("list-of-the-worker")
    before = balance(town, WORKER)

    pass_a_week(worker, room)
    worker.press("Pay what silence approved")
    worker.sign("settle")
    worker.open(room)
    worker.sees("All the money was released to the worker.")
    worker.shoot("settled")

    fee = 10**15
    assert balance(town, WORKER) > before + 90_000 * 10**10 - fee


def test_when_the_worker_is_silent_the_client_takes_it_back(town: Town, visitor: Arrive):
    client, room = visitor(), f"/agreements/{town.id_of('working')}"
    client.become("Nova Clinic")
    client.shoot("list-of-the-client")
    before = balance(town, CLIENT)

    pass_a_week(client, room)
    client.press("Take a late milestone back")
    client.sign("reclaim")
    client.open(room)
    client.sees("so the client took this money back")
    client.shoot("reclaimed")

    assert balance(town, CLIENT) > before + 50_000 * 10**10 - 10**15


def test_an_arbiter_rules_with_the_payout_in_view(town: Town, visitor: Arrive):
    judge, room = visitor(), f"/agreements/{town.id_of('disputed-arbiter')}"
    before = {person: balance(town, person) for person in (WORKER, ARBITER)}
    judge.become("Judge Lee")
    judge.open("/agreements/cases")
    judge.shoot("cases")
    judge.open(room)
    judge.press("Rule on a milestone")
    judge.shoot("case")
    judge.page.locator("[name=share]").fill("70")
    judge.page.locator("[name=fee]").fill("5000")
    expect(judge.page.locator("#payouts")).to_contain_text("108,500")
    judge.page.locator("main textarea").first.fill("Thirteen of twenty can be used.")
    judge.shoot("case-with-preview")
    judge.page.locator("main form button").last.click()
    judge.sign("rule")
    judge.open(room)
    judge.sees("each side was paid its part")
    judge.shoot("ruled")

    assert balance(town, WORKER) == before[WORKER] + 108_500 * 10**10
    assert balance(town, ARBITER) > before[ARBITER] + 4_000 * 10**10


def test_a_credit_is_withdrawn(town: Town, visitor: Arrive):
    someone, before = visitor(), balance(town, WEI)
    someone.become("Wei")
    someone.shoot("list-with-a-credit")
    someone.press("Take it")
    someone.sign("withdraw")

    assert balance(town, WEI) > before + 52_000 * 10**10 - 10**15
