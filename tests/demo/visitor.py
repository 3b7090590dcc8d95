"""Somebody at a browser in the demo: becomes people, signs, and looks; with SATSHIFT_SHOTS set, keeps pictures."""

import os
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

_shots = count(1)
PATIENCE = 15_000  # milliseconds


@dataclass
class Visitor:
    """One browser with its own memory."""

    context: BrowserContext
    page: Page
    story: str
    broken: list[str] = field(default_factory=list)

    @classmethod
    def arrive(cls, chromium: Browser, url: str, story: str) -> "Visitor":
        context = chromium.new_context(base_url=url, viewport={"width": 1000, "height": 800})
        context.set_default_timeout(PATIENCE)
        made = cls(context, context.new_page(), story)
        made.page.on("pageerror", lambda error: made.broken.append(str(error)))
        made.page.on("console", lambda line: made._hear(line.text))
        return made

    def _hear(self, line: str) -> None:
        if "Content Security" in line or "TrustedHTML" in line:
            self.broken.append(line)

    def shoot(self, name: str) -> None:
        """Keep a picture of the page, for people to look at."""
        folder = os.environ.get("SATSHIFT_SHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{next(_shots):03}-{self.story}-{name}.png", full_page=True)

    def become(self, name: str) -> None:
        """By the panel's button; both the wallet and the session are that person's then."""
        self.page.goto("/demo")
        self.page.get_by_role("button", name=f"Become {name}", exact=True).click()
        self.page.wait_for_url("**/agreements")

    def open(self, path: str) -> None:
        self.page.goto(path)

    def press(self, name: str) -> None:
        """A button or a link with this name."""
        both = self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        )
        both.first.click()

    def sign(self, name: str) -> None:
        """Read the page before the signature, sign, and confirm in the wallet."""
        self.shoot(f"{name}-review")
        self.page.locator("[data-sign]").click()
        confirm = self.page.locator("[data-wallet-confirm]")
        confirm.wait_for()
        self.shoot(f"{name}-wallet")
        before = self.page.url
        confirm.click()
        self.page.wait_for_url(lambda url: url != before)
        self.shoot(f"{name}-done")

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)
