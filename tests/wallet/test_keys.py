"""A key of one's own: made, opened, locked, backed up, carried elsewhere."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.wallet.conftest import JUNK, Ground, demo_account
from tests.wallet.people import PASSPHRASE, Person

pytestmark = pytest.mark.browser


def test_a_wallet_is_made_with_a_passphrase_alone(person: Person) -> None:
    address = person.make_wallet()

    assert re.fullmatch("0x[0-9a-f]{40}", address)
    expect(person.page.locator("[data-wallet-lock=open]")).to_be_visible()
    expect(person.page.locator("[data-wallet-backup=missing]")).to_be_visible()


def test_a_wallet_is_made_and_opened_with_a_passkey(person_with_passkeys: Person) -> None:
    person = person_with_passkeys
    address = person.make_wallet(passphrase="", passkey=True)
    person.lock()

    person.page.get_by_role("button", name="Unlock", exact=True).click()
    person.page.locator("[data-wallet-passkey]").click()

    expect(person.page.locator("[data-wallet-lock=open]")).to_be_visible()
    assert person.address() == address


def test_without_a_lock_no_wallet_is_made(person: Person) -> None:
    person.open("/wallet/new")
    person.ready()
    person.page.get_by_role("button", name="Make the wallet").click()

    expect(person.page.get_by_role("alert")).to_contain_text("Choose a passphrase or a passkey")


def test_two_different_passphrases_make_no_wallet(person: Person) -> None:
    person.open("/wallet/new")
    person.ready()
    person.page.get_by_label("Passphrase", exact=True).fill("correct horse")
    person.page.get_by_label("The same passphrase again").fill("battery staple")
    person.page.get_by_role("button", name="Make the wallet").click()

    expect(person.page.get_by_role("alert")).to_contain_text("The two passphrases differ")


def test_a_wrong_passphrase_opens_nothing_and_the_right_one_does(person: Person) -> None:
    person.make_wallet()
    person.lock()
    person.page.get_by_role("button", name="Unlock", exact=True).click()

    person.unlock("not the right one")
    expect(person.dialog.get_by_role("alert")).to_contain_text("not the passphrase of this wallet")

    person.unlock()
    expect(person.page.locator("[data-wallet-lock=open]")).to_be_visible()


def test_an_open_wallet_stays_open_on_the_next_page_but_not_in_another_tab(person: Person) -> None:
    person.make_wallet()
    person.open("/wallet")
    person.ready()
    expect(person.page.locator("[data-wallet-lock=open]")).to_be_visible()

    other = Person(person.page.context.new_page())
    other.open("/wallet")
    other.ready()
    expect(other.page.locator("[data-wallet-lock=locked]")).to_be_visible()


def test_what_is_kept_holds_no_words(person: Person) -> None:
    person.make_wallet()
    words = person.words()
    kept = json.dumps(
        person.page.evaluate(
            """() => new Promise((done) => { const open = indexedDB.open('satshift'); open.onsuccess = () => {
          const all = open.result.transaction('vaults').objectStore('vaults').getAll(); all.onsuccess = () => done(all.result) } })"""
        )
    )

    assert len(words) == 12
    assert " ".join(words) not in kept
    assert words[0] not in re.findall("[a-z]+", kept)


def test_a_backup_is_proven_by_three_words(person: Person) -> None:
    person.make_wallet()
    person.prove_backup()

    person.open("/wallet")
    person.ready()
    expect(person.page.locator("[data-wallet-backup=proven]")).to_be_visible()


def test_a_wrong_word_proves_nothing(person: Person) -> None:
    person.make_wallet()
    person.words()
    person.page.locator("[data-wallet-written]").click()
    for field in person.page.locator("[data-wallet-page] form input").all():
        field.fill("zebra")
    person.page.get_by_role("button", name="Check").click()

    expect(person.page.get_by_role("alert")).to_contain_text("is another one")


def test_an_encrypted_copy_opens_in_another_browser(
    person: Person, chromium: Browser, ground: tuple[str, Ground], tmp_path: Path
) -> None:
    address = person.make_wallet()
    person.open("/wallet/backup")
    person.ready()
    with person.page.expect_download() as saved:
        person.page.locator("[data-wallet-export]").click()
    file = tmp_path / "wallet.json"
    saved.value.save_as(file)

    elsewhere = chromium.new_context(base_url=ground[0])
    other = Person(elsewhere.new_page())
    other.open("/wallet/import")
    other.ready()
    section = other.page.locator("section").last
    section.get_by_label("The file").set_input_files(file)
    section.get_by_label("Its passphrase").fill(PASSPHRASE)
    section.get_by_role("button", name="Bring it here").click()
    other.page.wait_for_url(re.compile(r"/wallet$"))
    other.ready()
    assert other.address() == address
    elsewhere.close()


def test_a_file_that_is_no_copy_is_refused(person: Person, tmp_path: Path) -> None:
    (tmp_path / "cat.json").write_text('{"kind": "cat"}')
    person.open("/wallet/import")
    person.ready()
    section = person.page.locator("section").last
    section.get_by_label("The file").set_input_files(tmp_path / "cat.json")
    section.get_by_label("Its passphrase").fill(PASSPHRASE)
    section.get_by_role("button", name="Bring it here").click()

    expect(section.get_by_role("alert")).to_contain_text("not a wallet file of Satshift")


def test_known_words_give_the_known_account(person: Person) -> None:
    assert person.import_words(JUNK) == demo_account(0).address.lower()


def test_rootstock_wallets_count_their_accounts_elsewhere(person: Person) -> None:
    assert person.import_words(JUNK, rootstock=True) != demo_account(0).address.lower()


def test_a_mistyped_word_is_named(person: Person) -> None:
    person.open("/wallet/import")
    person.ready()
    person.page.get_by_label("The twelve or twenty-four words").fill(JUNK.replace("junk", "junkk"))
    person.page.locator("section").first.get_by_role("button", name="Bring it here").click()

    expect(person.page.get_by_role("alert")).to_contain_text("“junkk” is not one of the words")


def test_a_changed_passphrase_opens_and_the_old_one_does_not(person: Person) -> None:
    person.make_wallet()
    person.open("/wallet/settings")
    person.ready()
    person.page.get_by_label("Passphrase", exact=True).fill("another long secret")
    person.page.get_by_label("The same passphrase again").fill("another long secret")
    person.page.get_by_role("button", name="Change the passphrase").click()
    person.unlock()
    expect(person.page.locator("[data-wallet-status]")).to_contain_text("passphrase is changed")
    person.lock()
    person.page.get_by_role("button", name="Unlock", exact=True).click()

    person.unlock(PASSPHRASE)
    expect(person.dialog.get_by_role("alert")).to_contain_text("not the passphrase")
    person.unlock("another long secret")
    expect(person.page.locator("[data-wallet-lock=open]")).to_be_visible()


def test_a_passkey_is_added_and_taken_away(person_with_passkeys: Person) -> None:
    person = person_with_passkeys
    person.make_wallet()
    person.open("/wallet/settings")
    person.ready()
    person.page.locator("[data-wallet-add-passkey]").click()
    person.unlock()
    expect(person.page.locator("[data-wallet-status]")).to_contain_text("passkey is added")

    person.page.get_by_role("button", name="Take away").click()
    expect(person.page.locator("[data-wallet-status]")).to_contain_text("opens this wallet no more")
