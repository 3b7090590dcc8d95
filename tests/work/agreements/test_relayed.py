"""Every step that can be signed counts on a real chain when somebody else sends it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import abi
from satshift.chain.sender import Sender
from satshift.work.agreements import typed
from tests.chains import address_of
from tests.houses import DAY, Lived

ROOT = Path(__file__).parents[3]


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def relay(lived: Lived, name: str, who: LocalAccount, agreement: str, **intent: Any) -> None:
    """`who` has no coin: signs, and a relayer sends."""
    wanted = lived.post(snake(name), agreement=agreement, by=who.address, signed=True, **intent)["sign"]
    message = wanted["message"]
    names = [field for _, field in typed.MIDDLES[name] if field not in ("agreement", "terms")]
    lived.do(
        lived.person(),
        "relay",
        agreement=agreement,
        name=name,
        by=who.address,
        values=[str(message[field]) for field in names],
        nonce=str(message["nonce"]),
        deadline=message["deadline"],
        signature=lived.sign(who, wanted),
    )


def last_move(lived: Lived, agreement: str) -> str:
    return str(lived.get(f"/{agreement}/timeline")["moves"][-1]["name"])


Prepare = Callable[[Lived, str, LocalAccount], None]


def nothing(lived: Lived, agreement: str, worker: LocalAccount) -> None:
    """Nothing has to happen before."""


def delivered(lived: Lived, agreement: str, worker: LocalAccount) -> None:
    relay(lived, "Submit", worker, agreement, milestone=1)


def late(lived: Lived, agreement: str, worker: LocalAccount) -> None:
    lived.pass_time(10 * DAY)


def disputed(lived: Lived, agreement: str, worker: LocalAccount) -> None:
    relay(lived, "Dispute", worker, agreement, milestone=1, note="No answer.")


def silent(lived: Lived, agreement: str, worker: LocalAccount) -> None:
    delivered(lived, agreement, worker)
    lived.pass_time(8 * DAY)


STEPS: list[tuple[str, str, Prepare, dict[str, Any], str]] = [
    ("Submit", "worker", nothing, {"milestone": 2}, "Submitted"),
    ("RequestChanges", "client", delivered, {"milestone": 1, "note": "More."}, "ChangesRequested"),
    ("Release", "client", nothing, {"milestone": 1, "amount": "10"}, "Released"),
    ("Settle", "worker", silent, {"milestone": 1}, "Settled"),
    ("Reclaim", "client", late, {"milestone": 1}, "Reclaimed"),
    ("GiveBack", "worker", nothing, {"milestones": [1, 2]}, "GivenBack"),
    ("Dispute", "client", nothing, {"milestone": 1, "note": "No."}, "Disputed"),
    ("Rule", "arbiter", disputed, {"milestone": 1, "share": "30", "note": "So."}, "Ruled"),
]


@pytest.mark.parametrize(
    ("name", "role", "prepare", "intent", "event"), STEPS, ids=[step[0] for step in STEPS]
)
def test_a_signed_step_counts(
    lived: Lived, name: str, role: str, prepare: Prepare, intent: dict[str, Any], event: str
) -> None:
    people = {"client": lived.person(), "worker": lived.person(), "arbiter": lived.person(wei=0)}
    agreement = lived.agreed(people["client"], people["worker"], arbiter=people["arbiter"].address)
    prepare(lived, agreement, people["worker"])
    relay(lived, name, people[role], agreement, **intent)
    assert last_move(lived, agreement) == event


def test_a_signed_extension_counts(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    agreement = lived.agreed(client, worker)
    relay(lived, "Extend", client, agreement, milestone=1, until=str(lived.now + 30 * DAY))
    assert last_move(lived, agreement) == "Extended"


@pytest.mark.parametrize(
    ("name", "event"), [("Accept", "Accepted"), ("Decline", "Declined"), ("TakeBack", "TakenBack")]
)
def test_a_signed_answer_counts(lived: Lived, name: str, event: str) -> None:
    client, worker = lived.person(), lived.person(wei=0)
    draft = lived.draft(client, worker)
    lived.do(client, "open", draft=draft["digest"])
    relay(lived, name, client if name == "TakeBack" else worker, draft["agreement"])
    assert last_move(lived, draft["agreement"]) == event


def test_a_revoked_signature_is_refused(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    draft = lived.draft(client, worker)
    wanted = lived.post("accept_draft", draft=draft["digest"])["sign"]
    lived.post(f"drafts/{draft['digest']}/signatures", signature=lived.sign(worker, wanted))
    lived.do(worker, "revoke", nonce=str(wanted["message"]["nonce"]))

    plan = lived.do(client, "open", draft=draft["digest"])

    assert plan["calls"][0]["contract"] == "Agreement"
    assert lived.get(f"/{draft['agreement']}")["situation"]["state"] == "offered"


@pytest.fixture(scope="module")
def token_code() -> dict[str, Any]:
    sys.path.insert(0, str(ROOT / "contracts"))
    import build

    artifact, _ = build.build(ROOT / "tests/contracts/tokens/Token.vy")
    found: dict[str, Any] = json.loads(json.dumps(artifact))
    return found


def test_an_agreement_in_a_token_is_allowed_opened_and_paid(
    lived: Lived, token_code: dict[str, Any], tmp_path: Path
) -> None:
    client, worker = lived.person(), lived.person()
    sender = Sender(lived.house.node, client, poll=0.02)
    token = sender.wait(sender.transmit(None, token_code["bytecode"])).contract
    assert token is not None
    (tmp_path / "TestToken.json").write_text(json.dumps(token_code))
    abi.also_look_in(tmp_path)
    sender.wait(sender.transmit(token, abi.encode_method("TestToken", "mint", (address_of(client), 10_000))))
    due = str(lived.now + 7 * DAY)
    milestones = [{"title": "All", "amount": "9999", "due": due}]

    draft = lived.draft(client, worker, currency=token, milestones=milestones)
    plan = lived.do(client, "open", draft=draft["digest"])
    lived.do(worker, "accept", agreement=draft["agreement"])
    lived.do(client, "release", agreement=draft["agreement"])

    assert [call["method"] for call in plan["calls"]] == ["approve", "open"]
    held = lived.house.node.call(token, abi.encode_method("Token", "balanceOf", (address_of(worker),)))
    assert int(held, 16) == 9_999
    assert lived.get(f"/{draft['agreement']}")["situation"]["money"]["released"]["wei"] == "9999"
