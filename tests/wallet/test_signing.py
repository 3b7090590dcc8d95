"""The road of a signature: shown in words, signed once, sent once, whatever is clicked or closed."""

import re
from dataclasses import replace

import pytest
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from playwright.sync_api import expect

from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.kernel.address import Address, checksum
from satshift.kernel.money import Sats
from satshift.kernel.shape import Call, Plan
from tests.chains import Chain, address_of
from tests.wallet.conftest import Ground
from tests.wallet.jobs import FRIEND, Job, pay, sent_by, terms_of
from tests.wallet.people import Person

pytestmark = pytest.mark.browser


def test_a_client_opens_and_releases_and_the_worker_is_paid(
    client_at_browser: tuple[Person, Address], house: Ground, worker: LocalAccount, anvil: Anvil, node: Node
) -> None:
    person, client = client_at_browser
    job = Job(house, terms_of(house, client, address_of(worker)))
    path, _ = house.put(job.open())
    person.open(path)
    expect(person.page.locator("[data-plan-review]")).to_contain_text(
        "Open the agreement and lock 50,000 sats"
    )
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text("Leaves your account")
    expect(person.dialog).to_contain_text(f"{checksum(address_of(worker))} · 70%")
    expect(person.dialog).to_contain_text("Fee of the network")
    expect(person.dialog).to_contain_text("You can take everything back until the worker accepts")
    person.confirm()
    assert house.node.receipt(person.done()).succeeded

    Chain("anvil", anvil, node).sender(worker).do(job.contract.accept(job.terms))
    path, _ = house.put(job.release(0, 20_000))
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text("Pay 20,000 sats of milestone 1 (30,000 sats")
    expect(person.dialog).to_contain_text(f"14,000 sats to {checksum(address_of(worker))} (70%)")
    expect(person.dialog).to_contain_text("This can’t be undone.")
    before = house.node.balance(FRIEND)
    person.confirm()
    person.done()
    assert house.node.balance(FRIEND) - before == Sats(6_000).wei


def test_the_review_speaks_spanish(
    client_at_browser: tuple[Person, Address], house: Ground, worker: LocalAccount
) -> None:
    person, client = client_at_browser
    path, _ = house.put(Job(house, terms_of(house, client, address_of(worker))).open())
    person.open(path + "?lang=es")

    expect(person.page.locator("[data-plan-review]")).to_contain_text("50.000 sats")
    expect(person.page.locator("[data-plan-review]")).to_contain_text("Abre el acuerdo")


def test_a_double_click_pays_once(client_at_browser: tuple[Person, Address], house: Ground) -> None:
    person, address = client_at_browser
    path, _ = house.put(pay(FRIEND, 1_000))
    person.open(path)
    person.page.locator("[data-sign]").dblclick()
    expect(person.dialog).to_have_count(1)
    person.page.locator("[data-wallet-confirm]").dblclick()

    person.done()
    assert sent_by(house, address) == 1


def test_a_page_that_is_opened_again_pays_once(
    client_at_browser: tuple[Person, Address], house: Ground
) -> None:
    person, address = client_at_browser
    path, _ = house.put(pay(FRIEND, 1_000))
    person.open(path)
    person.page.locator("[data-sign]").click()
    person.confirm()
    first = person.done()

    person.open(path)
    assert person.done() == first
    assert sent_by(house, address) == 1


def test_two_tabs_pay_once(client_at_browser: tuple[Person, Address], house: Ground) -> None:
    person, address = client_at_browser
    path, _ = house.put(pay(FRIEND, 1_000))
    other = Person(person.page.context.new_page())
    person.open(path)
    other.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_be_visible()
    other.page.locator("[data-sign]").click()

    expect(other.error).to_contain_text("Another tab is doing this already")
    person.confirm()
    person.done()
    assert sent_by(house, address) == 1


def test_a_tab_closed_in_the_middle_of_a_payment_resumes_with_one_transaction(
    client_at_browser: tuple[Person, Address], house: Ground
) -> None:
    person, address = client_at_browser
    path, _ = house.put(pay(FRIEND, 2_000))
    before = house.node.balance(FRIEND)
    person.open(path)
    # The line breaks after the signature is kept and before the network has it.
    person.page.route(
        "**/rpc",
        lambda route: (
            route.abort()
            if "eth_sendRawTransaction" in (route.request.post_data or "")
            else route.continue_()
        ),
    )
    person.page.locator("[data-sign]").click()
    person.confirm()
    expect(person.page.locator("[data-wallet-status]")).to_contain_text("goes on by itself")
    context = person.page.context
    person.page.close()
    assert sent_by(house, address) == 0

    again = Person(context.new_page())
    again.open(path)
    tx = again.done()
    assert house.node.receipt(tx).succeeded
    assert sent_by(house, address) == 1
    assert house.node.balance(FRIEND) - before == Sats(2_000).wei


def test_a_tab_closed_after_sending_resumes_without_another(
    client_at_browser: tuple[Person, Address], house: Ground
) -> None:
    person, address = client_at_browser
    path, _ = house.put(pay(FRIEND, 2_000))
    person.open(path)

    # The network has it, but the answer never arrives.
    def lose(route) -> None:  # type: ignore[no-untyped-def]
        if "eth_sendRawTransaction" in (route.request.post_data or ""):
            route.fetch()
            route.abort()
        elif "Receipt" in (route.request.post_data or ""):
            route.abort()
        else:
            route.continue_()

    person.page.route("**/rpc", lose)
    person.page.locator("[data-sign]").click()
    person.confirm()
    expect(person.page.locator("[data-wallet-status]")).to_contain_text("goes on by itself")
    context = person.page.context
    person.page.close()

    again = Person(context.new_page())
    again.open(path)
    again.done()
    assert sent_by(house, address) == 1


def test_too_little_coin_says_how_much_is_missing(person: Person, house: Ground) -> None:
    address = person.become()
    house.anvil.give(address, Sats(1_000).wei)
    path, _ = house.put(pay(FRIEND, 1_000))
    person.open(path)
    person.page.locator("[data-sign]").click()

    expect(person.error).to_contain_text(re.compile(r"too little coin .* fee: [\d,]+ sats? of .* missing"))
    assert sent_by(house, address) == 0


def test_a_contract_that_would_refuse_is_said_before_signing(
    client_at_browser: tuple[Person, Address], house: Ground, worker: LocalAccount
) -> None:
    person, client = client_at_browser
    path, _ = house.put(Job(house, terms_of(house, client, address_of(worker))).release(0, 1_000))
    person.open(path)
    person.page.locator("[data-sign]").click()

    expect(person.error).to_contain_text("The worker has not accepted this agreement")


def test_more_than_the_limit_needs_a_proven_backup(newcomer: tuple[Person, Address], house: Ground) -> None:
    person, address = newcomer
    path, _ = house.put(pay(FRIEND, 100_001))
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.error).to_contain_text("you have not shown yet that you wrote down your twelve words")
    assert sent_by(house, address) == 0

    person.prove_backup()
    person.open(path)
    person.page.locator("[data-sign]").click()
    person.confirm()
    person.done()
    assert sent_by(house, address) == 1


def test_a_stale_page_is_refused(client_at_browser: tuple[Person, Address], house: Ground) -> None:
    person, address = client_at_browser
    path, plan = house.put(pay(FRIEND, 1_000), fresh="/fresh/now")
    house.fresh["now"] = plan["stateKey"]
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_be_visible()
    house.fresh["now"] = "something has happened"
    person.confirm()

    expect(person.error).to_contain_text("This page is out of date")
    assert sent_by(house, address) == 0


def test_a_locked_wallet_asks_before_it_signs(newcomer: tuple[Person, Address], house: Ground) -> None:
    person, address = newcomer
    person.lock()
    path, _ = house.put(pay(FRIEND, 1_000))
    person.open(path)
    person.page.locator("[data-sign]").click()
    person.confirm()
    person.unlock()

    person.done()
    assert sent_by(house, address) == 1


def test_escape_signs_nothing_and_gives_the_focus_back(
    newcomer: tuple[Person, Address], house: Ground
) -> None:
    person, address = newcomer
    path, _ = house.put(pay(FRIEND, 1_000))
    person.open(path)
    person.page.locator("[data-sign]").focus()
    person.page.keyboard.press("Enter")
    expect(person.dialog).to_be_visible()
    person.page.keyboard.press("Escape")

    expect(person.error).to_contain_text("Nothing was signed")
    expect(person.page.locator("[data-sign]")).to_be_focused()
    assert sent_by(house, address) == 0


def test_a_stuck_transaction_is_sped_up_and_counts_once(
    newcomer: tuple[Person, Address], house: Ground
) -> None:
    person, address = newcomer
    path, _ = house.put(pay(FRIEND, 3_000))
    before = house.node.balance(FRIEND)
    house.anvil.ask("evm_setAutomine", False)
    try:
        person.open(path)
        person.page.locator("[data-sign]").click()
        person.confirm()
        expect(person.page.locator("[data-wallet-status]")).to_contain_text("Waiting for the network")
        other = Person(person.page.context.new_page())
        other.open("/wallet")
        other.ready()
        other.page.locator("[data-wallet-faster]").click()
        other.unlock()
        expect(other.page.locator("[data-wallet-status]")).to_contain_text("Sent again with a higher fee")
    finally:
        house.anvil.ask("evm_setAutomine", True)
        house.anvil.mine()

    person.done()
    assert sent_by(house, address) == 1
    assert house.node.balance(FRIEND) - before == Sats(3_000).wei


def test_a_job_in_a_token_is_allowed_and_opened_one_after_the_other(
    client_at_browser: tuple[Person, Address],
    house: Ground,
    worker: LocalAccount,
    stranger: LocalAccount,
    anvil: Anvil,
    node: Node,
    token_code: str,
) -> None:
    person, client = client_at_browser
    sender = Chain("anvil", anvil, node).sender(stranger)
    token = sender.wait(sender.transmit(None, token_code)).contract
    assert token is not None
    terms = replace(terms_of(house, client, address_of(worker)), currency=token)
    mint = (
        keccak(text="mint(address,uint256)")[:4]
        + bytes(12)
        + bytes.fromhex(client[2:])
        + terms.total.to_bytes(32)
    )
    sender.wait(sender.transmit(token, "0x" + mint.hex()))
    job = Job(house, terms)
    allow = Call(token, "Token", "approve", (job.contract.address, terms.total))
    path, _ = house.put(Plan("Open.", "No.", calls=(allow, job.contract.open(terms, 0))))
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text("Allow ")
    expect(person.dialog).to_contain_text("2 transactions, one after the other")
    person.confirm()

    person.done()
    assert sent_by(house, client) == 2
