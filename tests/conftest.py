"""What every test may lean on: two profiles of fuzzing, and an honest count of what this machine can't run."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.chains", "tests.databases", "tests.houses", "tests.browsers"]

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "lite", max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=QUIET, database=None
)
settings.register_profile(
    "deep",
    max_examples=2_000,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=QUIET,
    print_blob=True,
)
settings.load_profile("lite")


def has_chromium() -> bool:
    return Path("/usr/bin/chromium").exists() or shutil.which("chromium") is not None


def has_postgresql() -> bool:
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


NEEDS = {"browser": ("Chromium", has_chromium), "postgres": ("PostgreSQL", has_postgresql)}


def missing() -> dict[str, str]:
    """What this machine has no program for, by mark."""
    return {mark: name for mark, (name, is_there) in NEEDS.items() if not is_there()}


def pytest_configure(config: pytest.Config) -> None:
    """With CI=true nothing may be left out."""
    absent = missing()
    if absent and os.environ.get("CI") == "true":
        raise pytest.UsageError(f"CI=true, but this machine has no {' and no '.join(absent.values())}.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, and count, what this machine can't run."""
    absent = missing()
    for item in items:
        for mark, name in absent.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"this machine has no {name}"))
