"""The shape of a demo story: who hires whom for what, and what happened on which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from satshift.demo.people import ARBITER, CLIENT, FALLBACK, WORKER, Person, salt_of
from satshift.kernel.address import NOBODY
from satshift.kernel.money import PPM, Sats
from satshift.work.agreements.papers import Draft, read
from satshift.work.agreements.terms import Terms

DAY = 86_400
OPEN_FOR = 7  # days


@dataclass(frozen=True, slots=True)
class Part:
    """A milestone: what, for how many sats, due how many days from today (a day in the past is negative)."""

    title: str
    sats: int
    due: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did, `day` days from today; `milestone` counts from one."""

    day: float
    by: Person
    verb: str
    milestone: int = 1
    text: str = ""
    sats: int = 0  # of a release: zero is all that is locked
    share_ppm: int = 0  # of a ruling, or of parting: what the worker gets of it


@dataclass(frozen=True, slots=True)
class Story:
    """One agreement and how it came to stand where it stands; `written` is the day of the draft."""

    key: str
    title: str
    text: str
    parts: tuple[Part, ...]
    written: float
    steps: tuple[Step, ...] = ()
    client: Person = CLIENT
    worker: Person = WORKER
    team: tuple[tuple[Person, int], ...] = ()  # all who are paid with their shares, the worker first
    signed: bool = False  # the worker signed the draft, and the client has not opened it
    review_days: int = 5
    grace_days: int = 2
    answer_days: int = 4
    has_arbiters: bool = True

    @property
    def salt(self) -> str:
        return salt_of(self.key)

    def draft(self, today: int, chain_id: int) -> Draft:
        """The written terms."""
        arbiter, fallback = (ARBITER.address, FALLBACK.address) if self.has_arbiters else (NOBODY, NOBODY)
        paper = read(
            {
                "kind": "draft",
                "salt": self.salt,
                "title": self.title,
                "text": self.text,
                "chain_id": chain_id,
                "client": self.client.address,
                "currency": NOBODY,
                "arbiter": arbiter,
                "fallback_arbiter": fallback,
                "review_for_seconds": self.review_days * DAY,
                "grace_for_seconds": self.grace_days * DAY,
                "answer_for_seconds": self.answer_days * DAY,
                "fee_cap_ppm": 50_000,
                "worker_share_ppm": PPM // 2,
                "change_rounds": 2,
                "open_by": moment(today, self.written + OPEN_FOR),
                "payees": _payees(self.team or ((self.worker, PPM),)),
                "milestones": [_milestone(part, today) for part in self.parts],
            }
        )
        assert isinstance(paper, Draft)
        return paper

    def terms(self, today: int, chain_id: int) -> Terms:
        return self.draft(today, chain_id).terms()


def moment(today: int, day: float) -> int:
    """The second that is `day` days from today."""
    return today + int(day * DAY)


def _payees(team: Sequence[tuple[Person, int]]) -> list[dict[str, Any]]:
    return [{"account": person.address, "share_ppm": share} for person, share in team]


def _milestone(part: Part, today: int) -> dict[str, Any]:
    amount = str(Sats(part.sats).wei)
    return {"title": part.title, "text": part.text, "amount": amount, "due": moment(today, part.due)}
