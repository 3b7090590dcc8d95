"""Change the contracts in small wrong ways and see that the tests notice: `python -m scripts.mutate_contracts [HOW_MANY] [walk]`.

Each mutant is compiled and walked beside the model with fixed dice; what the walk misses meets the other contract tests.
With `walk` the other tests are left out, and what the walk misses counts as survived.
The answers are kept in build/mutants.jsonl, so a run that was stopped goes on; the score is written to benchmarks/results.
"""

import hashlib
import json
import multiprocessing
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from boa.interpret import set_search_paths

from tests.contracts.stateful.ground import AGREEMENT, COUPON, MOODY, TWIN, Ground, compiled
from tests.contracts.stateful.play import Play

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "mutants.jsonl"
RESULT = ROOT / "benchmarks" / "results" / "mutation.json"
MODULES = ("actor", "consent", "disputes", "milestones", "parties", "payout", "terms")
SOURCES = ("work/Agreement", "work/AgreementTwin", *(f"common/{name}" for name in MODULES))
WALKS, MOVES = 40, 50
PATIENCE = 240  # seconds for a walk; a mutant that hangs is noticed too
PROCESSES = int(os.environ.get("JOBS", "2"))
NAMES = ("AgreementTwin", "Agreement")
PLAIN = (TWIN, AGREEMENT)

# What is replaced by what, wherever it stands in code.
SWAPS = (
    (r" == ", " != "),
    (r" != ", " == "),
    (r" <= ", " < "),
    (r" < ", " <= "),
    (r" >= ", " > "),
    (r" > ", " >= "),
    (r" <= ", " > "),
    (r" > ", " <= "),
    (r" \+ ", " - "),
    (r" - ", " + "),
    (r" \* ", " // "),
    (r" // ", " * "),
    (r" & ", " | "),
    (r" \| ", " & "),
    (r" << ", " >> "),
    (r" >> ", " << "),
    (r" and ", " or "),
    (r" or ", " and "),
    (r"\bmax\(", "min("),
    (r"\b_only_client\b", "_only_worker"),
    (r"\b_only_worker\b", "_only_client"),
    (r"\b_(job|terms)\.client\b", r"_\1.currency"),
    (r"\b_job\.client\b", "_job.worker"),
    (r"\b_job\.worker\b", "_job.client"),
    (r"\b_arbiter\b", "_second"),
    (r"\b_second\b", "_arbiter"),
    (r"\bmilestones\.WORKING\b", "milestones.SUBMITTED"),
    (r"\bmilestones\.SUBMITTED\b", "milestones.DISPUTED"),
    (r"\bmilestones\.DISPUTED\b", "milestones.WORKING"),
    (r"\bcase\.clock\b", "case.due"),
    (r"\bcase\.last_call\b", "case.due"),
    (r"\bto_worker\b", "to_client"),
    (r"\bmsg\.sender\b", "tx.origin"),
    (r"\bTrue\b", "False"),
    (r"\bFalse\b", "True"),
    (r"(?<![\w.\[\"x*])0(?![\w.\]])", "1"),
    (r"(?<![\w.\[\"x*])1(?![\w.\]])", "2"),
    (r"(?<![\w.\[\"x*])(3[0-9]|2|64|96|128|255|256)(?![\w.\]])", r"(\1 + 1)"),
)
DROPPED = re.compile(r"^\s+(self\.|log |extcall |payout\.|milestones\._|parties\._|terms\._|consent\._)")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file."""

    file: str
    line: int
    was: str
    now: str
    text: str  # the whole file after it

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.file}:{self.text}".encode()).hexdigest()[:16]


def mutants(file: str) -> Iterator[Mutant]:
    """Every change of a file that the rules above allow."""
    text = (ROOT / "contracts" / f"{file}.vy").read_text(encoding="utf-8")
    for start, end in _statements(text):
        code, line = text[start:end], text.count("\n", 0, start) + 1
        for changed in _changes(code):
            yield Mutant(file, line, code.strip(), changed.strip(), text[:start] + changed + text[end:])


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Where each statement with its own brackets closed begins and ends; prose and headings are left out."""
    blank = re.sub(r'"""[\s\S]*?"""', lambda prose: re.sub(r"[^\n]", " ", prose[0]), text)
    at, depth, start, is_body = 0, 0, 0, False
    for line in blank.splitlines(keepends=True):
        if depth == 0:
            start, is_body = at, bool(re.match(r"\s+\S", line)) or ": constant(" in line
        bare = re.sub(r'#.*|"[^"]*"', "", line)
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        at += len(line)
        words = text[start:at].strip()
        # A field of a struct or an event looks like a variable without a value.
        is_said = words.startswith(("#", "@", "def ")) or re.fullmatch(r"\w+: [\w\[\], ()]+(#.*)?", words)
        if depth == 0 and is_body and words and not is_said:
            yield start, at


def _changes(code: str) -> Iterator[str]:
    spans = [match.span() for match in re.finditer(r'"[^"]*"|#.*', code)]
    for pattern, put in SWAPS:
        for match in re.finditer(pattern, code):
            if not any(start <= match.start() < end for start, end in spans):
                yield code[: match.start()] + match.expand(put) + code[match.end() :]
    indent = code[: len(code) - len(code.lstrip())]
    if code.lstrip().startswith("assert ") or DROPPED.match(code):
        yield f"{indent}pass\n"


def judge(mutant: Mutant) -> tuple[str, str]:
    """The mutant's key, and `killed`, `missed`, `same` (compiles to the same) or `no contract`."""
    with _changed(mutant) as folder:
        return mutant.key, _walk(folder, mutant.file)


def judge_again(mutant: Mutant) -> tuple[str, str]:
    """What the walk missed meets the other tests: `killed` or `survived`."""
    with _changed(mutant) as folder:
        return mutant.key, _other_tests(folder)


@contextmanager
def _changed(mutant: Mutant) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "contracts", folder / "contracts")
        (folder / "contracts" / f"{mutant.file}.vy").write_text(mutant.text, encoding="utf-8")
        yield folder


def _sources(folder: Path, file: str) -> tuple[Path, Path]:
    """The twin and the agreement; what the change can't reach is taken as it was compiled before."""
    reached = {"common/terms": NAMES, "common/consent": NAMES[:1], "work/AgreementTwin": NAMES[:1]}
    twin, agreement = (
        (folder if name in reached.get(file, NAMES[1:]) else ROOT) / "contracts" / "work" / f"{name}.vy"
        for name in NAMES
    )
    return twin, agreement


def _walk(folder: Path, file: str) -> str:
    set_search_paths([str(folder)])
    sources = _sources(folder, file)
    try:
        code = [compiled(source).bytecode for source in sources]
    except Exception:  # noqa: BLE001 - the compiler has many ways to say no
        return "no contract"
    if code == [compiled(source).bytecode for source in PLAIN]:
        return "same"
    return _walked(sources)


def _walked(sources: tuple[Path, Path]) -> str:
    """Walk beside the model with fixed dice."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(PATIENCE)
    try:
        ground = Ground(*sources)
        for number in range(WALKS):
            snapshot, play, dice = ground.snapshot(), Play(ground), Random(number)
            for _ in range(MOVES):
                play.move(dice)
            play.compare_all()
            ground.back_to(snapshot)
    except Exception:  # noqa: BLE001 - whatever went wrong, it was noticed
        return "killed"
    finally:
        signal.alarm(0)
    return "missed"


def _give_up(*_: object) -> None:
    raise TimeoutError


def _other_tests(folder: Path) -> str:
    """The tests of the stories, in a process of their own, until the first that fails."""
    shutil.copytree(ROOT / "tests", folder / "tests")
    for name in ("satshift", "pyproject.toml", "node_modules"):
        (folder / name).symlink_to(ROOT / name)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not deep"]
    chosen = ["tests/contracts", "--ignore=tests/contracts/test_stateful.py"]
    done = subprocess.run([*command, *chosen], cwd=folder, capture_output=True, text=True, check=False)
    return "survived" if done.returncode == 0 else "killed"


def sample(many: int) -> list[Mutant]:
    """As many mutants as asked for, spread over the files by their number, always the same ones."""
    found = {mutant.key: mutant for file in SOURCES for mutant in mutants(file)}
    every = sorted(found.values(), key=lambda each: each.key)
    Random(2).shuffle(every)
    return every[:many] if many else every


def main() -> None:
    chosen = sample(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    KEPT.parent.mkdir(exist_ok=True)
    known = dict(json.loads(line) for line in KEPT.read_text().splitlines()) if KEPT.exists() else {}
    set_search_paths([str(ROOT)])
    for source in (*PLAIN, MOODY, COUPON):
        compiled(source)
    if _walked(PLAIN) != "missed":
        raise SystemExit("The contracts as they are do not pass the walk; mend that first.")
    _judge_all(judge, [mutant for mutant in chosen if mutant.key not in known], known)
    if "walk" not in sys.argv:
        _judge_all(judge_again, [mutant for mutant in chosen if known[mutant.key] == "missed"], known)
    _report(chosen, known)


def _judge_all(judge: Callable[[Mutant], tuple[str, str]], todo: list[Mutant], known: dict[str, str]) -> None:
    began = time.monotonic()
    with (
        multiprocessing.get_context("fork").Pool(PROCESSES, maxtasksperchild=1) as pool,
        KEPT.open("a") as kept,
    ):
        for number, (key, answer) in enumerate(pool.imap_unordered(judge, todo), start=1):
            known[key] = answer
            kept.write(json.dumps([key, answer]) + "\n")
            kept.flush()
            left = (time.monotonic() - began) / number * (len(todo) - number)
            print(f"\r{number} of {len(todo)}, {left:.0f} s left ", end="", file=sys.stderr, flush=True)


def _report(chosen: list[Mutant], known: dict[str, str]) -> None:
    real = [mutant for mutant in chosen if known[mutant.key] in ("killed", "survived", "missed")]
    survivors = [mutant for mutant in real if known[mutant.key] != "killed"]
    for mutant in survivors:
        print(f"{mutant.file}.vy:{mutant.line}\n  - {mutant.was}\n  + {mutant.now}")
    score = {
        "mutation.mutants.count": len(real),
        "mutation.killed.count": len(real) - len(survivors),
        "mutation.score.percent": round(100 * (1 - len(survivors) / max(1, len(real))), 1),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }
    RESULT.write_text(json.dumps(score, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(score))


if __name__ == "__main__":
    main()
