"""Walk until so many steps were compared: `python -m tests.contracts.stateful.run SEED STEPS`; says what it did as JSON."""

import json
import sys
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contracts.stateful.machine import Agreements, total

EXAMPLES = 20  # in one go; then it looks if that is enough


def walk(start: int, steps: int) -> dict[str, int]:
    """Steps done and agreed to."""
    began = time.monotonic()
    number = start
    while total["steps"] < steps:
        number += 1
        run_state_machine_as_test(
            seed(number)(type(f"Agreements{number}", (Agreements,), {})),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=60,
                deadline=None,
                database=None,
                print_blob=True,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
        rate = total["steps"] / (time.monotonic() - began)
        left = max(0, steps - total["steps"]) / rate
        print(
            f"{total['steps']:,} of {steps:,} steps, {rate:.0f} a second, {left:.0f} s left", file=sys.stderr
        )
    return total


if __name__ == "__main__":
    print(json.dumps(walk(int(sys.argv[1]) * 1_000_000, int(sys.argv[2]))))
