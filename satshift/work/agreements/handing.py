"""Takes a signature that a page asked for: checks whose it is, and keeps it for whoever sends it."""

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid
from satshift.kernel.shape import Plan
from satshift.kernel.words import say
from satshift.web import House
from satshift.work.agreements import papers
from satshift.work.agreements.terms import Terms
from satshift.work.agreements.typed import MIDDLES, signer_of

NOT_YOURS = say("This signature was not made by {who}. Sign with that account.")


def keep(house: House, plan: Plan, terms: Terms, who: Address, signature: str) -> None:
    """Keep the signature of `who` over the typed data of `plan`; raises Invalid when it is another's."""
    typed = plan.sign
    assert typed is not None, "only plans with something to sign come here"
    if signer_of(typed, signature) != who:
        raise Invalid("signature-of-another", NOT_YOURS, {"signature": NOT_YOURS}, who=who)
    names = [name for _, name in MIDDLES[typed.primary] if name not in ("agreement", "terms")]
    signed = papers.Signed(
        agreement=terms.id,
        name=typed.primary,
        signer=who,
        nonce=typed.message["nonce"],
        tip=typed.message["tip"],
        deadline=typed.message["deadline"],
        values=tuple(typed.message[name] for name in names),
        signature=signature,
    )
    papers.hand_over(house.store, signed)
