"""A whole paid job between two browsers: draft, sign, lock, submit, release, and the money shows by itself."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from satshift.demo import checklist
from tests.demo.conftest import Town
from tests.demo.visitor import Visitor

pytestmark = pytest.mark.browser
MOST_SECONDS = 5.0


def test_a_first_job_is_paid_and_the_worker_sees_it_at_once(town: Town, visitor: Callable[[], Visitor]):
    client, worker = visitor(), visitor()
    link = draft(client)

    worker.become("Amina")
    worker.open(link)
    worker.shoot("worker-reads-the-draft")
    worker.press("Accept by signature")
    worker.sign("accept")
    worker.sees("The worker has signed")

    client.open(link)
    client.press("Lock the money")
    client.sign("lock")
    client.sees("Done.")

    worker.open(link)
    worker.press("Open the agreement")
    worker.shoot("worker-sees-the-room")
    room = worker.page.url
    worker.press("Deliver a milestone")
    worker.page.locator("main textarea").first.fill("Both pages are done.")
    worker.shoot("submit-form")
    worker.page.locator("main form button").last.click()
    worker.sign("submit")

    worker.open(room)
    client.open(room)
    client.shoot("client-reviews")
    client.press("Release the money")
    seconds = release(client, worker)
    worker.shoot("worker-is-paid")
    assert seconds < MOST_SECONDS
    assert all(check.is_done for check in checklist.checks(town.house.store, None))
    keep(seconds)


def draft(client: Visitor) -> str:
    client.open("/demo")
    client.shoot("panel")
    client.press("Go on as Nova Clinic")
    client.page.wait_for_url("**/demo")
    client.press("Draft the example")
    client.shoot("form")
    client.page.get_by_role("button", name="Keep this draft").last.click()
    client.page.wait_for_url("**/agreements/drafts/**")
    client.shoot("draft-kept")
    return client.page.url


def release(client: Visitor, worker: Visitor) -> float:
    """Seconds from the transaction to the worker's page, which nobody reloads."""
    if client.page.locator("[data-sign]").count() == 0:
        client.shoot("release-form")
        client.page.locator("main form button").last.click()
    client.page.locator("[data-sign]").click()
    client.page.locator("[data-wallet-confirm]").wait_for()
    began = time.monotonic()
    client.page.locator("[data-wallet-confirm]").click()
    expect(worker.page.locator("#room")).to_contain_text(
        "All the money was released to the worker", timeout=20_000
    )
    return time.monotonic() - began


def keep(seconds: float) -> None:
    """Hand the figure to the benchmark that asked for it."""
    wanted = os.environ.get("SATSHIFT_RELEASE_SECONDS")
    if wanted:
        Path(wanted).write_text(f"{seconds:.2f}")
