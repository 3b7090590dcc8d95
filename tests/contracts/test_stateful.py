"""The contract beside its model: every verb, everybody, every order, to the second and the wei."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contracts.stateful.machine import Agreements, total

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "results" / "stateful.json"
DEEP = 110_000  # steps
PARTS = 2  # processes


def test_the_contract_does_what_the_model_does() -> None:
    before = total["steps"]
    run_state_machine_as_test(
        Agreements,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert total["steps"] - before >= 1_000


@pytest.mark.deep
@pytest.mark.timeout(5400)
def test_a_hundred_thousand_steps_find_no_difference() -> None:
    """Runs in processes of its own, each from its own seed; what it counted stands in benchmarks/results."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.contracts.stateful.run"]
    running = [
        subprocess.Popen(
            [*command, str(part), str(DEEP // PARTS)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for part in range(1, PARTS + 1)
    ]
    answers = [(process.communicate()[0], process.returncode) for process in running]
    assert all(code == 0 for _, code in answers), "a walk found a difference; it is printed above"
    done = [json.loads(answer) for answer, _ in answers]
    counts = {name: sum(part[name] for part in done) for name in ("steps", "agreed")}
    RESULT.write_text(
        json.dumps(
            {
                "stateful.steps.count": counts["steps"],
                "stateful.steps_agreed.count": counts["agreed"],
                "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            },
            indent=1,
        )
        + "\n"
    )
    assert counts["steps"] >= 100_000
