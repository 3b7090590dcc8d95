"""`satshift demo` as a person runs it: it starts, answers, stops with Ctrl-C, and goes on where it was."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.demo.conftest import copied

HERE = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from satshift.app import main; main()", "demo", "--no-open"]
PATIENCE = 90  # seconds


@contextmanager
def running(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demo in a process of its own, and the address that it prints."""
    words = [*PROGRAM, "--folder", str(folder), *more]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SATSHIFT_")}
    with (folder.parent / "out").open("w+") as out:
        process = subprocess.Popen(
            words, cwd=HERE, stdout=out, stderr=subprocess.STDOUT, text=True, env=environment
        )
        try:
            yield process, address_in(folder.parent / "out", process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def address_in(out: Path, process: subprocess.Popen[str]) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"Open (http://\S+)/demo", out.read_text())
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(out.read_text())


@pytest.fixture
def folder(seeded: Path, tmp_path: Path) -> Path:
    """A demo that was seeded before."""
    return copied(seeded, tmp_path)


def block(url: str) -> int:
    found = re.search(r"As of block ([\d,]+)", httpx.get(f"{url}/help").text)
    assert found
    return int(found[1].replace(",", ""))


def test_it_answers_ticks_stops_cleanly_and_goes_on_where_it_was(folder: Path):
    with running(folder) as (process, url):
        assert "Play money" in httpx.get(f"{url}/demo").text
        before = block(url)
        until = time.monotonic() + 30
        while block(url) <= before:
            assert time.monotonic() < until, "blocks come by themselves"
            time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) in (0, 130)
    assert not (folder / "node.json").exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/demo")

    with running(folder) as (_, again):
        assert block(again) > before


@pytest.mark.deep
def test_a_kill_leaves_nothing_behind(folder: Path):
    with running(folder, "--port", "0") as (process, url):
        process.kill()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                httpx.get(f"{url}/help")
            except httpx.HTTPError:
                break
            time.sleep(0.2)
        else:
            raise AssertionError("the pages outlive the demo")

    with running(folder, "--port", "0") as (_, again):
        assert httpx.get(f"{again}/demo").status_code == 200


@pytest.mark.deep
def test_a_taken_port_is_passed_over(folder: Path):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:  # somebody else holds it, which is as good
            taken.close()
        with running(folder) as (_, url):
            assert not url.endswith(":8000")
            assert httpx.get(f"{url}/demo").status_code == 200


@pytest.mark.deep
def test_a_reset_begins_anew(folder: Path):
    shutil.copy(folder / "seeding.json", folder.parent / "before.json")

    with running(folder, "--reset", "--port", "0") as (_, url):
        assert httpx.get(f"{url}/demo").status_code == 200

    assert (folder / "seeding.json").read_text() != (folder.parent / "before.json").read_text()


def test_a_reset_leaves_a_folder_alone_that_no_demo_made(tmp_path: Path):
    kept = tmp_path / "letters" / "to-mother.txt"
    kept.parent.mkdir()
    kept.write_text("Dear mother")

    done = subprocess.run(
        [*PROGRAM, "--reset", "--folder", str(kept.parent)], cwd=HERE, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert "left alone" in done.stderr
    assert kept.read_text() == "Dear mother"
