"""The form of a draft: flat names as browsers send them, rows that come and go, and the intent they make."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from satshift.web.intents import read
from satshift.work.agreements.intents import DraftIntent
from satshift.work.agreements.papers import Draft
from satshift.work.agreements.presets import Preset, day

MOST = {"milestones": 32, "team": 16}
PLAIN = (
    "title",
    "text",
    "client",
    "worker",
    "arbiter",
    "fallback_arbiter",
    "review",
    "grace",
    "answer",
    "fee_cap",
    "worker_share",
    "change_rounds",
    "open_by",
    "replaces",
    "salt",
)
COLUMNS = {"milestones": ("title", "text", "amount", "due"), "team": ("account", "share")}
DEFAULTS = {
    "review": "7 days",
    "grace": "2 days",
    "answer": "7 days",
    "fee_cap": "5",
    "worker_share": "50",
    "change_rounds": "2",
}
DAY = 86_400


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What stands in the form, word for word as it was typed."""

    values: Mapping[str, str]
    milestones: tuple[Mapping[str, str], ...]
    team: tuple[Mapping[str, str], ...]

    def intent(self) -> DraftIntent:
        """What it asks for; raises Invalid with a sentence for each field."""
        given: dict[str, Any] = {name: text for name, text in self.values.items() if text}
        given["milestones"] = [dict(row) for row in self.milestones]
        given["team"] = [dict(row) for row in self.team if row.get("account") or row.get("share")]
        return read(DraftIntent, given)

    def after(self, wish: str) -> "DraftForm":
        """The form with a row more or less: `add-team`, `remove-milestones.2`."""
        found = re.fullmatch(r"(add|remove)-(milestones|team)(?:\.(\d{1,2}))?", wish)
        if found is None:
            return self
        rows = {"milestones": list(self.milestones), "team": list(self.team)}
        mine = rows[found[2]]
        if found[1] == "add" and len(mine) < MOST[found[2]]:
            mine.append(dict.fromkeys(COLUMNS[found[2]], ""))
        elif found[1] == "remove" and int(found[3] or 0) < len(mine):
            mine.pop(int(found[3] or 0))
        return DraftForm(self.values, tuple(rows["milestones"]), tuple(rows["team"]))


def typed(form: Mapping[str, str]) -> DraftForm:
    """What a browser sent."""
    return DraftForm(
        {name: form.get(name, "").strip() for name in PLAIN},
        _rows(form, "milestones"),
        _rows(form, "team"),
    )


def begun(preset: Preset, now: int, say_it: Callable[[str], str], client: str, salt: str) -> DraftForm:
    """A new form with sane values."""
    values = {**dict.fromkeys(PLAIN, ""), **DEFAULTS, "client": client, "salt": salt, "open_by": day(now, 7)}
    rows = tuple(
        {"title": say_it(title), "text": "", "amount": "", "due": day(now, days)}
        for title, days in preset.milestones
    )
    values |= {name: text for name, text in preset.values.items() if "." not in name}
    team = _rows({name: text for name, text in preset.values.items() if "." in name}, "team")
    return DraftForm(values, rows, team)


def written(draft: Draft, salt: str, digest: str) -> DraftForm:
    """A form with what another draft says, to be changed and sent back."""
    values = {
        "title": draft.title,
        "text": draft.text,
        "client": draft.client,
        "worker": draft.payees[0].account,
        "arbiter": _named(draft.arbiter),
        "fallback_arbiter": _named(draft.fallback_arbiter),
        "review": _span(draft.review_for_seconds),
        "grace": _span(draft.grace_for_seconds),
        "answer": _span(draft.answer_for_seconds),
        "fee_cap": _share(draft.fee_cap_ppm),
        "worker_share": _share(draft.worker_share_ppm),
        "change_rounds": str(draft.change_rounds),
        "open_by": day(draft.open_by, 0),
        "replaces": digest,
        "salt": salt,
    }
    rows = tuple(
        {"title": each.title, "text": each.text, "amount": _amount(each.amount), "due": day(each.due, 0)}
        for each in draft.milestones
    )
    team = tuple({"account": each.account, "share": _share(each.share_ppm)} for each in draft.payees)
    return DraftForm(values, rows, team if len(team) > 1 else ())


def _rows(form: Mapping[str, str], kind: str) -> tuple[Mapping[str, str], ...]:
    look = re.compile(rf"{kind}\.(\d{{1,2}})\.(\w+)")
    found: dict[int, dict[str, str]] = {}
    for name, text in form.items():
        named = look.fullmatch(name)
        if named and named[2] in COLUMNS[kind]:
            found.setdefault(int(named[1]), dict.fromkeys(COLUMNS[kind], ""))[named[2]] = text.strip()
    return tuple(found[place] for place in sorted(found))[: MOST[kind]]


def _named(address: str) -> str:
    return "" if int(address, 16) == 0 else address


def _span(seconds: int) -> str:
    return f"{seconds // DAY} days" if seconds % DAY == 0 else f"{seconds} seconds"


def _share(ppm: int) -> str:
    return f"{ppm / 10_000:.4f}".rstrip("0").rstrip(".")


def _amount(wei: str) -> str:
    return str(int(wei) // 10**10)
