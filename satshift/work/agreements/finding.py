"""What plans may find on a desk that answers from rows and papers: drafts, and signatures that still count."""

from sqlalchemy import select

from satshift.kernel.errors import NotFound
from satshift.kernel.words import say
from satshift.work.agreements import papers
from satshift.work.agreements.papers import Draft, Signed
from satshift.work.agreements.standing import StoreDesk
from satshift.work.agreements.tables import SIGNATURES


class TimedDesk(StoreDesk):
    """A desk that answers from rows and knows the time."""

    @property
    def now(self) -> int:
        """Seconds since 1970."""
        raise NotImplementedError


def draft_from_store(desk: StoreDesk, digest: str) -> Draft:
    """A draft that was handed in."""
    return papers.draft(desk.store, digest)


def signed_from_store(desk: TimedDesk, key: str) -> Signed:
    """The newest signature that still counts; `key` is name:agreement:signer."""
    name, agreement, signer = key.split(":")
    for signed in papers.handed(desk.store, agreement, name):
        if signed.signer == signer and signed.deadline >= desk.now and not _is_spent(desk, signed):
            return signed
    raise NotFound(
        "signature-unknown",
        say("{signer} has handed over no signature that counts now. Ask them to sign."),
        signer=signer,
    )


def _is_spent(desk: StoreDesk, signed: Signed) -> bool:
    found = select(SIGNATURES.c.tx).where(
        SIGNATURES.c.who == signed.signer, SIGNATURES.c.nonce == str(signed.nonce)
    )
    with desk.store.read() as connection:
        return connection.scalar(found) is not None
