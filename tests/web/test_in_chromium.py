"""Our pages in Debian's Chromium: axe, narrow windows, the keyboard, live news, nothing without a nonce."""

import gzip
import time
from dataclasses import dataclass

import pytest
from eth_account.signers.local import LocalAccount
from playwright.sync_api import Browser, Page

from tests.web.chromium import complaints, context, overflow
from tests.web.village import Village

pytestmark = pytest.mark.browser
LIGHT_ENOUGH = 60_000  # bytes, compressed, before the wallet is needed


@dataclass
class Scene:
    """People and agreements that every page can be shown with."""

    client: LocalAccount
    worker: LocalAccount
    arbiter: LocalAccount
    pages: dict[str, tuple[str, str]]  # who and path, by name


@pytest.fixture(scope="module")
def scene(here: Village) -> Scene:
    client, worker, arbiter = here.person(), here.person(), here.person()
    first = here.open(client, worker, arbiter=arbiter.address)
    here.do(
        worker,
        "submit",
        agreement=first,
        milestone=1,
        note="The draft.\nLook at page 2.",
        links=["https://example.org"],
    )
    second = here.open(client, worker, arbiter=arbiter.address, title="A logo")
    here.do(client, "dispute", agreement=second, by=client.address, milestone=2, note="The colours.")
    here.do(client, "release", agreement=second, milestone=1)
    draft = here.draft(client, worker).terms().digest
    tx = here.do(client, "release", agreement=first, milestone=2)
    pages = {
        "home": ("guest", "/"),
        "templates": ("guest", "/agreements/new"),
        "form": ("client", "/agreements/new?preset=team"),
        "draft of a guest": ("guest", f"/agreements/drafts/{draft}"),
        "draft of the client": ("client", f"/agreements/drafts/{draft}"),
        "accepting": ("worker", f"/agreements/drafts/{draft}/accept"),
        "opening": ("client", f"/agreements/drafts/{draft}/open"),
        "room of the client": ("client", f"/agreements/{first}"),
        "room of a guest": ("guest", f"/agreements/{second}"),
        "list": ("client", "/agreements"),
        "list of a guest": ("guest", "/agreements"),
        "changes": ("client", f"/agreements/{first}/request-changes?milestone=1"),
        "release": ("client", f"/agreements/{first}/release?milestone=1"),
        "parting": ("worker", f"/agreements/{first}/offer-to-part"),
        "cases": ("arbiter", "/agreements/cases"),
        "case": ("arbiter", f"/agreements/{second}/rule?milestone=2"),
        "transaction": ("guest", f"/tx/{tx}"),
        "sign-in": ("guest", "/sign-in"),
        "account": ("client", "/account"),
        "help": ("guest", "/help"),
        "words": ("guest", "/help/words"),
        "leaving": ("guest", "/help/leave"),
        "patterns": ("guest", "/-/patterns"),
        "health": ("guest", "/-/health"),
        "nothing": ("guest", "/nowhere"),
        "wallet": ("guest", "/wallet"),
        "receive": ("guest", "/wallet/receive"),
    }
    return Scene(client, worker, arbiter, pages)


@pytest.fixture(scope="module")
def engine(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture(scope="module")
def cookies(here: Village, scene: Scene) -> dict[str, str | None]:
    found: dict[str, str | None] = {"guest": None}
    for role in ("client", "worker", "arbiter"):
        found[role] = here.browser(getattr(scene, role)).http.cookies["satshift"]
    return found


LOOKS = [
    (320, "light", "ltr"),
    (1280, "dark", "ltr"),
    pytest.param(320, "dark", "ltr", marks=pytest.mark.deep),
    pytest.param(1280, "light", "ltr", marks=pytest.mark.deep),
    pytest.param(320, "light", "rtl", marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("width", "scheme", "direction"), LOOKS)
def test_every_page_is_usable(
    engine: Browser,
    here: Village,
    scene: Scene,
    cookies: dict[str, str | None],
    width: int,
    scheme: str,
    direction: str,
) -> None:
    wrong: dict[str, object] = {}
    for role, cookie in cookies.items():
        made = context(
            engine, here.url, cookie, viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        page = made.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))  # noqa: B023
        page.on("console", lambda line: broken.append(line.text) if "Content Security" in line.text else None)  # noqa: B023
        for name, path in ((name, path) for name, (who, path) in scene.pages.items() if who == role):
            page.goto(f"{path}{'&' if '?' in path else '?'}dir={direction}")
            found = [*complaints(page), *broken]
            if found or overflow(page):
                wrong[name] = (found, overflow(page))
            broken.clear()
        made.close()
    assert wrong == {}


def test_the_mirrored_room_fits_a_narrow_window(
    engine: Browser, here: Village, scene: Scene, cookies: dict[str, str | None]
) -> None:
    made = context(engine, here.url, cookies["client"], viewport={"width": 320, "height": 800})
    page = made.new_page()
    for name in ("room of the client", "form"):
        path = scene.pages[name][1]
        page.goto(f"{path}{'&' if '?' in path else '?'}dir=rtl")
        assert (overflow(page), complaints(page)) == (0, [])
    made.close()


def test_a_first_view_is_light(
    engine: Browser, here: Village, scene: Scene, cookies: dict[str, str | None]
) -> None:
    heavy = {}
    for name, (role, path) in scene.pages.items():
        if name in ("accepting", "opening", "wallet", "receive", "sign-in"):
            continue  # here the wallet is needed
        made = context(engine, here.url, cookies[role])
        page, loaded = made.new_page(), []
        page.on("response", lambda answer: loaded.append(answer))  # noqa: B023
        page.goto(path)
        sizes = {
            answer.url: len(gzip.compress(answer.body()))
            for answer in loaded
            if "event-stream" not in answer.headers.get("content-type", "")
        }
        if sum(sizes.values()) > LIGHT_ENOUGH:
            heavy[name] = sizes
        made.close()
    assert heavy == {}


def test_a_draft_is_written_with_the_keyboard_alone(engine: Browser, here: Village, scene: Scene) -> None:
    made = context(engine, here.url)
    page = made.new_page()
    page.goto("/agreements/new?preset=one")
    type_by_keyboard(
        page,
        {
            "title": "By keyboard",
            "client": scene.client.address,
            "worker": scene.worker.address,
            "milestones.0.amount": "5000",
        },
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements/drafts/**")
    assert page.text_content("h1") == "By keyboard"
    made.close()


def type_by_keyboard(page: Page, texts: dict[str, str]) -> None:
    """Tab from field to field and fill in those that are named."""
    left = dict(texts)
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name in left:
            page.keyboard.type(left.pop(name))
        if not left:
            return
    raise AssertionError(f"the keyboard never reached {sorted(left)}")


def test_the_focus_goes_to_the_problem(engine: Browser, here: Village) -> None:
    made = context(engine, here.url)
    page = made.new_page()
    page.goto("/agreements/new?preset=one")
    page.click("button.button[value=keep]")
    page.wait_for_selector("[data-problem]")
    assert page.evaluate("document.activeElement.hasAttribute('data-problem')")
    page.click("[data-problem] a >> nth=0")
    assert page.evaluate("document.activeElement.tagName") in ("INPUT", "TEXTAREA")
    made.close()


def test_the_workers_page_shows_a_release_by_itself(
    engine: Browser, here: Village, scene: Scene, cookies: dict[str, str | None]
) -> None:
    job = here.open(scene.client, scene.worker)
    made = context(engine, here.url, cookies["worker"])
    page = made.new_page()
    page.goto(f"/agreements/{job}")
    page.wait_for_selector("text=It is your turn")
    with page.expect_response(lambda answer: f"/agreements/{job}" in answer.url, timeout=10_000):
        here.do(scene.client, "release", agreement=job, milestone=1)
        began = time.monotonic()
    page.wait_for_selector("text=The client released this money")
    assert time.monotonic() - began < 3
    assert page.locator("main").count() == 1
    here.do(scene.client, "release", agreement=job, milestone=2)
    page.wait_for_selector("text=All the money was released to the worker", timeout=5_000)
    made.close()


def test_reading_works_without_javascript(
    engine: Browser, here: Village, scene: Scene, cookies: dict[str, str | None]
) -> None:
    made = context(engine, here.url, cookies["client"], java_script_enabled=False)
    page = made.new_page()
    page.goto(scene.pages["room of the client"][1])
    assert "Whose turn" in page.content() or "It is your turn" in page.content()
    assert page.locator("time").first.text_content().endswith("UTC")
    page.goto(scene.pages["opening"][1])
    assert page.locator(".without-js").is_visible()
    assert "satshift" in page.text_content(".without-js")
    made.close()


def test_times_are_in_the_readers_zone(engine: Browser, here: Village, scene: Scene) -> None:
    made = context(engine, here.url, timezone_id="Asia/Tokyo", locale="es")
    page = made.new_page()
    page.goto("/-/patterns")
    shown = page.locator("time").first
    assert "UTC" in shown.get_attribute("title")
    assert "UTC" not in shown.text_content()
    made.close()


def test_injected_markup_does_nothing(engine: Browser, here: Village) -> None:
    made = context(engine, here.url)
    page = made.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/help")
    page.evaluate(
        """() => {
          const evil = document.createElement("button");
          evil.setAttribute("hx-get", "/evil"); evil.setAttribute("hx-trigger", "load");
          document.querySelector("main").append(evil); htmx.process(evil);
        }"""
    )
    refused = page.evaluate(
        "() => { try { document.querySelector('main').innerHTML = '<img src=x>'; return false } catch { return true } }"
    )
    page.wait_for_timeout(200)
    assert refused
    assert not [url for url in asked if "evil" in url]
    made.close()
