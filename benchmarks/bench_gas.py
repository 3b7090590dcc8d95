"""Measure the gas of every step of an agreement on a real anvil, beside its goal, the best peer and the floor.

What Rootstock's own schedule would charge stands beside it, and its price in satoshis.
"""

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scenarios import ANVIL_OPTIONS, SUM, Chain, Cost, new_job  # noqa: E402
from contracts import build  # noqa: E402
from satshift.chain import abi  # noqa: E402
from satshift.chain.anvil import Anvil  # noqa: E402
from tests.contracts.deals import DAY  # noqa: E402

GOALS = ROOT / "benchmarks" / "goals" / "gas.json"
RESULTS = ROOT / "benchmarks" / "results" / "gas.json"
TOKEN = ROOT / "tests" / "contracts" / "tokens" / "Token.vy"
LATER = {"agreement.release_to_lightning"}  # waits for the hash locks
ROOTSTOCK_PRICE = 60_000_000  # wei a gas
SAT = 10**10  # wei
WORDS = b"\x22" * 32


def _opening(chain: Chain) -> dict[str, Cost]:
    rows = {}
    for count in (1, 5):
        rows[f"agreement.open.native.{count}"] = new_job(chain, milestones=count).open()
        rows[f"agreement.open.erc20.{count}"] = new_job(chain, milestones=count, in_token=True).open()
    signed = new_job(chain)
    rows["agreement.open_signed.first"] = signed.open_with_signature(nonce=0)
    again = new_job(chain)
    chain.send(again.worker, chain.twin, "revoke", 0)
    rows["agreement.open_signed.later"] = again.open_with_signature(nonce=1)
    offered = new_job(chain)
    offered.open()
    rows["agreement.accept"] = offered.by_worker("accept")
    refused = new_job(chain)
    refused.open()
    rows["agreement.decline"] = refused.by_worker("decline")
    regretted = new_job(chain)
    regretted.open()
    rows["agreement.take_back"] = regretted.by_client("take_back")
    return rows


def _paying(chain: Chain) -> dict[str, Cost]:
    one, five = new_job(chain).bound(), new_job(chain, milestones=5).bound()
    rows = {
        "agreement.release.native.last": one.by_client("release", 0, SUM),
        "agreement.release.native.1of5": five.by_client("release", 0, SUM),
    }
    token, team = new_job(chain, milestones=5, in_token=True).bound(), new_job(chain, team=5).bound()
    rows["agreement.release.erc20.1of5"] = token.by_client("release", 0, SUM)
    rows["agreement.release.native.team5"] = team.by_client("release", 0, SUM)
    rows["agreement.release.part"] = new_job(chain).bound().by_client("release", 0, SUM // 3)
    signed = new_job(chain).bound()
    rows["agreement.relay.release"] = signed.relay(signed.client, "Release", 0, SUM)
    returned = new_job(chain).bound()
    rows["agreement.give_back"] = returned.by_worker("give_back", 1)
    return rows


def _reviewing(chain: Chain) -> dict[str, Cost]:
    job = new_job(chain, milestones=3).bound()
    rows = {
        "agreement.submit.seat": job.by_worker("submit", 0, WORDS),
        "agreement.submit.apart": job.by_worker("submit", 1, WORDS),
        "agreement.request_changes": job.by_client("request_changes", 0, WORDS),
        "agreement.extend": job.by_worker("extend", 1, chain.anvil.time + 20 * DAY),
    }
    silent = new_job(chain).bound()
    silent.by_worker("submit", 0, WORDS)
    chain.anvil.pass_time(silent.deal.review_for + 1)
    rows["agreement.settle"] = silent.by_client("settle", 0)
    late = new_job(chain).bound()
    chain.anvil.pass_time(7 * DAY + late.deal.grace_for + 1)
    rows["agreement.reclaim.native"] = late.by_client("reclaim", 0)
    return rows


def _quarrelling(chain: Chain) -> dict[str, Cost]:
    rows = {}
    for name, fee in (("agreement.dispute.native", 0), ("agreement.dispute.native.with_fee", SUM // 25)):
        job = new_job(chain).bound()
        opened = job.by_client("dispute", 0, WORDS)
        rows[name] = opened + job.by_arbiter("rule", 0, 600_000, fee, WORDS)
    unruled = new_job(chain).bound()
    unruled.by_client("dispute", 0, WORDS)
    chain.anvil.pass_time(unruled.deal.answer_for + 1)
    rows["agreement.split"] = unruled.by_client("split", 0)
    return rows


def _credited(chain: Chain) -> dict[str, Cost]:
    """A payee whose account refuses coin is credited, and has it sent elsewhere."""
    job = new_job(chain).bound()
    chain.anvil.ask("anvil_setCode", job.worker.address, "0x5f5ffd")  # reverts
    rows = {"agreement.release.credited": job.by_client("release", 0, SUM)}
    there = chain.person().address
    rows["agreement.withdraw"] = chain.send(job.worker, chain.agreement, "withdraw", "0x" + "00" * 20, there)
    return rows


PARTS: tuple[Callable[[Chain], dict[str, Cost]], ...] = (
    _opening,
    _paying,
    _reviewing,
    _quarrelling,
    _credited,
)


def measure() -> dict[str, Cost]:
    """Every row, on a chain of its own."""
    with tempfile.TemporaryDirectory() as shelf, Anvil(options=ANVIL_OPTIONS) as anvil:
        artifact, _ = build.build(TOKEN)
        Path(shelf, "TestToken.json").write_text(json.dumps(artifact))
        abi.also_look_in(Path(shelf))
        chain = Chain(anvil)
        chain.deploy()
        new_job(chain).open()  # from now on the contract holds coin and tokens, as it will among people
        new_job(chain, in_token=True).open()
        rows: dict[str, Cost] = {}
        for part in PARTS:
            rows |= part(chain)
        rows["agreement.deploy"] = chain.deployed["Agreement"]
        rows["agreement.deploy.twin"] = chain.deployed["AgreementTwin"]
        return rows


def goals() -> dict[str, dict[str, Any]]:
    """The goal rows that are ours to meet here, by name."""
    rows = json.loads(GOALS.read_text(encoding="utf-8"))["operations"]
    ours = (row for row in rows if row["name"].startswith("agreement."))
    return {row["name"]: row for row in ours if row["name"] not in LATER}


def table(rows: dict[str, Cost], wanted: dict[str, dict[str, Any]]) -> str:
    """The figures for people."""
    lines = [f"{'':34}{'ours':>10}{'goal':>10}{'best peer':>11}{'floor':>9}{'Rootstock':>11}{'sats':>8}"]
    for name, cost in sorted(rows.items(), key=lambda row: (row[0] not in wanted, row[0])):
        goal = wanted.get(name, {})
        figures = [f"{goal[key]:,}" if key in goal else "" for key in ("goal", "peer", "floor")]
        sats = f"{cost.rootstock * ROOTSTOCK_PRICE / SAT:,.0f}"
        lines.append(
            f"{name:34}{cost.gas:>10,}{figures[0]:>10}{figures[1]:>11}{figures[2]:>9}{cost.rootstock:>11,}{sats:>8}"
        )
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lite", action="store_true", help="the same: this one is short")
    options.parse_args()
    rows, wanted = measure(), goals()
    print(table(rows, wanted))
    operations = [{"name": name, "gas": cost.gas, "rootstock": cost.rootstock} for name, cost in rows.items()]
    found = {"operations": operations, "machine": f"{platform.system()} {platform.machine()}"}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if missing := sorted(set(wanted) - set(rows)):
        raise SystemExit(f"Not measured: {', '.join(missing)}.")
    if over := sorted(name for name in wanted if rows[name].gas > wanted[name]["goal"]):
        raise SystemExit(f"Over the goal: {', '.join(over)}.")


if __name__ == "__main__":
    main()
