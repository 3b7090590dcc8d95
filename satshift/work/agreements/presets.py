"""Jobs to begin a draft from: how many milestones, how they share the money, how long the clocks are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from satshift.kernel.words import say


@dataclass(frozen=True, slots=True)
class Preset:
    """A template for a draft; `milestones` are titles with the days until each is due."""

    name: str
    title: str
    says: str
    milestones: tuple[tuple[str, int], ...]
    values: Mapping[str, str] = field(default_factory=dict)


PRESETS = (
    Preset(
        "one",
        say("One piece of work"),
        say("One delivery, one payment. Good for small jobs."),
        ((say("The whole job"), 7),),
    ),
    Preset(
        "two",
        say("A draft, then the final version"),
        say("You see a draft early and pay for it; the rest follows with the final version."),
        ((say("Draft"), 7), (say("Final version"), 14)),
    ),
    Preset(
        "months",
        say("Three months of part-time work"),
        say("One milestone a month, each locked before the work begins."),
        ((say("First month"), 31), (say("Second month"), 61), (say("Third month"), 92)),
        {"review": "5 days", "change_rounds": "1"},
    ),
    Preset(
        "team",
        say("A team with shares"),
        say("Several people are paid from each milestone, each by a share."),
        ((say("First part"), 14), (say("Second part"), 28)),
        {"team.0.share": "60", "team.1.share": "40"},
    ),
)


def find(name: str) -> Preset:
    """The preset of that name, else the first."""
    return next((preset for preset in PRESETS if preset.name == name), PRESETS[0])


def day(now: int, days: int) -> str:
    """A day from now, as a form writes it."""
    return (datetime.fromtimestamp(now, UTC) + timedelta(days=days)).date().isoformat()
