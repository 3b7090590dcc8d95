"""A server that lies: whatever it changes between its words and the bytes, nothing is signed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_account.signers.local import LocalAccount
from playwright.sync_api import expect

from satshift.chain import abi
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.money import Sats
from satshift.kernel.shape import Call, Money, Plan
from satshift.web.wallet_plan import plain
from satshift.work.agreements.contract import Consent
from satshift.work.agreements.terms import Payee, Terms
from satshift.work.agreements.typed import Bench
from tests.chains import address_of
from tests.wallet.conftest import COIN, Ground
from tests.wallet.jobs import Job, terms_of
from tests.wallet.people import Person

pytestmark = pytest.mark.browser
THIEF = Address("0x" + "ee" * 20)
Spoil = Callable[[dict[str, Any], Job], None]


def other_data(plan: dict[str, Any], call: Call) -> None:
    plan["calls"][0]["data"] = abi.encode_call(call)


def other_payee(plan: dict[str, Any], job: Job) -> None:
    terms = replace(job.terms, payees=(Payee(THIEF, 1_000_000),))
    other_data(plan, job.contract.open(terms, terms.total))


def other_amount(plan: dict[str, Any], job: Job) -> None:
    plan["calls"][0]["value"] = str(job.terms.total * 2)
    plan["leaves"]["wei"] = str(job.terms.total * 2)


def other_contract(plan: dict[str, Any], job: Job) -> None:
    plan["calls"][0]["to"] = THIEF


def other_method(plan: dict[str, Any], job: Job) -> None:
    other_data(plan, job.contract.take_back(job.terms))


def other_details(plan: dict[str, Any], job: Job) -> None:
    plan["calls"][0]["args"][0][5] = str(job.terms.rules + 1)


def hidden_tail(plan: dict[str, Any], job: Job) -> None:
    plan["calls"][0]["data"] += "00" * 32


def other_leaving(plan: dict[str, Any], job: Job) -> None:
    plan["leaves"]["wei"] = "1"


@pytest.mark.parametrize(
    "spoil",
    [other_payee, other_amount, other_contract, other_method, other_details, hidden_tail, other_leaving],
)
def test_a_changed_plan_is_refused(person: Person, house: Ground, worker: LocalAccount, spoil: Spoil) -> None:
    client = person.become()
    house.anvil.give(client, COIN)
    job = Job(house, terms_of(house, client, address_of(worker)))
    path, plan = house.put(job.open())
    spoil(plan, job)
    person.open(path)

    expect(person.error).to_contain_text("The page says one thing and asks you to sign another")
    expect(person.page.locator("[data-sign]")).to_be_disabled()
    assert house.node.nonce(client, "latest") == 0


def test_a_page_with_its_own_contract_is_not_believed_in_silence(
    person: Person, house: Ground, worker: LocalAccount
) -> None:
    client = person.become()
    job = Job(house, terms_of(house, client, address_of(worker)))
    path, plan = house.put(job.open())
    plan["contracts"]["Agreement"] = plan["calls"][0]["to"] = THIEF
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text("contracts on Local anvil that this wallet does not know")
    person.page.keyboard.press("Escape")

    expect(person.error).to_contain_text("Nothing was signed")


def test_trusted_contracts_are_pinned_and_others_refused_afterwards(
    person: Person, house: Ground, worker: LocalAccount
) -> None:
    client = person.become()
    job = Job(house, terms_of(house, client, address_of(worker)))
    path, plan = house.put(job.open())
    plan["contracts"]["Agreement"] = plan["calls"][0]["to"] = THIEF
    person.open(path)
    person.page.locator("[data-sign]").click()
    person.page.locator("[data-wallet-trust]").click()
    expect(person.error).to_contain_text("too little coin")

    plan["contracts"]["Agreement"] = plan["calls"][0]["to"] = "0x" + "dd" * 20
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.error).to_contain_text("names other contracts for Local anvil than before")


def test_an_allowance_for_a_stranger_is_refused(person: Person, house: Ground, worker: LocalAccount) -> None:
    client = person.become()
    token = Address("0x" + "70" * 20)
    terms = replace(terms_of(house, client, address_of(worker)), currency=token)
    job = Job(house, terms)
    opening = job.contract.open(terms, 0)
    path, plan = house.put(Plan("Open.", "No.", calls=(opening,)))
    data = "0x095ea7b3" + THIEF[2:].rjust(64, "0") + f"{terms.total:064x}"
    plan["calls"].insert(
        0,
        {
            "to": token,
            "data": data,
            "value": "0",
            "contract": "Token",
            "method": "approve",
            "args": [THIEF, str(terms.total)],
        },
    )
    person.open(path)

    expect(person.error).to_contain_text("(the allowance)")


# What is signed and sent by others.


def accept_plan(house: Ground, terms: Terms, consent: Consent) -> Plan:
    typed = Bench(house.chain_id, house.contract("Agreement")).accept(terms, consent)
    return Plan("Accept.", "No.", sign=typed, leaves=Money(0, NOBODY))


def signed_by(plan: Plan, signature: str) -> Address:
    assert plan.sign is not None
    message = encode_typed_data(plan.sign.domain, plan.sign.types, plan.sign.message)  # type: ignore[arg-type]
    return Address(Account.recover_message(message, signature=signature).lower())


def test_a_worker_accepts_by_signature(person: Person, house: Ground, client: LocalAccount) -> None:
    worker = person.become()
    terms = terms_of(house, address_of(client), worker)
    plan = accept_plan(house, terms, Consent(nonce=7, deadline=house.now + 3_600))
    path, _ = house.put(plan)
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text(
        "By your signature, anybody may do this for you once: Accept the job of"
    )
    expect(person.dialog).to_contain_text("50,000 sats")
    expect(person.dialog).to_contain_text("none; this is only a signature")
    house.posted.clear()
    person.confirm()
    person.page.wait_for_url("**/signed")

    (posted,) = house.posted
    assert posted["account"] == worker
    assert signed_by(plan, posted["signature"]) == worker


def test_a_signature_about_an_agreement_shows_its_terms(
    person: Person, house: Ground, client: LocalAccount
) -> None:
    worker = person.become()
    terms = terms_of(house, address_of(client), worker)
    bench = Bench(house.chain_id, house.contract("Agreement"))
    typed = bench.part(terms, worker, Sats(40_000).wei, Sats(10_000).wei, Consent(deadline=house.now + 3_600))
    plan = Plan("Part.", "No.", sign=typed)
    path, _ = house.put(plan, terms=plain(terms.packed()))
    person.open(path)
    person.page.locator("[data-sign]").click()
    expect(person.dialog).to_contain_text(
        "End the agreement: 40,000 sats for the worker, 10,000 sats for the client"
    )
    house.posted.clear()
    person.confirm()
    person.page.wait_for_url("**/signed")
    assert signed_by(plan, house.posted[0]["signature"]) == worker


def wrong_domain(plan: dict[str, Any]) -> None:
    plan["sign"]["domain"]["verifyingContract"] = THIEF


def wrong_chain(plan: dict[str, Any]) -> None:
    plan["sign"]["domain"]["chainId"] = "1"


def unknown_type(plan: dict[str, Any]) -> None:
    plan["sign"] = {
        **plan["sign"],
        "primaryType": "Permit",
        "types": {"Permit": [{"name": "by", "type": "address"}]},
    }


def hidden_field(plan: dict[str, Any]) -> None:
    plan["sign"]["types"]["Part"].append({"name": "everything", "type": "bool"})
    plan["sign"]["message"]["everything"] = True


def other_terms(plan: dict[str, Any]) -> None:
    plan["terms"][7] = plan["terms"][7][:1]


def somebody_else(plan: dict[str, Any]) -> None:
    plan["sign"]["message"]["by"] = THIEF


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (wrong_domain, "another contract or network"),
        (wrong_chain, "another contract or network"),
        (unknown_type, "does not know"),
        (hidden_field, "is not the contract’s"),
        (other_terms, "not those of the agreement"),
        (somebody_else, "is to be signed by"),
    ],
)
def test_changed_typed_data_is_refused(
    person: Person, house: Ground, client: LocalAccount, spoil: Callable[[dict[str, Any]], None], says: str
) -> None:
    worker = person.become()
    terms = terms_of(house, address_of(client), worker)
    bench = Bench(house.chain_id, house.contract("Agreement"))
    typed = bench.part(terms, worker, Sats(40_000).wei, Sats(10_000).wei, Consent(deadline=house.now + 3_600))
    path, plan = house.put(Plan("Part.", "No.", sign=typed), terms=plain(terms.packed()))
    spoil(plan)
    person.open(path)
    person.page.locator("[data-sign]").click()

    expect(person.error).to_contain_text(says)
