"""Every wallet by one road: ours and others announce themselves alike, and none signs what was not reviewed."""

import pytest
from playwright.sync_api import expect

from satshift.kernel.address import Address
from satshift.kernel.money import Sats
from tests.chains import address_of
from tests.wallet import other_wallet
from tests.wallet.conftest import COIN, Ground
from tests.wallet.jobs import FRIEND, pay, sent_by
from tests.wallet.people import Person

pytestmark = pytest.mark.browser


def test_another_wallet_signs_by_the_same_road(person: Person, house: Ground) -> None:
    house.anvil.give(address_of(other_wallet.KEY), COIN)
    path, _ = house.put(pay(FRIEND, 4_000))
    before = house.node.balance(FRIEND)
    person.open(f"{path}?inject={hex(house.chain_id)}")
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text("Choose a wallet")
    person.page.locator("[data-wallet-choice='org.example.other']").click()
    expect(person.dialog).to_contain_text("Other wallet, 0x")
    person.confirm()

    person.done()
    assert house.node.balance(FRIEND) - before == Sats(4_000).wei


def test_another_wallet_on_another_network_is_offered_to_switch(person: Person, house: Ground) -> None:
    house.anvil.give(address_of(other_wallet.KEY), COIN)
    path, _ = house.put(pay(FRIEND, 4_000))
    person.open(f"{path}?inject=0x1")
    person.page.locator("[data-sign]").click()
    person.page.locator("[data-wallet-choice='org.example.other']").click()
    expect(person.dialog).to_contain_text("is on network 1")
    person.page.locator("[data-wallet-switch]").click()
    expect(person.dialog).to_contain_text("Sign and send this?")
    added = person.page.evaluate("window.otherWallet.added")
    assert added["chainId"] == hex(house.chain_id)

    person.confirm()
    person.done()


def test_a_refusal_in_another_wallet_loses_nothing(person: Person, house: Ground) -> None:
    house.anvil.give(address_of(other_wallet.KEY), COIN)
    path, _ = house.put(pay(FRIEND, 4_000))
    person.open(f"{path}?inject={hex(house.chain_id)}")
    person.page.evaluate("window.otherWallet.refuses = true")
    person.page.locator("[data-sign]").click()
    person.page.locator("[data-wallet-choice='org.example.other']").click()
    person.confirm()
    expect(person.error).to_contain_text("Nothing was signed")

    person.page.evaluate("window.otherWallet.refuses = false")
    person.page.locator("[data-sign]").click()
    person.confirm()
    person.done()


def test_the_wallet_announces_itself_like_any_other(person: Person, house: Ground) -> None:
    person.become()
    path, _ = house.put(pay(FRIEND, 1_000))
    person.open(path)
    person.page.wait_for_selector(".wallet-reading")
    found = person.page.evaluate(
        """() => new Promise((done) => { const all = []
          window.addEventListener('eip6963:announceProvider', (event) => all.push(event.detail.info))
          window.dispatchEvent(new Event('eip6963:requestProvider')); setTimeout(() => done(all), 50) })"""
    )

    assert [(each["name"], each["rdns"]) for each in found] == [("Satshift", "org.satshift.wallet")]


def test_a_script_that_skips_the_review_gets_no_signature(
    client_at_browser: tuple[Person, Address], house: Ground
) -> None:
    person, address = client_at_browser
    path, _ = house.put(pay(FRIEND, 1_000))
    person.open(path)
    person.page.wait_for_selector(".wallet-reading")
    answer = person.page.evaluate(
        """(from) => new Promise((done) => {
          window.addEventListener('eip6963:announceProvider', ({detail}) =>
            detail.provider.request({method: 'eth_sendTransaction', params: [{from, to: from, value: '0x1', data: '0x'}]})
              .then(() => done('signed'), (error) => done(error.code)))
          window.dispatchEvent(new Event('eip6963:requestProvider')) })""",
        address,
    )

    assert answer == "not-reviewed"
    assert sent_by(house, address) == 0
