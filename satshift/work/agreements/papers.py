"""Papers: documents people hand in, known by the digest of their canonical form, and signatures they hand over."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from eth_utils.crypto import keccak
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, insert, select

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid, NotFound
from satshift.kernel.words import say
from satshift.store import AddressText, HashText, Store, Wei
from satshift.store.images import canonical
from satshift.work.agreements.terms import Milestone, Payee, Terms

MOST_BYTES = 64_000  # one paper
metadata = MetaData()

PAPERS = Table(
    "papers",
    metadata,
    Column("digest", HashText(), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("body", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("replaces", HashText(), index=True),
    Column("at", BigInteger, nullable=False),
)

HANDED = Table(
    "handed_signatures",
    metadata,
    Column("agreement", HashText(), primary_key=True),
    Column("name", String(20), primary_key=True),
    Column("signer", AddressText(), primary_key=True),
    Column("nonce", String(78), primary_key=True),
    Column("tip", Wei, nullable=False),
    Column("deadline", BigInteger, nullable=False),
    Column("values", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("handed_by_agreement", "agreement", "name"),
)
TABLES = (PAPERS, HANDED)

Hash = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]
Account = Annotated[str, Field(pattern=r"^0x[0-9a-f]{40}$")]
Whole = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,38})$")]
Seconds = Annotated[int, Field(ge=0, lt=2**40)]


class Paper(BaseModel):
    """What every paper has. The salt keeps its digest from being guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    salt: Hash


class PaperPayee(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    account: Account
    share_ppm: int = Field(ge=0, le=1_000_000)


class PaperMilestone(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1, max_length=120)
    text: str = Field(default="", max_length=8_000)
    amount: Whole  # wei
    due: Seconds


class Draft(Paper):
    """Written terms: what people read, and beside it what the contract keeps, so that the digest binds both."""

    kind: Literal["draft"] = "draft"
    title: str = Field(min_length=1, max_length=120)
    text: str = Field(default="", max_length=20_000)
    chain_id: int = Field(ge=1, lt=2**53)
    client: Account
    currency: Account
    arbiter: Account
    fallback_arbiter: Account
    review_for_seconds: Seconds
    grace_for_seconds: Seconds
    answer_for_seconds: Seconds
    fee_cap_ppm: int = Field(ge=0, le=1_000_000)
    worker_share_ppm: int = Field(ge=0, le=1_000_000)
    change_rounds: int = Field(ge=0, le=63)
    open_by: Seconds
    payees: list[PaperPayee] = Field(min_length=1, max_length=16)
    milestones: list[PaperMilestone] = Field(min_length=1, max_length=32)
    replaces: Hash | None = None

    def terms(self) -> Terms:
        """What the contract keeps, with the digest of all this."""
        named: dict[str, Any] = {name: getattr(self, name) for name in SPANS}
        named |= {name: Address(getattr(self, name)) for name in PEOPLE}
        return Terms(
            **named,
            digest=digest_of(as_paper(self)),
            payees=tuple(Payee(Address(each.account), each.share_ppm) for each in self.payees),
            milestones=tuple(Milestone(int(each.amount), each.due) for each in self.milestones),
        )


PEOPLE = ("client", "currency", "arbiter", "fallback_arbiter")
SPANS = (
    "review_for_seconds",
    "grace_for_seconds",
    "answer_for_seconds",
    "fee_cap_ppm",
    "worker_share_ppm",
    "change_rounds",
    "open_by",
)


class Note(Paper):
    """A text about one milestone: a delivery, reasons for changes, a statement, the reasons of a ruling."""

    kind: Literal["delivery", "changes", "statement", "ruling"]
    agreement: Hash
    milestone: int = Field(ge=1, le=32)  # counted from one, as people do
    text: str = Field(max_length=20_000)
    links: list[Annotated[str, Field(max_length=500)]] = Field(default_factory=list, max_length=20)


AnyPaper = Annotated[Draft | Note, Field(discriminator="kind")]
READ: TypeAdapter[Draft | Note] = TypeAdapter(AnyPaper)


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper as it is kept."""

    digest: str
    paper: Draft | Note
    at: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature somebody handed over: for Accept of a draft's terms, or for Part."""

    agreement: str
    name: str
    signer: Address
    nonce: int
    tip: int
    deadline: int
    values: tuple[int, ...]
    signature: str
    at: int = 0


def new_salt() -> str:
    return "0x" + secrets.token_hex(32)


def digest_of(paper: Mapping[str, Any]) -> str:
    """keccak256 of the canonical form: sorted keys, no spaces, UTF-8."""
    return "0x" + keccak(_encoded(paper)).hex()


def as_paper(paper: Draft | Note) -> dict[str, Any]:
    """The paper as plain JSON, without what was left out."""
    return paper.model_dump(mode="json", exclude_none=True)


def read(paper: Mapping[str, Any]) -> Draft | Note:
    """A paper that keeps the rules of its kind; raises Invalid with a sentence for each field."""
    if len(_encoded(paper)) > MOST_BYTES:
        raise Invalid(
            "paper-too-large",
            say("A paper holds at most {most} bytes. Shorten it, or put the rest elsewhere and link to it."),
            most=MOST_BYTES,
        )
    try:
        return READ.validate_python(dict(paper))
    except ValidationError as error:
        fields = {".".join(str(part) for part in each["loc"]): each["msg"] for each in error.errors()}
        raise Invalid("paper-invalid", say("This paper can't be kept as it is."), fields) from None


def put(store: Store, paper: Mapping[str, Any]) -> Kept:
    """Keep a paper; keeping it twice changes nothing."""
    checked = read(paper)
    plain = as_paper(checked)
    digest = digest_of(plain)
    try:
        return get(store, digest)
    except NotFound:
        body = canonical(plain)
    values = {"digest": digest, "kind": checked.kind, "body": body, "size": len(body.encode())}
    replaces = checked.replaces if isinstance(checked, Draft) else None
    with store.papers() as connection:
        if connection.scalar(select(PAPERS.c.at).where(PAPERS.c.digest == digest)) is None:
            connection.execute(insert(PAPERS).values(**values, replaces=replaces, at=int(time.time())))
    return get(store, digest)


def get(store: Store, digest: str) -> Kept:
    """The paper with this digest; raises NotFound."""
    with store.read() as connection:
        row = connection.execute(select(PAPERS).where(PAPERS.c.digest == digest.lower())).mappings().first()
    if row is None:
        raise NotFound(
            "paper-unknown",
            say("This node keeps no paper with the digest {digest}. Ask whoever wrote it to hand it in."),
            digest=digest,
        )
    return Kept(row["digest"], READ.validate_python(json.loads(row["body"])), row["at"])


def get_some(store: Store, digests: Sequence[str]) -> dict[str, Kept]:
    """Those of the papers that this node keeps, by digest."""
    if not digests:
        return {}
    with store.read() as connection:
        rows = connection.execute(select(PAPERS).where(PAPERS.c.digest.in_(digests))).mappings().all()
    return {
        row["digest"]: Kept(row["digest"], READ.validate_python(json.loads(row["body"])), row["at"])
        for row in rows
    }


def draft(store: Store, digest: str) -> Draft:
    """The draft with this digest; raises NotFound where it is another kind of paper."""
    paper = get(store, digest).paper
    if not isinstance(paper, Draft):
        raise NotFound("draft-unknown", say("The paper {digest} is no draft."), digest=digest)
    return paper


def counters(store: Store, digest: str) -> tuple[str, ...]:
    """Drafts that were written to replace this one, oldest first."""
    with store.read() as connection:
        found = (
            select(PAPERS.c.digest).where(PAPERS.c.replaces == digest).order_by(PAPERS.c.at, PAPERS.c.digest)
        )
        return tuple(connection.scalars(found))


def hand_over(store: Store, signed: Signed) -> None:
    """Keep a signature that was checked; the same one twice changes nothing."""
    key = {"agreement": signed.agreement, "name": signed.name, "signer": signed.signer}
    where = [HANDED.c[name] == value for name, value in key.items()]
    with store.papers() as connection:
        if connection.execute(select(HANDED.c.at).where(*where, HANDED.c.nonce == str(signed.nonce))).first():
            return
        connection.execute(
            insert(HANDED).values(
                **key,
                nonce=str(signed.nonce),
                tip=signed.tip,
                deadline=signed.deadline,
                values=",".join(str(value) for value in signed.values),
                signature=signed.signature,
                at=int(time.time()),
            )
        )


def handed(store: Store, agreement: str, name: str) -> tuple[Signed, ...]:
    """Signatures handed over for an agreement, newest first."""
    found = select(HANDED).where(HANDED.c.agreement == agreement, HANDED.c.name == name)
    with store.read() as connection:
        rows = connection.execute(found.order_by(HANDED.c.at.desc(), HANDED.c.nonce)).mappings().all()
    return tuple(
        Signed(
            agreement=row["agreement"],
            name=row["name"],
            signer=Address(row["signer"]),
            nonce=int(row["nonce"]),
            tip=row["tip"],
            deadline=row["deadline"],
            values=tuple(int(value) for value in row["values"].split(",") if value),
            signature=row["signature"],
            at=row["at"],
        )
        for row in rows
    )


def _encoded(paper: Mapping[str, Any]) -> bytes:
    try:
        return canonical(paper).encode("utf-8")
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError) as error:
        raise Invalid(
            "paper-unreadable", say("This paper is not plain JSON text. Write it again.")
        ) from error
