"""The real web machine on a real chain, with review pages to sign on, and a Chromium whose people have passkeys."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from playwright.sync_api import Browser, BrowserContext, Page

from satshift.chain import deploy
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.profiles import Profile
from satshift.kernel.address import Address
from satshift.kernel.settings import Settings
from satshift.kernel.shape import Capability, Plan
from satshift.store import Store
from satshift.web import House, house_of, install
from satshift.web.pages import island
from satshift.web.wallet_plan import page_json, plan_json
from tests.chains import Chain, new_account
from tests.wallet import other_wallet
from tests.wallet.people import Person
from tests.web.serving import serving

ROOT = Path(__file__).parent.parent.parent
COIN = 10**18
JUNK = "test test test test test test test test test test test junk"
_pages = count(1)


@dataclass
class Ground:
    """The house of these tests: a store, a node, the address book of our contracts, and pages to sign on."""

    store: Store
    anvil: Anvil
    node: Node
    secret: str = "a secret of tests"
    settings: Settings = field(default_factory=Settings)
    is_demo: bool = False
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    posted: list[dict[str, str]] = field(default_factory=list)
    fresh: dict[str, str] = field(default_factory=dict)

    @property
    def cards(self) -> tuple[Capability, ...]:
        return (Capability(name="agreements", title="Agreements", contract="Agreement"),)

    @property
    def profile(self) -> Profile:
        return self.node.profile

    @property
    def desk(self) -> Any:
        return self

    @property
    def chain_id(self) -> int:
        return self.profile.chain_id

    @property
    def now(self) -> int:
        return self.anvil.time

    def contract(self, name: str) -> Address:
        return deploy.address_of(name)

    def put(self, plan: Plan, state_key: str = "", **more: Any) -> tuple[str, dict[str, Any]]:
        """A review page for a plan: its path, and the JSON on it, which a test may change."""
        name = f"p{next(_pages)}"
        key = state_key or f"state:{name}"
        house: House = self
        made = plan_json(
            house, plan, state_key=key, says=plan.says, undo=plan.undo, next="/done/{tx}", **more
        )
        self.plans[name] = made
        return f"/try/{name}", made


router = APIRouter(include_in_schema=False)
PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Review</title>
<script type="module" nonce="{nonce}" src="/static/sign.js"></script>{more}</head><body><main><h1>Review</h1>
<script type="application/json" id="plan">{plan}</script><div data-plan-review></div>
<button type="button" data-sign>Sign and send</button>
<form method="post" action="/signed" data-signed-form><input type="hidden" name="signature"><input type="hidden" name="account"></form>
</main><div data-wallet></div></body></html>"""


@router.get("/try/{name}")
def review(request: Request, name: str, inject: str = "", lang: str = "en") -> HTMLResponse:
    """A page that asks for a signature, as a capability would make it."""
    nonce, plan = request.state.nonce, house_of(request).plans[name]  # type: ignore[attr-defined]
    more = f'<script nonce="{nonce}" src="/other.js" data-chain="{inject}"></script>' if inject else ""
    return HTMLResponse(PAGE.format(nonce=nonce, plan=island(plan), more=more, lang=lang))


@router.get("/other.js")
def other() -> HTMLResponse:
    """Another wallet, as an extension would put it on the page."""
    return HTMLResponse((Path(__file__).parent / "other.js").read_text(), media_type="text/javascript")


@router.get("/become/{index}")
def become(request: Request, index: int) -> HTMLResponse:
    """A button of the demo that makes somebody of these words the current person."""
    who = json.dumps({"name": f"Person {index}", "words": JUNK, "index": index})
    chain = island(page_json(house_of(request)))
    return HTMLResponse(
        f'''<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Become</title>
<script type="module" nonce="{request.state.nonce}" src="/static/sign.js"></script>
<script type="application/json" id="chain">{chain}</script></head><body><main><h1>Become</h1>
<button type="button" data-wallet-become=\'{who}\'>Become</button></main><div data-wallet></div></body></html>'''
    )


@router.get("/done/{tx}")
def done(tx: str) -> HTMLResponse:
    return HTMLResponse(f"<!doctype html><html lang=en><title>Done</title><h1>Done</h1><code>{tx}</code>")


@router.get("/fresh/{name}")
def fresh(request: Request, name: str) -> JSONResponse:
    return JSONResponse({"stateKey": house_of(request).fresh[name]})  # type: ignore[attr-defined]


@router.post("/signed")
async def signed(request: Request) -> HTMLResponse:
    form = await request.form()
    house_of(request).posted.append({name: str(text) for name, text in form.items()})  # type: ignore[attr-defined]
    return HTMLResponse("<!doctype html><html lang=en><title>Signed</title><h1>Signed</h1>")


@pytest.fixture(scope="session")
def bundle() -> None:
    """The wallet as browsers load it, built anew when its sources are."""
    web = ROOT / "satshift" / "web"
    made = web / "static" / "wallet.js"
    sources = [*(web / "wallet").rglob("*.js"), *(ROOT / "satshift" / "chain" / "artifacts").glob("*.json")]
    if not made.exists() or max(file.stat().st_mtime for file in sources) > made.stat().st_mtime:
        subprocess.run(["node", str(web / "wallet" / "build.mjs")], cwd=ROOT, check=True, capture_output=True)


@pytest.fixture(scope="session")
def ground(
    bundle: None, anvil: Anvil, node: Node, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Ground]]:
    """The served house and its address."""
    chain = Chain("anvil", anvil, node)
    deploy.deploy(chain.sender(chain.fund(new_account())))
    with opened(anvil, node, tmp_path_factory.mktemp("web")) as both:
        yield both


@contextmanager
def opened(anvil: Anvil, node: Node, folder: Path) -> Iterator[tuple[str, Ground]]:
    """A house on a chain, served; localhost by name, for passkeys know no numbers."""
    store = Store(f"sqlite:///{folder}/web.db")
    store.create(())
    house = Ground(store, anvil, node)
    app = FastAPI()
    install(app, house)
    app.include_router(router)
    app.include_router(other_wallet.router)
    with serving(app) as url:
        yield url.replace("127.0.0.1", "localhost"), house
    store.close()


@pytest.fixture
def house(ground: tuple[str, Ground]) -> Ground:
    return ground[1]


@pytest.fixture(scope="session")
def token_code() -> str:
    """Creation code of a plain ERC-20 token."""
    sys.path.insert(0, str(ROOT / "contracts"))
    import build

    made, _ = build.build(ROOT / "tests" / "contracts" / "tokens" / "Token.vy")
    return str(made["bytecode"])


@pytest.fixture
def context(chromium: Browser, ground: tuple[str, Ground]) -> Iterator[BrowserContext]:
    """A browser profile of its own; every refusal of a policy fails the test."""
    made = chromium.new_context(
        base_url=ground[0], accept_downloads=True, viewport={"width": 800, "height": 900}
    )
    made.set_default_timeout(15_000)
    broken: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on(
            "console",
            lambda line: (
                broken.append(line.text)
                if "Content Security" in line.text or "TrustedHTML" in line.text
                else None
            ),
        )

    made.on("page", watch)
    yield made
    made.close()
    assert broken == []


@pytest.fixture
def person(context: BrowserContext) -> Person:
    """Somebody at a browser without passkeys."""
    return Person(context.new_page())


@pytest.fixture
def person_with_passkeys(context: BrowserContext) -> Person:
    """Somebody whose device keeps passkeys that can derive a secret."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Person(page)


@pytest.fixture
def client_at_browser(person: Person, house: Ground) -> tuple[Person, Address]:
    """A client whose account holds a tenth of a coin."""
    address = person.become()
    house.anvil.give(address, COIN // 10)
    return person, address


@pytest.fixture
def newcomer(person: Person, house: Ground) -> tuple[Person, Address]:
    """Somebody with a wallet of their own, locked by a passphrase, its backup not proven."""
    address = person.make_wallet()
    house.anvil.give(address, COIN // 10)
    return person, address


def demo_account(index: int) -> LocalAccount:
    """The accounts of anvil's own twelve words."""
    Account.enable_unaudited_hdwallet_features()
    account: LocalAccount = Account.from_mnemonic(JUNK, account_path=f"m/44'/60'/0'/0/{index}")
    return account
