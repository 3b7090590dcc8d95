"""Compile every deployable into satshift/chain/artifacts and write contracts.lock; `--check` fails when they are stale.

A deployable is a Vyper file with a capital initial outside `interfaces` and `common`.
The output holds no machine's paths and is the same on every machine.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

VYPER = "0.4.3"
ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "contracts"
ARTIFACTS = ROOT / "satshift" / "chain" / "artifacts"
LOCK = CONTRACTS / "contracts.lock"
# Deployables whose addresses a constructor takes, in order.
NEEDS = re.compile(r"^@custom:needs (\w+)$", re.MULTILINE)
LIMIT = 24_576  # bytes of code that every network takes


def deployables(folder: Path = CONTRACTS) -> list[Path]:
    """Every deployable under `folder`."""
    kept_out = {"interfaces", "common"}
    return sorted(
        file
        for file in folder.rglob("*.vy")
        if file.name[0].isupper() and not kept_out & set(file.relative_to(folder).parts)
    )


def build(source: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The artifact of one deployable and its line of the lock."""
    abi, bytecode, runtime = _vyper(source, "abi,bytecode,bytecode_runtime")
    (inputs,) = _vyper(source, "solc_json")
    artifact = {
        "name": source.stem,
        "compiler": VYPER,
        "abi": json.loads(abi),
        "bytecode": bytecode,
        "runtime": runtime,
        "needs": NEEDS.findall(source.read_text(encoding="utf-8")),
    }
    lock = {
        "source": _source_hash(json.loads(inputs)["sources"]),
        "compiler": VYPER,
        "bytecode": hashlib.sha256(bytes.fromhex(bytecode[2:])).hexdigest(),
        "size": len(runtime) // 2 - 1,
    }
    return artifact, lock


def _vyper(source: Path, formats: str) -> list[str]:
    bin_folder = Path(sys.executable).parent
    site = sysconfig.get_paths()["purelib"]
    vyper = [str(bin_folder / "vyper"), "-p", site, "-p", str(ROOT), "-f", formats, str(source)]
    done = subprocess.run(vyper, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"{source.relative_to(ROOT)} does not compile:\n{done.stderr}")
    return done.stdout.strip().splitlines()


def _source_hash(sources: dict[str, Any]) -> str:
    """One hash over every file that went in; a file's path counts from where it is imported."""
    parts = []
    for path, source in sources.items():
        place = path.rpartition("site-packages/")[2].removeprefix(f"{ROOT}/")
        parts.append(f"{hashlib.sha256(source['content'].encode()).hexdigest()} {place}")
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


def _assert_version() -> None:
    found = subprocess.run(  # noqa: S603
        [str(Path(sys.executable).parent / "vyper"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    if not found.startswith(f"{VYPER}+"):
        raise SystemExit(f"Vyper {VYPER} is needed, {found.strip()} is installed. Run `make` again.")


def files(folder: Path = CONTRACTS) -> dict[Path, str]:
    """What must be on disk, by path."""
    wanted: dict[Path, str] = {}
    lock: dict[str, Any] = {}
    for source in deployables(folder):
        artifact, lock[source.relative_to(folder).as_posix()] = build(source)
        wanted[ARTIFACTS / f"{source.stem}.json"] = json.dumps(artifact, indent=1, sort_keys=True) + "\n"
    wanted[LOCK] = json.dumps(lock, indent=2, sort_keys=True) + "\n"
    return wanted


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="change nothing, fail when a file is stale")
    check = options.parse_args().check
    _assert_version()
    wanted = files()
    _write_or_compare(wanted, check)
    _refuse_oversize(json.loads(wanted[LOCK]))


def _write_or_compare(wanted: dict[Path, str], check: bool) -> None:
    extra = set(ARTIFACTS.glob("*.json")) - set(wanted)
    stale = [file for file, text in wanted.items() if not file.is_file() or file.read_text() != text]
    if check:
        if stale or extra:
            names = ", ".join(sorted(file.name for file in [*stale, *extra]))
            raise SystemExit(f"Stale: {names}. Run `python contracts/build.py` and commit what it writes.")
        return
    for file in stale:
        file.write_text(wanted[file], encoding="utf-8")
        sys.stdout.write(f"wrote {file.relative_to(ROOT)}\n")
    for file in extra:
        file.unlink()


def _refuse_oversize(lock: dict[str, Any]) -> None:
    for name, line in lock.items():
        if line["size"] > LIMIT:
            raise SystemExit(
                f"{name} has {line['size']:,} bytes of code; {LIMIT:,} is the most that networks take."
            )


if __name__ == "__main__":
    main()
