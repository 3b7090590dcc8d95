"""A real browser on our pages: signs in without a wallet by its cookie, measures, and asks axe."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def context(browser: Browser, url: str, cookie: str | None = None, **more: Any) -> BrowserContext:
    """A profile of its own; with a cookie it is somebody who signed in elsewhere."""
    made = browser.new_context(base_url=url, bypass_csp=False, **more)
    if cookie:
        made.add_cookies([{"name": "satshift", "value": cookie, "url": url}])
    return made


def complaints(page: Page) -> list[str]:
    """What axe finds wrong, in words; the checker comes by the devtools, past the page's policy."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text()})
    asked = f"axe.run({{runOnly: {RULES}}}).then(found => JSON.stringify(found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120) + ' ' + (n.any[0]?.message ?? '')).join(' | '))))"
    answer = session.send(
        "Runtime.evaluate", {"expression": asked, "awaitPromise": True, "returnByValue": True}
    )
    import json

    found: list[str] = json.loads(answer["result"]["value"])
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
