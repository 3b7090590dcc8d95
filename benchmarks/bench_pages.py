"""Measure answers: p50 and p95 of pages and JSON with 100,000 agreements and 16 connections, SQLite and PostgreSQL.

The server is uvicorn in a process of its own, as operators run it; the asking side reads and counts, no more.
The client and the server share this machine's cores, which makes each figure worse than the server alone.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import towns  # noqa: E402
from satshift.app import make_house  # noqa: E402
from satshift.kernel.settings import Settings  # noqa: E402
from tests.databases import has_programs, private_cluster  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "pages.json"
AGREEMENTS, CONNECTIONS, SECONDS = 100_000, 16, 4.0
NOWHERE = "http://127.0.0.1:9"  # no page may ask a node


def paths(ids: Sequence[str], people: int) -> dict[str, list[str]]:
    """What is asked for, by name; many of each, so that no answer is the last one again."""
    api, everyone = "/api/v1/agreements", [towns.person(number) for number in range(people)]
    return {
        "json.list": [f"{api}?limit=20&state={state}" for state in ("bound", "offered", "ended")],
        "json.list_of_one_account": [f"{api}?account={who}&limit=20" for who in everyone],
        "json.detail": [f"{api}/{each}?as={everyone[0]}" for each in ids],
        "json.timeline": [f"{api}/{each}/timeline" for each in ids],
        "json.needs": [f"{api}/needs?account={who}" for who in everyone],
        "page.detail": [f"/agreements/{each}" for each in ids],
        "page.home": ["/"],
    }


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[int]:
    """A server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "satshift.app:asgi", "--factory", "--no-access-log"]
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen([*command, "--port", str(port), "--log-level", "warning"], env=environment)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


async def ask(port: int, asked: Sequence[str], seconds: float) -> list[float]:
    """Ask on all connections at once; how long each answer took, in milliseconds."""
    took: list[float] = []
    places, until = cycle(asked), time.monotonic() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            begun = time.perf_counter()
            writer.write(f"GET {next(places)} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n", 1)[0]:
                raise SystemExit(head.decode())
            lines = head.lower().split(b"\r\n")
            length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
            await reader.readexactly(length)
            took.append((time.perf_counter() - begun) * 1_000)
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return took


def measure(database: str, folder: Path, name: str, count: int, seconds: float) -> dict[str, float]:
    settings = {
        "SATSHIFT_DATA_DIR": str(folder),
        "SATSHIFT_DATABASE": database,
        "SATSHIFT_RPC": NOWHERE,
        "SATSHIFT_LIMIT_ALL": "0",
    }
    house = make_house(Settings(data_dir=folder, database=database, rpc=(NOWHERE,)))
    ids = towns.build(house.store, count)
    house.close()
    found: dict[str, float] = {f"pages.{name}.agreements.count": count}
    with serving(settings) as port:
        for what, asked in paths(ids, 50).items():
            asyncio.run(ask(port, asked, min(1.0, seconds)))  # warm
            took = sorted(asyncio.run(ask(port, asked, seconds)))
            cut = statistics.quantiles(took, n=100)
            found |= {
                f"pages.{name}.{what}.p50.milliseconds": round(cut[49], 2),
                f"pages.{name}.{what}.p95.milliseconds": round(cut[94], 2),
                f"pages.{name}.{what}.rate.per_second": round(len(took) / seconds),
            }
            print(
                f"{name:<11} {what:<26} p50 {cut[49]:7.1f} ms  p95 {cut[94]:7.1f} ms  {len(took) / seconds:6.0f}/s"
            )
    return found


def main() -> None:
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--lite", action="store_true", help="fewer agreements, shorter")
    lite = chosen.parse_args().lite
    count, seconds = (5_000, 1.0) if lite else (AGREEMENTS, SECONDS)
    machine = f"{platform.machine()}, {multiprocessing.cpu_count()} cores, Python {platform.python_version()}"
    results: dict[str, float | str] = {"machine": machine, "pages.connections.count": CONNECTIONS}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "sqlite"
        results |= measure(f"sqlite:///{place}/town.db", place, "sqlite", count, seconds)
        if has_programs():
            with private_cluster() as server:
                results |= measure(server.database(), Path(folder) / "pg", "postgresql", count, seconds)
        else:
            print("PostgreSQL is not on this machine; it was left out.")
    if not lite:
        RESULTS.write_text(json.dumps(dict(sorted(results.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
