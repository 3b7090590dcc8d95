"""Signatures that programs hand over: checked against what was to be signed before they are kept."""

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid
from satshift.kernel.shape import Desk, TypedData
from satshift.kernel.words import say
from satshift.store import Store
from satshift.work.agreements import papers
from satshift.work.agreements.contract import Consent
from satshift.work.agreements.papers import Signed
from satshift.work.agreements.planning import bench, clearly, find, nonce_for
from satshift.work.agreements.rules import Agreement
from satshift.work.agreements.typed import signer_of

NOT_THEIRS = say("The signature is not from {by}, or is for something else. Sign again with that account.")


def hand_over_accept(store: Store, desk: Desk, digest: str, signature: str) -> Signed:
    """Keep the worker's signature over the terms of a draft."""
    terms = papers.draft(store, digest).terms()
    terms.check(desk.now)
    with clearly():
        Agreement(terms).open(terms.client, desk.now)
    nonce = nonce_for(terms.id, "Accept", (), terms.open_by)
    consent = Consent(0, nonce, terms.open_by, signature)
    _check(bench(desk).accept(terms, consent), terms.worker, signature)
    return _keep(store, Signed(terms.id, "Accept", terms.worker, nonce, 0, terms.open_by, (), signature))


def hand_over_part(
    store: Store, desk: Desk, id: str, *, by: Address, to_worker: int, deadline: int, signature: str
) -> Signed:
    """Keep one side's signature over a split of all that is left."""
    agreement = find(desk, id)
    terms = agreement.terms
    if by not in (terms.client, terms.worker):
        who = say("Only the client or the worker may do this. Use the account of one of them.")
        raise Invalid("part-not-a-party", who, {"by": who})
    if not desk.now < deadline < 2**40:
        past = say("This moment has passed. Choose a later one.")
        raise Invalid("deadline-past", past, {"deadline": past})
    sums = (to_worker, agreement.held - to_worker)
    if sums[1] < 0:
        above = say("Less than that is locked. Choose a smaller amount.")
        raise Invalid("amount-above-locked", above, {"to_worker": above})
    with clearly():
        agreement.part(True, *sums)
    nonce = nonce_for(terms.id, "Part", sums, deadline)
    consent = Consent(0, nonce, deadline, signature)
    _check(bench(desk).part(terms, by, *sums, consent), by, signature)
    return _keep(store, Signed(terms.id, "Part", by, nonce, 0, deadline, sums, signature))


def _check(typed: TypedData, by: Address, signature: str) -> None:
    if signer_of(typed, signature) != by:
        raise Invalid("signature-not-theirs", NOT_THEIRS, {"signature": NOT_THEIRS.format(by=by)}, by=by)


def _keep(store: Store, signed: Signed) -> Signed:
    papers.hand_over(store, signed)
    return signed
