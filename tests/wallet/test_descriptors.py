"""What hardware wallets show: descriptors that are of today, and that another library can read."""

import json
import subprocess
import sys
from pathlib import Path

from satshift.chain import abi, deploy
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.shape import TypedData
from satshift.web.wallet_plan import plain
from satshift.work.agreements.contract import Agreement, Consent
from satshift.work.agreements.terms import Milestone, Payee, Terms
from satshift.work.agreements.typed import Bench

ROOT = Path(__file__).parent.parent.parent
CLIENT, WORKER = Address("0x" + "c1" * 20), Address("0x" + "a1" * 20)
TERMS = Terms(
    client=CLIENT,
    currency=NOBODY,
    arbiter=NOBODY,
    fallback_arbiter=NOBODY,
    digest="0x" + "d1" * 32,
    review_for_seconds=600,
    grace_for_seconds=600,
    answer_for_seconds=600,
    fee_cap_ppm=0,
    worker_share_ppm=500_000,
    change_rounds=1,
    open_by=2_000_000_000,
    payees=(Payee(WORKER, 1_000_000),),
    milestones=(Milestone(10**15, 2_000_000_000),),
)


def test_the_descriptors_are_those_of_the_contracts() -> None:
    done = subprocess.run([sys.executable, "scripts/descriptors.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_another_library_reads_them() -> None:
    ours = Agreement(deploy.address_of("Agreement"))
    calls = [ours.open(TERMS, TERMS.total), ours.release(TERMS, 0, 5), ours.withdraw(NOBODY, WORKER)]
    bench = Bench(30, ours.address)
    part = bench.part(TERMS, WORKER, 1, 2, Consent(deadline=9))
    given = {
        "calls": [
            {
                "contract": call.contract,
                "to": call.to,
                "data": abi.encode_call(call),
                "value": str(call.value),
            }
            for call in calls
        ],
        "typed": [as_json(bench.accept(TERMS, Consent(deadline=9))), as_json(part)],
    }
    answer = subprocess.run(
        ["node", "tests/wallet/descriptors.mjs"],
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    shown = json.loads(answer.stdout)

    assert [intent for intent, _ in shown] == [
        "Open an agreement and lock its money",
        "Pay the worker, for good",
        "Withdraw what is credited",
        "Let others: accept a job",
        "Let others: end the agreement by a split",
    ]
    assert all(count >= 2 for _, count in shown)


def as_json(typed: TypedData) -> dict[str, object]:
    types = {name: [dict(part) for part in parts] for name, parts in typed.types.items()}
    domain = {**plain(typed.domain), "chainId": 30}
    return {"domain": domain, "types": types, "primaryType": typed.primary, "message": plain(typed.message)}
