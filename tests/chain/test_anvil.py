"""The embedded chain: kept across restarts, across our death and across anvil's, and owned by one at a time."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import binary
from satshift.chain.anvil import Anvil
from satshift.chain.deploy import FACTORY, FACTORY_CODE
from satshift.chain.sender import Sender
from satshift.chain.watch import Sent
from satshift.kernel.errors import NotFound, Refused, SatshiftError
from satshift.kernel.shape import Call
from tests.chains import COIN, ROOT, address_of, new_account


class Home:
    """A chain in a folder, and somebody who sends on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.account: LocalAccount = new_account()
        self.chain = Anvil(folder)

    def start(self, snapshot_every: int = 1_000) -> Anvil:
        self.chain = Anvil(self.folder, snapshot_every=snapshot_every).start()
        self.sender = Sender(self.chain.node(), self.account, poll=0.01)
        if not self.sender.node.balance(address_of(self.account)):
            self.chain.give(address_of(self.account), COIN)
        return self.chain

    def send(self, times: int = 1) -> list[tuple[str, str]]:
        """Transfers; each with the hash of its block."""
        found = []
        for _ in range(times):
            receipt = self.sender.do(Call(address_of(self.account), "", "", (), 1))
            found.append((receipt.hash, receipt.block_hash))
        return found

    def known(self, sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
        receipts = [self.sender.node.receipt(tx) for tx, _ in sent]
        return [(receipt.hash, receipt.block_hash) for receipt in receipts if receipt is not None]

    def stop(self) -> None:
        self.sender.node.close()
        self.chain.stop()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "chain")
    made.start()
    yield made
    made.stop()


def test_the_factory_stands_from_the_start(home: Home) -> None:
    assert home.sender.node.code(FACTORY) == FACTORY_CODE


def test_a_restart_keeps_every_block(home: Home) -> None:
    sent, head = home.send(5), home.sender.node.head()
    home.stop()
    home.start()

    assert home.known(sent) == sent
    assert home.sender.node.head() == head


def test_the_address_stays_the_same(home: Home) -> None:
    before = home.chain.url
    home.stop()
    home.start()

    assert home.chain.url == before


def test_anvil_is_killed_and_nothing_is_lost(home: Home) -> None:
    sent = home.send(5)
    os.kill(int((home.folder / "anvil.pid").read_text()), signal.SIGKILL)

    assert home.known(sent) == sent
    assert home.send(1)


def test_anvil_is_killed_while_a_transaction_is_on_its_way(home: Home) -> None:
    first = home.send(2)
    for _ in range(3):
        os.kill(int((home.folder / "anvil.pid").read_text()), signal.SIGKILL)
        first += home.send(1)

    assert home.known(first) == first
    assert home.sender.node.nonce(address_of(home.account)) == 5


@pytest.mark.parametrize("snapshot_every", [1_000, 7])
def test_a_killed_owner_loses_nothing_that_was_told(tmp_path: Path, snapshot_every: int) -> None:
    home = Home(tmp_path / "chain")
    told: list[tuple[str, str]] = []
    for pause in (0.3, 0.11):
        told += _run_and_kill(home, snapshot_every, pause)
    home.start()

    assert len(told) > 10
    assert home.known(told) == told
    home.stop()


@pytest.mark.deep
def test_many_kills_lose_nothing_either(tmp_path: Path) -> None:
    home, told = Home(tmp_path / "chain"), list[tuple[str, str]]()
    for turn in range(25):
        told += _run_and_kill(home, 3, random.Random(turn).random() / 5)  # seeded: a failure comes back
    home.start()

    assert home.known(told) == told
    assert home.sender.node.nonce(address_of(home.account)) >= len(told)
    home.stop()


def _run_and_kill(home: Home, snapshot_every: int, pause: float) -> list[tuple[str, str]]:
    command = [sys.executable, "-m", "tests.chain.run_chain", str(home.folder), home.account.key.to_0x_hex()]
    run = subprocess.Popen([*command, str(snapshot_every)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert run.stdout is not None
    lines = [run.stdout.readline() for _ in range(3)]
    time.sleep(pause)
    run.kill()
    lines += [line for line in run.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    run.stdout.close()
    run.wait()
    return [(line.split()[0], line.split()[1]) for line in lines]


def test_no_anvil_is_left_behind(tmp_path: Path) -> None:
    home = Home(tmp_path / "chain")
    _run_and_kill(home, 1_000, 0.05)
    orphan = int((home.folder / "anvil.pid").read_text())
    home.start()

    assert (
        not Path(f"/proc/{orphan}").exists() or b"anvil" not in Path(f"/proc/{orphan}/cmdline").read_bytes()
    )
    home.stop()


def test_half_a_line_at_the_end_is_cut_off(home: Home) -> None:
    sent = home.send(3)
    home.stop()
    with (home.folder / "journal-0.jsonl").open("ab") as journal:
        journal.write(b'[1,0,"eth_sendRawTra')
    home.start()

    assert home.known(sent) == sent
    assert home.send(1)


def test_a_damaged_journal_is_not_passed_over(home: Home) -> None:
    home.send(3)
    home.stop()
    journal = home.folder / "journal-0.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"eth_send', b'"', 1).replace(b"[", b"", 1))

    with pytest.raises(Refused, match="Line 1 of") as refused:
        Anvil(home.folder).start()

    assert refused.value.code == "chain-journal-damaged"
    journal.write_bytes(b"")
    home.start()


def test_snapshots_shorten_the_way_and_may_be_damaged(tmp_path: Path) -> None:
    home = Home(tmp_path / "chain")
    home.start(snapshot_every=5)
    sent = home.send(18)
    home.stop()
    snapshots = sorted(home.folder.glob("snapshot-*.json"))
    assert len(snapshots) == 2
    snapshots[-1].write_text(snapshots[-1].read_text()[:100])
    other = json.loads(snapshots[0].read_text())
    snapshots[0].write_text(json.dumps({**other, "head": "0x" + "00" * 32}))
    home.start()

    assert home.known(sent) == sent
    home.stop()


def test_time_passes_when_told_and_goes_on_from_there(home: Home) -> None:
    home.send()
    before = home.chain.time
    home.chain.pass_time(86_400)
    home.stop()
    home.start()
    home.send()

    assert 86_400 <= home.chain.time - before < 86_400 + 60


def test_many_blocks_are_mined_and_kept(home: Home) -> None:
    home.chain.mine(50, every=60)
    head = home.sender.node.head()
    home.stop()
    home.start()

    assert home.sender.node.head() == head
    assert head.number >= 50


def test_one_owner_at_a_time(home: Home) -> None:
    with pytest.raises(Refused, match=home.chain.url) as refused:
        Anvil(home.folder).start()

    assert refused.value.code == "chain-in-use"
    assert Anvil.running(home.folder) == home.chain.url


def test_a_stopped_chain_is_not_running(home: Home) -> None:
    home.stop()

    assert Anvil.running(home.folder) is None
    home.start()


def test_a_full_disk_refuses_before_anything_is_done(home: Home) -> None:
    sent = home.send(3)
    size = (home.folder / "journal-0.jsonl").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, before[1]))
    try:
        with pytest.raises(SatshiftError, match="disk"):
            home.send()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert home.sender.node.nonce(address_of(home.account)) == 3
    assert home.send(1)
    home.stop()
    home.start()
    assert home.known(sent) == sent


def test_a_web_page_moves_neither_time_nor_coin(home: Home) -> None:
    ask = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "anvil_setBalance",
        "params": [address_of(home.account), "0x1"],
    }
    answer = httpx.post(home.chain.url, json=ask, headers={"origin": "https://example.org"}).json()

    assert answer["error"]["code"] == -32601
    assert home.sender.node.balance(address_of(home.account)) == COIN


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"[1]", b'{"method":1}', b'{"method":"evm_mine","params":["x"]}']
)
def test_a_malformed_request_is_answered(home: Home, body: bytes) -> None:
    answer = httpx.post(home.chain.url, content=body)

    assert answer.status_code in (200, 413)
    assert home.send(1)


def test_what_would_break_the_history_is_refused(home: Home) -> None:
    with pytest.raises(SatshiftError, match="throw-away"):
        home.chain.ask("evm_revert", "0x0")


def test_a_missing_anvil_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "PACKAGE_ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotFound, match="npm install @foundry-rs/anvil"):
        binary.find(tmp_path)


def test_an_unmined_transaction_survives_a_restart(home: Home) -> None:
    home.chain.ask("evm_setAutomine", False)
    waiting: Sent = home.sender.send(Call(address_of(home.account), "", "", (), 1))
    home.stop()
    home.start()
    home.chain.mine()

    assert home.sender.wait(waiting).succeeded
