"""The wallet's own pages for coin, and signing in: addresses checked, everything but the fee, only this site."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from satshift.kernel.address import Address, checksum
from satshift.kernel.money import Sats
from tests.wallet.conftest import ROOT, Ground
from tests.wallet.people import Person

pytestmark = pytest.mark.browser
FRIEND = Address("0x" + "ab" * 20)


def fill(person: Person, to: str, amount: str) -> None:
    person.open("/wallet/send")
    person.ready()
    person.page.get_by_label("To which address").fill(to)
    person.page.get_by_label("How many sats").fill(amount)


def test_coin_is_sent_and_the_balance_follows(person: Person, house: Ground) -> None:
    address = person.become()
    house.anvil.give(address, Sats(90_000).wei)
    fill(person, checksum(FRIEND), "12 000 sats")
    person.page.get_by_role("button", name="Look at it").click()
    expect(person.dialog).to_contain_text(f"Send 12,000 sats to {checksum(FRIEND)}.")
    before = house.node.balance(FRIEND)
    person.confirm()

    expect(person.page.locator("[data-wallet-status]")).to_contain_text("Sent 12,000 sats")
    expect(person.page.locator("[data-wallet-balance]")).to_contain_text(
        re.compile(r"^77,\d{3}(\.\d+)? sats as of block")
    )
    assert house.node.balance(FRIEND) - before == Sats(12_000).wei


@pytest.mark.parametrize(
    ("to", "amount", "says"),
    [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD".replace("5aA", "5aa"), "1000", "has a wrong checksum"),
        ("0x1234", "1000", "is not an address"),
        (FRIEND, "0.5", "nothing is smaller than one sat"),
        (FRIEND, "0", "The amount is zero"),
        (FRIEND, "many", "is not an amount"),
        (FRIEND, "91000", "too little coin"),
        ("0x" + "0" * 40, "1000", "belongs to nobody"),
    ],
)
def test_bad_input_gets_a_sentence_and_sends_nothing(
    person: Person, house: Ground, to: str, amount: str, says: str
) -> None:
    address = person.become()
    house.anvil.give(address, Sats(90_000).wei)
    fill(person, to, amount)
    person.page.get_by_role("button", name="Look at it").click()

    expect(person.page.get_by_role("alert").first).to_contain_text(says)
    assert house.node.nonce(address, "latest") == 0


def test_a_rootstock_checksum_is_accepted(person: Person, house: Ground) -> None:
    address = person.become()
    house.anvil.give(address, Sats(90_000).wei)
    fill(person, checksum(FRIEND, 30), "1000")
    person.page.get_by_role("button", name="Look at it").click()

    expect(person.dialog).to_contain_text(f"Send 1,000 sats to {checksum(FRIEND)}.")


def test_everything_but_the_fee_leaves_almost_nothing(person: Person, house: Ground) -> None:
    address = person.become()
    house.anvil.give(address, Sats(90_000).wei)
    fill(person, FRIEND, "")
    person.page.locator("[data-wallet-everything]").click()
    expect(person.page.get_by_label("How many sats")).to_have_value(re.compile(r"^8\d{4}$"))
    person.page.get_by_role("button", name="Look at it").click()
    person.confirm()

    expect(person.page.locator("[data-wallet-status]")).to_contain_text("Sent 8")
    assert house.node.balance(address) < Sats(200).wei


def test_the_address_is_shown_with_its_code(person: Person) -> None:
    address = person.become()
    person.open("/wallet/receive")
    person.ready()

    expect(person.page.locator("[data-wallet-address]")).to_have_text(checksum(address))
    image = person.page.get_by_role("img", name="The same address as a QR code")
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 100


def test_a_full_wallet_without_a_backup_takes_no_more(person: Person, house: Ground) -> None:
    address = person.make_wallet()
    house.anvil.give(address, Sats(100_000).wei)
    person.open("/wallet/receive")
    person.ready()

    expect(person.page.locator("[data-wallet-full]")).to_contain_text("show that you wrote down")
    expect(person.page.locator("[data-wallet-address]")).to_have_count(0)


def test_signing_in_by_the_wallet(person: Person) -> None:
    address = person.become()
    person.open("/sign-in?next=/account")
    person.page.locator("[data-sign-in]").click()
    expect(person.dialog).to_contain_text("It moves no money")
    person.confirm()
    person.page.wait_for_url("**/account")

    expect(person.page.locator("main")).to_contain_text(checksum(address))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((r"localhost:\d+ wants", "bank.example wants"), "This sign-in is for bank.example"),
        ((r"Chain ID: \d+", "Chain ID: 1"), "for another network"),
        ((r"0x[0-9a-fA-F]{40}", "0x" + "11" * 20), "for another account"),
        ((r"Version: 1", "Version: 1\nPay: everything"), "can’t be read"),
    ],
)
def test_a_sign_in_for_elsewhere_is_refused(person: Person, change: tuple[str, str], says: str) -> None:
    person.become()

    def spoil(route) -> None:  # type: ignore[no-untyped-def]
        body = route.fetch().json()
        route.fulfill(json={"message": re.sub(change[0], change[1], body["message"])})

    person.page.route("**/sign-in/message*", spoil)
    person.open("/sign-in")
    person.page.locator("[data-sign-in]").click()

    expect(person.error).to_contain_text(says)


def test_the_pages_fit_a_small_phone(person: Person) -> None:
    person.become()
    person.page.set_viewport_size({"width": 320, "height": 640})
    for path in (
        "/wallet",
        "/wallet/new",
        "/wallet/import",
        "/wallet/backup",
        "/wallet/send",
        "/wallet/receive",
        "/wallet/settings",
    ):
        person.open(path)
        person.ready()
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_pages_are_accessible(person: Person) -> None:
    person.make_wallet()
    axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    for path in (
        "/wallet",
        "/wallet/new",
        "/wallet/import",
        "/wallet/backup",
        "/wallet/send",
        "/wallet/receive",
        "/wallet/settings",
    ):
        person.open(path)
        person.ready()
        found = _axe(person, axe)
        assert found == [], path


def test_the_dialogs_are_accessible(person: Person, house: Ground) -> None:
    address = person.become()
    house.anvil.give(address, Sats(90_000).wei)
    fill(person, FRIEND, "1000")
    person.page.get_by_role("button", name="Look at it").click()
    expect(person.dialog).to_be_visible()

    assert _axe(person, (ROOT / "node_modules/axe-core/axe.min.js").read_text()) == []


def _axe(person: Person, axe: str) -> list[str]:
    """Rules that the page breaks. The page lets no foreign script in, so it runs in a world of its own."""
    session = person.page.context.new_cdp_session(person.page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})[
        "executionContextId"
    ]
    session.send("Runtime.evaluate", {"expression": axe, "contextId": world})
    run = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.html).join(' ')))"
    answer = session.send(
        "Runtime.evaluate",
        {"expression": run, "contextId": world, "awaitPromise": True, "returnByValue": True},
    )
    value: list[str] = answer["result"]["value"]
    return value


# The door to the node.


def ask(url: str, method: str, *params: object) -> dict[str, object]:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
    answer: dict[str, object] = httpx.post(f"{url}/rpc", json=body).json()
    return answer


def test_the_door_answers_what_the_wallet_needs(ground: tuple[str, Ground]) -> None:
    url, house = ground
    assert ask(url, "eth_chainId")["result"] == hex(house.chain_id)
    assert "result" in ask(url, "eth_getBalance", FRIEND, "latest")


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("anvil_setBalance", [FRIEND, "0x1"]),
        ("eth_sendTransaction", [{}]),
        ("eth_getLogs", [{}]),
        ("eth_call", [{"to": FRIEND, "data": "0x"}, "latest"]),
        ("eth_getBalance", [FRIEND, "0x1"]),
    ],
)
def test_the_door_offers_nothing_else(ground: tuple[str, Ground], method: str, params: list[object]) -> None:
    error = ask(ground[0], method, *params)["error"]
    assert isinstance(error, dict)
    assert error["data"]["satshift"] == "rpc-not-offered"


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b"1", b'{"method": "eth_chainId", "params": {}}', b"[" * 50_000]
)
def test_a_garbled_request_gets_a_sentence(ground: tuple[str, Ground], body: bytes) -> None:
    answer = httpx.post(f"{ground[0]}/rpc", content=body)
    assert answer.json()["error"]["data"]["satshift"] == "rpc-unreadable"
