"""What people ask for: the fields of forms, the bodies of requests, the options of commands, in human units."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from satshift.kernel.shape import Intent
from satshift.work.agreements.papers import new_salt

Text = Annotated[str, Field(max_length=100)]
Id = Annotated[
    str, Field(pattern=r"^0x[0-9a-fA-F]{64}$", description="0x and 64 digits", examples=["0x" + "ab" * 32])
]
Who = Annotated[Text, Field(description="an address, 0x and 40 digits", examples=["0x" + "11" * 20])]
Amount = Annotated[
    Text,
    Field(description="sats such as 50000, or 0.0005 BTC; smallest units of a token", examples=["50000"]),
]
Part = Annotated[Text, Field(description="a percentage, such as 40 or 12.5", examples=["40"])]
Span = Annotated[Text, Field(description="days such as 7, or 48 hours", examples=["7 days"])]
Day = Annotated[
    Text,
    Field(
        description="a day such as 2027-03-31 (until its end, UTC), or a date with a time",
        examples=["2027-03-31"],
    ),
]
Number = Annotated[int, Field(ge=1, le=32, description="a milestone, counted from 1", examples=[1])]
Note = Annotated[str, Field(max_length=20_000, examples=["Two photographs and the plan."])]
Salt = Annotated[str, Field(default_factory=new_salt, pattern=r"^0x[0-9a-f]{64}$")]
Signature = Annotated[str, Field(pattern=r"^0x([0-9a-fA-F]{2}){65,768}$", examples=["0x" + "1b" * 65])]
Nonce = Annotated[int, Field(ge=0, lt=2**256)]
Paper = dict[str, Any]


class DraftMilestone(BaseModel):
    """One milestone as people write it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=120)
    text: str = Field(default="", max_length=8_000)
    amount: Amount
    due: Day


class DraftPayee(BaseModel):
    """Somebody of the team and the share of each payment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: Who
    share: Part


class DraftIntent(Intent):
    """Write down a job: what is done, until when, for how much, and what happens when nobody answers."""

    title: str = Field(min_length=1, max_length=120)
    text: str = Field(default="", max_length=20_000)
    client: Who
    worker: Who
    milestones: list[DraftMilestone] = Field(min_length=1, max_length=32)
    team: list[DraftPayee] = Field(
        default_factory=list,
        max_length=16,
        description="all who are paid, the worker first; else the worker alone",
    )
    currency: Text = Field(default="", description="empty for the chain's coin, else a token's address")
    arbiter: Text = ""
    fallback_arbiter: Text = ""
    review: Span = "7 days"
    grace: Span = "2 days"
    answer: Span = "7 days"
    fee_cap: Part = "5"
    worker_share: Part = "50"
    change_rounds: int = Field(default=2, ge=0, le=63)
    open_by: Text = Field(default="", description="the last day to open; empty is seven days from now")
    replaces: Id | None = None
    salt: Salt


class AcceptDraftIntent(Intent):
    """Sign the terms of a draft, so that the client can open it as a bound agreement."""

    draft: Id
    by: Text = ""


class OpenIntent(Intent):
    """Lock the money for a draft: `draft` names it on a node that keeps it, `paper` is the draft itself."""

    draft: Id | None = None
    paper: Paper | None = None
    by: Text = ""
    bound: bool = Field(default=True, description="use the worker's signature where there is one")


class StepIntent(Intent):
    """Any step on an agreement. `signed` makes something to sign that another person sends, for a `tip`."""

    agreement: Id
    by: Text = Field(default="", description="the account that acts; checked when given")
    signed: bool = False
    tip: Amount = "0"
    deadline: Text = Field(default="", description="until when a signature counts; empty is seven days")


class MilestoneIntent(StepIntent):
    """A step on one milestone."""

    milestone: Number = 1


class SubmitIntent(MilestoneIntent):
    """Deliver a milestone: a note with links, of which only the digest goes on the chain."""

    note: Note = ""
    links: list[Annotated[str, Field(max_length=500)]] = Field(default_factory=list, max_length=20)
    salt: Salt


class RequestChangesIntent(MilestoneIntent):
    """Ask for changes: say what is missing."""

    note: Note = Field(min_length=1)
    salt: Salt


class ExtendIntent(MilestoneIntent):
    """Give the other side more time."""

    until: Day


class ReleaseIntent(MilestoneIntent):
    """Pay a milestone; without an amount all that is left of it."""

    amount: Text = Field(default="", description="empty is all that is left")


class GiveBackIntent(StepIntent):
    """Return what is locked for some milestones; without numbers for all that have not ended."""

    milestones: list[Number] = Field(default_factory=list, max_length=32)


class OfferToPartIntent(StepIntent):
    """Sign an offer to end everything with a split of what is left."""

    to_worker: Text = Field(default="", description="an amount for the worker; the client has the rest")
    share: Text = Field(default="", description="or a percentage for the worker")


class PartIntent(Intent):
    """Carry out a split that the other side has signed; without a signature the one handed over is taken."""

    agreement: Id
    by: Who
    to_worker: Text = ""
    signature: Signature | None = None
    nonce: Nonce = 0
    deadline: int = Field(default=0, ge=0, lt=2**40)


class DisputeIntent(MilestoneIntent):
    """Ask for a ruling on one milestone: say what is wrong."""

    note: Note = Field(min_length=1)
    salt: Salt


class RuleIntent(MilestoneIntent):
    """Divide a disputed milestone, with reasons."""

    share: Part
    fee: Amount = "0"
    note: Note = Field(min_length=1)
    salt: Salt


class WithdrawIntent(Intent):
    """Take what was credited because it could not be sent."""

    by: Who
    to: Text = Field(default="", description="where it goes; empty is the account itself")
    currency: Text = ""


class RelayIntent(Intent):
    """Send what somebody else signed: the typed data as it was signed, and the signature."""

    agreement: Id
    name: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]{2,20}$")]
    by: Who
    values: list[Annotated[str, Field(pattern=r"^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$")]] = Field(
        default_factory=list, max_length=4
    )
    tip: Annotated[str, Field(pattern=r"^[0-9]{1,39}$")] = "0"
    nonce: Annotated[str, Field(pattern=r"^[0-9]{1,77}$")]
    deadline: int = Field(ge=0, lt=2**40)
    signature: Signature


class RevokeIntent(Intent):
    """Make a signature worthless that nobody has sent yet."""

    nonce: Annotated[str, Field(pattern=r"^[0-9]{1,77}$")]
