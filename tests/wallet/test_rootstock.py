"""On a network like Rootstock: transactions of the old kind, addresses in its own form, no demo people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from satshift.kernel.address import NOBODY, Address, checksum
from satshift.kernel.money import Sats
from satshift.kernel.shape import Call, Money, Plan
from tests.chains import COIN, Chain
from tests.wallet.conftest import Ground, opened
from tests.wallet.people import Person

pytestmark = pytest.mark.browser
FRIEND = Address("0x" + "f2" * 20)


@pytest.fixture
def there(
    bundle: None, rootstock: Chain, chromium: Browser, tmp_path: Path
) -> Iterator[tuple[Person, Ground]]:
    """Somebody at a browser on a house of that network."""
    with opened(rootstock.anvil, rootstock.node, tmp_path) as (url, house):
        context = chromium.new_context(base_url=url)
        context.set_default_timeout(15_000)
        yield Person(context.new_page()), house
        context.close()


def test_a_payment_is_a_legacy_transaction_and_counts_once(there: tuple[Person, Ground]) -> None:
    person, house = there
    address = person.make_wallet()
    house.anvil.give(address, COIN // 100)
    wei = Sats(5_000).wei
    plan = Plan("Pay.", "No.", calls=(Call(FRIEND, "", "", (), wei),), leaves=Money(wei, NOBODY))
    path, _ = house.put(plan)
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text(f"Send 5,000 sats to {checksum(FRIEND, house.chain_id)}.")
    person.confirm()
    person.page.wait_for_url("**/done/0x*")

    raw = house.anvil.ask("eth_getTransactionByHash", person.page.url.rsplit("/", 1)[1])
    assert raw["type"] == "0x0"
    assert house.node.balance(FRIEND) == wei


def test_demo_people_live_on_a_local_chain_only(there: tuple[Person, Ground]) -> None:
    person, _ = there
    person.open("/become/1")
    person.page.get_by_role("button", name="Become").click()

    expect(person.error).to_contain_text("Demo people live on a local chain only")
