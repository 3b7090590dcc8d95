"""How commands speak and end: exit codes, errors in one line, JSON, keys that stay unseen, Ctrl-C, a node in one command."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct

from satshift.cli import exits
from satshift.kernel.errors import Invalid, NotFound, NotKnownYet, Refused, SatshiftError, Unreachable
from satshift.sdk.outbox import Outbox
from tests.running import PASSPHRASE, Place
from tests.sdk.stories import SATS

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from satshift.app import main; main()"]
NOWHERE = "0x" + "11" * 32


def test_exit_codes_are_stable() -> None:
    codes = {
        Invalid: 2,
        Refused: 3,
        NotFound: 4,
        Unreachable: 5,
        NotKnownYet: 6,
        SatshiftError: 1,
    }
    assert {kind: exits.code_of(kind("x")) for kind in codes} == codes
    assert set(exits.MEANINGS) == {0, 1, 2, 3, 4, 5, 6, 130}


ENDINGS = {
    "a command that is none": (["nothing"], 2),
    "an option that is none": (["networks", "--nothing"], 2),
    "an amount that is none": (["wallet", "send", "0x" + "12" * 20, "much"], 2),
    "an address with a wrong checksum": (
        ["wallet", "balance", "0xd1AD77148571F5406f08661DCe9b0FB43baeEE3e"],
        2,
    ),
    "more than there is": (["wallet", "send", "0x" + "12" * 20, "5 BTC", "--yes"], 3),
    "no such agreement": (["direct", "release", NOWHERE, "--yes"], 4),
    "no such key": (["wallet", "balance", "--key", "nobody"], 4),
    "no such network": (["wallet", "receive", "--network", "atlantis"], 4),
    "a network that is closed": (["wallet", "receive", "--network", "botanix"], 3),
    "a node that is away": (["wallet", "balance", "--rpc", "http://127.0.0.1:9"], 5),
    "a Satshift node that is away": (["agreements", "list", "--url", "http://127.0.0.1:9"], 5),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_command_ends_with_one_clear_line_and_its_code(node_place: Place, ending: str) -> None:
    words, code = ENDINGS[ending]
    role = None if "--key" in words or words[0] in ("nothing", "networks", "status") else "client"
    said = node_place.say(*words, role=role)
    lines = [line for line in said.err.splitlines() if not line.startswith("  ")]
    assert (said.code, said.out) == (code, "")
    assert len(lines) == 1
    assert lines[0].rstrip("?").endswith((".", "`"))
    in_json = node_place.say(*words, "--json", role=role)
    error = json.loads(in_json.err.splitlines()[-1])["error"]
    assert (in_json.code, error["exit"]) == (code, code)
    assert error["code"]


def test_explaining_says_what_leaves_before_it_asks(node_place: Place) -> None:
    words = ["wallet", "send", node_place.address("worker"), "1000 sats"]
    said = node_place.say(*words, "--yes", "--explain", role="client", SATSHIFT_RATES="USD=100000")
    assert said.code == 0
    for part in ("Send 1,000 sats", "leaves       1,000 sats (1.00 USD)", "network fee", "can't be undone"):
        assert part in said.err
    asked = node_place.say(*words, role="client")
    assert asked.code != 0
    assert "Sign and send?" in asked.err


def test_a_wallet_is_made_shown_and_kept_secret(node_place: Place) -> None:
    made = node_place.say("wallet", "new", "fresh", "--json")
    address = made.json["address"]
    file = node_place.home / "keys/fresh.json"
    key = bytes(Account.decrypt(file.read_text(), PASSPHRASE)).hex()
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    said = [node_place.say("wallet", verb, role="fresh") for verb in ("show", "receive", "balance")]
    assert all(each.code == 0 for each in said)
    assert not any(key in each.out + each.err for each in (made, *said))
    refused = node_place.say("wallet", "export", "fresh")
    assert refused.code != 0
    assert key not in refused.out + refused.err
    assert node_place.say("wallet", "export", "fresh", "--yes").out.strip() == f"0x{key}"
    assert node_place.say("wallet", "new", "fresh").code == 3
    assert address in node_place.say("wallet", "show", "--json").out


def test_a_person_signs_in_only_as_themselves(node_place: Place, tmp_path: Path) -> None:
    account = node_place.people["client"]
    text = (
        f"example.org wants you to sign in with your Ethereum account:\n{account.address}\n\n\n\n"
        "URI: https://example.org\nVersion: 1\nChain ID: 31337\nNonce: abcdefgh12\nIssued At: 2026-01-01T00:00:00Z"
    )
    path = tmp_path / "message"
    path.write_text(text)
    said = node_place.say("wallet", "sign-in", str(path), "--yes", role="client")
    assert Account.recover_message(encode_defunct(text=text), signature=said.out.strip()) == account.address
    assert node_place.say("wallet", "sign-in", str(path), "--yes", role="worker").code == 3
    path.write_text(text.replace("Chain ID: 31337", "Chain ID: 1"))
    assert node_place.say("wallet", "sign-in", str(path), "--yes", role="client").code == 3


def test_what_was_sent_stands_in_the_outbox_until_the_chain_answers(node_place: Place) -> None:
    chain, box = node_place.chain.anvil, Outbox(node_place.home / "outbox")
    chain.ask("evm_setAutomine", False)
    try:
        words = [*PROGRAM, "wallet", "send", node_place.address("worker"), "1000", "--yes", "--key", "client"]
        sending = subprocess.Popen(
            words, env={**os.environ, **node_place.environment}, cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        until = time.monotonic() + 60
        while not list(box) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        sending.send_signal(signal.SIGINT)
        said = sending.communicate()[1]
    finally:
        chain.ask("evm_setAutomine", True)
    # Stopped by the signal; or the wait was given up just before, for the run's shared chain had leapt ahead.
    assert (sending.returncode, "satshift tx" in said) in ((130, True), (6, False))
    (waiting,) = node_place.say("tx", "--json").lines
    chain.mine()
    done = node_place.say("tx", waiting["tx"], "--json")
    assert (done.json["state"], done.json["tx"]) == ("done", waiting["tx"])
    assert node_place.say("tx", "--json").out == ""
    assert node_place.say("tx", waiting["tx"]).code == 4


def _paid_job(run: Callable[..., str]) -> None:
    """Each word a process of its own, as a person types it."""
    worker = json.loads(run("wallet", "new", "worker", "--json"))["address"]
    run("faucet", "worker", "--amount", "1000 sats")
    due = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%d")
    words = ["--title", "A logo", "--worker", worker, "--milestone", f"All;50000 sats;{due}"]
    draft = json.loads(run("agreements", "draft", *words, "--key", "client", "--json"))["digest"]
    opened = json.loads(run("agreements", "open", draft, "--key", "client", "--yes", "--json"))
    agreement = opened["events"][0]["args"]["agreement"]
    run("agreements", "accept", agreement, "--key", "worker", "--yes")
    run("agreements", "submit", agreement, "--note", "here", "--key", "worker", "--yes")
    before = json.loads(run("wallet", "balance", worker, "--json"))["wei"]
    run("agreements", "release", agreement, "--key", "client", "--yes")
    after = json.loads(run("wallet", "balance", worker, "--json"))["wei"]
    assert int(after) - int(before) == 50_000 * SATS


def test_a_node_of_your_own_runs_and_stops_in_one_command(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SATSHIFT_")},
        "SATSHIFT_HOME": str(tmp_path),
        "SATSHIFT_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [*PROGRAM, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    up = subprocess.Popen(
        [*PROGRAM, "up", "--port", "0", "--json"], env=environment, cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert up.stdout is not None
        assert json.loads(up.stdout.readline())["network"] == "anvil"
        run("wallet", "new", "client")
        run("faucet", "client")
        assert json.loads(run("status", "--json"))["node"]["is_up"]
        _paid_job(run)
        assert "stop" not in [line.split()[0] for line in run("doctor").splitlines()]
    finally:
        up.send_signal(signal.SIGINT)
        assert up.wait(timeout=60) == 0
        assert up.stdout is not None
        up.stdout.close()
    assert not (tmp_path / "node.json").exists()
