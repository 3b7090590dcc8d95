"""The pages of agreements, on a real chain: drafts, the room, steps, the arbiter's case."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.chains import address_of
from tests.web.browser import Browser
from tests.web.village import Village

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202etxt\u2066 {{7*7}}"


def day(here: Village, days: int) -> str:
    return (datetime.fromtimestamp(here.house.desk.now, UTC) + timedelta(days=days)).date().isoformat()


def typed(here: Village, client: str, worker: str, **more: Any) -> dict[str, Any]:
    """What a person types into the form of a draft."""
    return {
        "title": "Translate two pages",
        "text": "From Spanish into English.",
        "client": client,
        "worker": worker,
        "milestones.0.title": "Draft",
        "milestones.0.amount": "40 000",
        "milestones.0.due": day(here, 7),
        "milestones.1.title": "Final version",
        "milestones.1.amount": "0.0006 BTC",
        "milestones.1.due": day(here, 14),
        "review": "7 days",
        "grace": "2 days",
        "answer": "7 days",
        "fee_cap": "5",
        "worker_share": "50",
        "change_rounds": "2",
        "open_by": day(here, 7),
        "do": "keep",
        **more,
    }


def test_a_guest_chooses_a_template(guest: Browser) -> None:
    assert "One piece of work" in guest.get("/agreements/new").text
    assert "Milestone 3" in guest.get("/agreements/new?preset=months").text


def test_a_draft_is_written_down_and_gets_a_link_to_send(here: Village, guest: Browser) -> None:
    client, worker = here.person(), here.person()
    answer = guest.post("/agreements/new", typed(here, client.address, worker.address), status=303)
    page = guest.get(answer.headers["location"])
    assert "Translate two pages" in page.text
    assert "100,000 sats" in page.text
    assert "<svg" in page.text
    assert "The worker has not signed yet" in page.text


def test_rows_come_and_go_without_javascript(here: Village, guest: Browser) -> None:
    form = typed(here, "0x12", "", do="add-milestones")
    page = guest.post("/agreements/new", form)
    assert "Milestone 3" in page.text
    assert 'value="40 000"' in page.text
    page = guest.post("/agreements/new", {**form, "do": "remove-milestones.0"})
    assert 'value="Final version"' in page.text
    assert 'value="40 000"' not in page.text


def test_a_mistake_is_named_and_nothing_typed_is_lost(here: Village, guest: Browser) -> None:
    client = here.person()
    form = typed(here, client.address, "0x123", text="A long text that took an hour.")
    page = guest.post("/agreements/new", form, status=422)
    assert "There is a problem" in page.text
    assert 'href="#worker"' in page.text
    assert "is not an address" in page.text
    assert "A long text that took an hour." in page.text
    assert 'value="40 000"' in page.text


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("worker_share", "120", "percentage"),
        ("milestones.0.amount", "0.5", "whole number of sats"),
        ("milestones.0.amount", "much", "not an amount"),
        ("milestones.0.due", "2001-01-01", "past"),
        ("milestones.0.title", "", "Fill it in"),
        ("review", "soon", "span of time"),
        ("change_rounds", "many", "whole number"),
        ("title", "", "Fill it in"),
        ("open_by", "2001-01-01", "past"),
    ],
)
def test_each_wrong_field_is_linked(here: Village, guest: Browser, name: str, text: str, says: str) -> None:
    client, worker = here.person(), here.person()
    form = typed(here, client.address, worker.address, **{name: text})
    page = guest.post("/agreements/new", form, status=422)
    assert f'href="#{name}"' in page.text
    assert f'id="{name}"' in page.text
    assert says in page.text


def test_hostile_text_stays_text(here: Village, guest: Browser) -> None:
    client, worker = here.person(), here.person()
    form = typed(here, client.address, worker.address, title=HOSTILE, text=HOSTILE)
    form |= {"milestones.0.title": HOSTILE, "milestones.0.text": HOSTILE}
    answer = guest.post("/agreements/new", form, status=303)
    page = guest.get(answer.headers["location"])
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "\u202e" not in page.text
    assert "{{7*7}}" in page.text
    broken = guest.post("/agreements/new", {**form, "worker": HOSTILE}, status=422)
    assert "<script>alert" not in broken.text


def test_the_room_says_whose_turn_it_is_and_what_silence_brings(here: Village) -> None:
    client, worker = here.person(), here.person()
    job = here.open(client, worker)
    page = here.browser(worker).get(f"/agreements/{job}")
    assert "It is your turn" in page.text
    assert "the client can take this money back" in page.text
    assert "Deliver a milestone" in page.text
    assert "100,000 sats" in page.text
    assert "$60.00" in page.text
    assert "As of block" in page.text
    assert "Whose turn: worker" in here.browser(client).get(f"/agreements/{job}").text


def test_a_guest_reads_the_room_but_is_offered_nothing(here: Village, guest: Browser) -> None:
    job = here.open(here.person(), here.person())
    page = guest.get(f"/agreements/{job}")
    assert "Translate two pages" in page.text
    assert "Deliver a milestone" not in page.text
    assert (
        guest.get(f"/agreements/{job}/submit?milestone=1", status=303)
        .headers["location"]
        .startswith("/sign-in")
    )


def test_htmx_gets_the_fragment_of_the_same_page(here: Village, guest: Browser) -> None:
    job = here.open(here.person(), here.person())
    part = guest.http.get(f"/agreements/{job}", headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert part.text.strip().startswith("<div")
    assert (
        part.text.strip() in guest.get(f"/agreements/{job}").text.replace("\r", "")
        or 'id="room"' in part.text
    )


def test_a_delivery_is_written_reviewed_sent_and_shown(here: Village) -> None:
    client, worker = here.person(), here.person()
    job = here.open(client, worker)
    browser = here.browser(worker)
    form = browser.get(f"/agreements/{job}/submit?milestone=1")
    fields = hidden(form.text) | {"note": "Here it is, " + HOSTILE, "links": "https://example.org/a\n"}
    page = browser.post(f"/agreements/{job}/submit?milestone=1", fields)
    assert "Look before you sign" in page.text
    assert 'id="plan"' in page.text
    assert "you are paid 40,000 sats" in page.text
    here.do(worker, "submit", agreement=job, milestone=1, note=fields["note"], salt=fields["salt"])
    room = here.browser(client).get(f"/agreements/{job}")
    assert "Here it is" in room.text
    assert "<script>alert" not in room.text
    assert "Release the money" in room.text


def test_a_page_that_is_out_of_date_does_nothing(here: Village) -> None:
    client, worker = here.person(), here.person()
    job = here.open(client, worker)
    browser = here.browser(client)
    fields = hidden(browser.get(f"/agreements/{job}/release?milestone=1").text)
    here.do(worker, "submit", agreement=job, milestone=1, note="Done.")
    page = browser.post(f"/agreements/{job}/release?milestone=1", {**fields, "amount": "10"}, status=409)
    assert "out of date" in page.text


def test_the_state_key_changes_with_the_state(here: Village) -> None:
    client, worker = here.person(), here.person()
    job = here.open(client, worker)
    browser = here.browser()
    path = f"/agreements/{job}/state-key?verb=release&milestone=1"
    before = browser.http.get(path).json()["stateKey"]
    assert before == browser.http.get(path).json()["stateKey"]
    here.do(worker, "submit", agreement=job, milestone=1, note="Done.")
    assert before != browser.http.get(path).json()["stateKey"]


def test_a_step_of_the_other_side_is_refused_with_a_sentence(here: Village) -> None:
    client, worker = here.person(), here.person()
    job = here.open(client, worker)
    page = here.browser(worker).get(f"/agreements/{job}/reclaim?milestone=1", status=409)
    assert "client" in page.text


def test_the_worker_signs_a_draft_and_the_signature_is_kept(here: Village) -> None:
    from eth_account import Account

    from satshift.work.agreements.typed import as_json

    client, worker = here.person(), here.person()
    terms = here.draft(client, worker).terms()
    browser, path = here.browser(worker), f"/agreements/drafts/{terms.digest}"
    assert "Accept by signature" in browser.get(path).text
    assert "data-signed-form" in browser.get(f"{path}/accept").text
    typed_data = here.plan("accept_draft", draft=terms.digest).sign
    assert typed_data is not None
    stranger = here.person()
    for account, status in ((stranger, 422), (worker, 303)):
        made = Account.sign_typed_data(account.key, full_message=as_json(typed_data)).signature.hex()
        browser.post(f"{path}/signature", {"signature": "0x" + made.removeprefix("0x")}, status=status)
    assert "The worker has signed" in browser.get(path).text
    assert "Lock the money" in here.browser(client).get(path).text
    here.do(client, "open", draft=terms.digest)
    assert "The money is locked under these terms" in browser.get(path).text


def test_the_arbiter_sees_both_sides_and_what_a_ruling_pays(here: Village) -> None:
    client, worker, arbiter = here.person(), here.person(), here.person()
    job = here.open(client, worker, arbiter=arbiter.address)
    here.do(worker, "submit", agreement=job, milestone=2, note="The final version.")
    here.do(client, "dispute", agreement=job, by=client.address, milestone=2, note="Half is missing.")
    browser = here.browser(arbiter)
    assert f"/agreements/{job}/rule?milestone=2" in browser.get("/agreements/cases").text
    page = browser.get(f"/agreements/{job}/rule?milestone=2")
    assert "The final version." in page.text
    assert "Half is missing." in page.text
    preview = browser.http.get(f"/agreements/{job}/rule/preview?milestone=2&share=70&fee=1000")
    assert "41,300" in preview.text
    assert "17,700" in preview.text
    fields = hidden(page.text) | {"share": "70", "fee": "1000", "note": "Most of it is there."}
    page = browser.post(f"/agreements/{job}/rule?milestone=2", fields)
    assert "41,300 sats for the worker" in page.text
    page = browser.post(f"/agreements/{job}/rule?milestone=2", {**fields, "fee": "60000"}, status=422)
    assert "There is a problem" in page.text


def test_an_offer_to_part_reaches_the_other_side(here: Village) -> None:
    from eth_account import Account

    from satshift.work.agreements.typed import as_json

    client, worker = here.person(), here.person()
    job = here.open(client, worker)
    browser = here.browser(client)
    form = browser.get(f"/agreements/{job}/offer-to-part")
    fields = hidden(form.text) | {"share": "30"}
    page = browser.post(f"/agreements/{job}/offer-to-part", fields)
    given = hidden(page.text)
    assert "30,000 sats for the worker" in page.text
    made = here.plan(
        "offer_to_part", agreement=job, by=address_of(client), share="30", deadline=given["deadline"]
    ).sign
    assert made is not None
    signature = Account.sign_typed_data(client.key, full_message=as_json(made)).signature.hex()
    given |= {"signature": "0x" + signature.removeprefix("0x"), "share": "30"}
    browser.post(f"/agreements/{job}/offer-to-part/signature", given, status=303)
    other = here.browser(worker)
    assert "signed an offer to part" in other.get(f"/agreements/{job}").text
    assert "Part: 30,000 sats for the worker" in other.get(f"/agreements/{job}/part").text


def test_the_list_orders_what_needs_me_by_deadline(here: Village) -> None:
    client, worker = here.person(), here.person()
    late = here.open(client, worker, title="The later one", review="9 days")
    soon = here.open(client, worker, title="The sooner one", review="2 days")
    for job in (late, soon):
        here.do(worker, "submit", agreement=job, milestone=1, note="Done.")
    page = here.browser(client).get("/agreements")
    assert page.text.index("The sooner one") < page.text.index("The later one")
    assert "What needs you" in page.text


def test_a_transaction_page_survives_a_closed_tab(here: Village, guest: Browser) -> None:
    client, worker = here.person(), here.person()
    terms = here.draft(client, worker).terms()
    tx = here.do(client, "open", draft=terms.digest, bound=False)
    page = guest.get(f"/tx/{tx}")
    assert "Done." in page.text
    assert f"/agreements/{terms.id}" in page.text
    assert "Not known yet" in guest.get("/tx/0x" + "12" * 32).text


@pytest.mark.parametrize(
    "path", ["/agreements/0x12", "/agreements/drafts/0x12", "/agreements/0x" + "ab" * 32, "/agreements/%00"]
)
def test_what_is_not_there_is_a_clear_page(guest: Browser, path: str) -> None:
    assert "There is nothing here" in guest.get(path, status=404).text


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the forms on a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "token"}


def test_deadlines_follow_the_chains_clock(here: Village) -> None:
    client, worker = here.person(), here.person()
    job = here.open(client, worker, review="20 days")
    here.do(worker, "submit", agreement=job, milestone=1, note="Done.")
    browser = here.browser(client)
    assert re.search(r"\(in (19|20) days\)", browser.get(f"/agreements/{job}").text)
    here.pass_time(3 * 86_400)
    assert re.search(r"\(in (16|17) days\)", browser.get(f"/agreements/{job}").text)
