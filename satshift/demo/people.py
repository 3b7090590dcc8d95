"""The demo's people: the well-known test words, one account each, with what each of them does."""

from dataclasses import dataclass

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from satshift.kernel.address import Address
from satshift.kernel.words import say

# Everybody knows these words, so they only ever hold play money.
WORDS = "test test test test test test test test test test test junk"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to become: account `index` of the test words, `sats` at the start."""

    key: str
    name: str
    role: str
    index: int
    secret: str
    sats: int

    @property
    def account(self) -> LocalAccount:
        found: LocalAccount = Account.from_key(self.secret)
        return found

    @property
    def address(self) -> Address:
        return Address(self.account.address.lower())

    @property
    def wallet(self) -> dict[str, object]:
        """What the wallet in the browser needs to become this person."""
        return {"name": self.name, "words": WORDS, "index": self.index}


DEPLOYER = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"  # account 0, nobody's role
CLIENT = Person(
    "nova",
    "Nova Clinic",
    say("client: hires and pays"),
    1,
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    12_000_000,
)
WORKER = Person(
    "amina",
    "Amina",
    say("worker: translates and designs"),
    2,
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    150_000,
)
ARBITER = Person(
    "lee",
    "Judge Lee",
    say("arbiter: rules on disputes"),
    3,
    "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
    150_000,
)
FALLBACK = Person(
    "rosa",
    "Rosa",
    say("fallback arbiter: rules when the arbiter is silent"),
    4,
    "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
    150_000,
)
TOMAS = Person(
    "tomas",
    "Tomás",
    say("teammate: writes programs"),
    5,
    "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
    150_000,
)
WEI = Person(
    "wei",
    "Wei",
    say("teammate: has a credit to withdraw"),
    6,
    "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
    150_000,
)
SECOND_CLIENT = Person(
    "harbor",
    "Harbor Books",
    say("second client: a small shop"),
    7,
    "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
    4_000_000,
)
PEOPLE = (CLIENT, WORKER, ARBITER, FALLBACK, TOMAS, WEI, SECOND_CLIENT)
BY_KEY = {person.key: person for person in PEOPLE}
BY_ADDRESS = {person.address: person for person in PEOPLE}


def salt_of(what: str) -> str:
    """A salt that is the same on every machine, so that seeding twice writes the same papers."""
    return "0x" + keccak(text=f"satshift demo: {what}").hex()
