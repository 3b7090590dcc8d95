"""Measure beginnings: seconds until the demo's pages answer, and until a released payment stands on the worker's page.

`make demo` and `make test` from an empty clone are measured by hand and handed in: --make-demo 95 --make-test 240.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "setup.json"
DEMO = [sys.executable, "-c", "from satshift.app import main; main()", "demo", "--no-open", "--port", "0"]
RELEASE = "release.to_worker_page.seconds"
PATIENCE = 180  # seconds


def main() -> int:
    """Print the figures and keep them beside those that were handed in before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lite", action="store_true", help="leave the browser out, and write no result")
    parser.add_argument("--make-demo", type=float, help="seconds of `make demo` from an empty clone")
    parser.add_argument("--make-test", type=float, help="seconds of `make test` from an empty clone")
    chosen = parser.parse_args()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("first", "second"):
            found[f"demo.{name}_start.seconds"] = start(Path(folder) / "demo")
    if not chosen.lite:
        found[RELEASE] = release()
    handed = {"make.demo.seconds": chosen.make_demo, "make.test.seconds": chosen.make_test}
    found |= {name: seconds for name, seconds in handed.items() if seconds is not None}
    keep(found, is_kept=not chosen.lite)
    return 0


def start(folder: Path) -> float:
    """Seconds from the command to the address that it prints once the pages answer."""
    began = time.monotonic()
    process = subprocess.Popen([*DEMO, "--folder", str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("Open http"):
                return round(time.monotonic() - began, 1)
            assert time.monotonic() - began < PATIENCE, "the demo did not start"
        raise AssertionError("the demo ended by itself")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def release() -> float:
    """From the client's confirmation to the worker's page, in two browsers, with no reload."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as told:
        environment = {**os.environ, "SATSHIFT_RELEASE_SECONDS": told.name}
        words = [sys.executable, "-m", "pytest", "-q", "tests/demo/test_first_job.py"]
        subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return float(Path(told.name).read_text())


def keep(found: dict[str, float], *, is_kept: bool) -> None:
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    for name, value in found.items():
        print(f"  {name:<36} {value:>8}")
    if not is_kept:
        return
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    figures = dict(sorted((before | found).items()))
    RESULTS.write_text(json.dumps(figures | {"machine": machine}, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
