"""What a person does with the wallet in a browser: make it, unlock it, read it, press its buttons."""

import re
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Locator, Page, expect

from satshift.kernel.address import Address

PASSPHRASE = "correct horse battery"
_people = count(20)


@dataclass
class Person:
    """Somebody at one page."""

    page: Page

    def open(self, path: str) -> None:
        self.page.goto(path)

    def ready(self) -> None:
        """Wait until the wallet has filled its page."""
        self.page.wait_for_selector("[data-wallet-ready]")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    @property
    def error(self) -> Locator:
        return self.page.locator("[data-wallet] > [data-wallet-error]")

    def make_wallet(self, *, passphrase: str = PASSPHRASE, passkey: bool = False) -> Address:
        """A new wallet in this browser; leaves on its first page."""
        self.open("/wallet/new")
        self.ready()
        if self.page.get_by_label("Open it with a passkey").count():
            self.page.get_by_label("Open it with a passkey").set_checked(passkey)
        self.page.get_by_label("Passphrase", exact=True).fill(passphrase)
        self.page.get_by_label("The same passphrase again").fill(passphrase)
        self.page.get_by_role("button", name="Make the wallet").click()
        self.page.wait_for_url(re.compile(r"/wallet$"))
        self.ready()
        return self.address()

    def become(self) -> Address:
        """Somebody whom nobody has met, without the trouble of making a wallet."""
        self.open(f"/become/{next(_people)}")
        who = self.page.evaluate(
            """() => new Promise((done) => {
              document.addEventListener('satshift:account', ({detail}) => detail.account && done(detail.account))
              document.querySelector('[data-wallet-become]').click() })"""
        )
        expect(self.page.locator("[data-wallet-status]")).to_contain_text("You are Person")
        return Address(who)

    def import_words(self, words: str, *, rootstock: bool = False) -> Address:
        self.open("/wallet/import")
        self.ready()
        self.page.get_by_label("The twelve or twenty-four words").fill(words)
        if rootstock:
            self.page.get_by_label("A Rootstock wallet").check()
        section = self.page.locator("section").first
        if section.get_by_label("Open it with a passkey").count():
            section.get_by_label("Open it with a passkey").uncheck()
        section.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
        section.get_by_label("The same passphrase again").fill(PASSPHRASE)
        section.get_by_role("button", name="Bring it here").click()
        self.page.wait_for_url(re.compile(r"/wallet$"))
        self.ready()
        return self.address()

    def address(self) -> Address:
        return Address(self.page.locator("[data-wallet-address]").inner_text().lower())

    def lock(self) -> None:
        self.open("/wallet")
        self.ready()
        self.page.get_by_role("button", name="Lock", exact=True).click()
        expect(self.page.locator("[data-wallet-lock=locked]")).to_be_visible()

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Answer the dialog that asks for the passphrase."""
        self.dialog.get_by_label("Passphrase").fill(passphrase)
        self.dialog.get_by_role("button", name="Unlock", exact=True).click()

    def confirm(self) -> None:
        self.page.locator("[data-wallet-confirm]").click()

    def words(self) -> list[str]:
        """The words of the backup, shown after the passphrase."""
        self.open("/wallet/backup")
        self.ready()
        self.page.locator("[data-wallet-show-words]").click()
        self.unlock()
        self.page.wait_for_selector("[data-wallet-words]")
        return self.page.locator("[data-wallet-words] li").all_inner_texts()

    def prove_backup(self) -> None:
        words = self.words()
        self.page.locator("[data-wallet-written]").click()
        for field in self.page.locator("[data-wallet-page] form .field").all():
            number = int(field.locator("label").inner_text().split()[-1])
            field.locator("input").fill(words[number - 1])
        self.page.get_by_role("button", name="Check").click()
        expect(self.page.locator("[data-wallet-status]")).to_contain_text("backup is proven")

    def done(self) -> str:
        """Wait for the page after a payment; the transaction's hash."""
        self.page.wait_for_url(re.compile(r"/done/0x[0-9a-f]{64}$"))
        return self.page.url.rsplit("/", 1)[1]
