"""Plans beside the work: take a credit, send what somebody else signed, revoke a signature."""

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid, Refused
from satshift.kernel.shape import Desk, Moment, Money, Plan
from satshift.kernel.words import say
from satshift.work.agreements import units
from satshift.work.agreements.contract import Consent
from satshift.work.agreements.intents import RelayIntent, RevokeIntent, WithdrawIntent
from satshift.work.agreements.planning import FINAL, acting, find, main, signable, snake, twin
from satshift.work.agreements.standing import Credit
from satshift.work.agreements.typed import MIDDLES, signer_of, type_hash

ELSEWHERE = frozenset({"Open", "Part", "Withdraw"})  # the twin has functions of their own for these


def withdraw(intent: WithdrawIntent, desk: Desk) -> Plan:
    """Take what was credited because it could not be sent."""
    by = acting(intent.by, NOBODY)
    currency = units.field("currency", units.address, intent.currency)
    to = units.field("to", units.address, intent.to)
    to = by if to == NOBODY else to
    credit = desk.find(Credit, f"{by}:{currency}")
    if credit.amount == 0:
        raise Refused(
            "payout-nothing-credited",
            say("Nothing waits for this account. What was paid has arrived already."),
        )
    return Plan(
        says=say("Take {amount} that could not be sent before; it goes to {to}."),
        undo=FINAL,
        calls=(main(desk).withdraw(currency, to),),
        to=(to,),
        values={"amount": Money(credit.amount, currency), "to": to},
    )


def relay(intent: RelayIntent, desk: Desk) -> Plan:
    """Send for a party what the party signed; a tip, if there is one, is yours."""
    agreement = find(desk, intent.agreement)
    terms, by = agreement.terms, acting(intent.by, NOBODY)
    values = _values(intent)
    consent = Consent(int(intent.tip), int(intent.nonce), intent.deadline, intent.signature)
    if consent.deadline < desk.now:
        raise Invalid("consent-too-late", say("The signature has expired. Ask for a new one."))
    typed = signable(desk, terms, intent.name, by, values, consent)
    _check_signer(by, signer_of(typed, intent.signature))
    numbers = [int(value, 16) if isinstance(value, str) else value for value in values]
    call = twin(desk).relay(main(desk).address, type_hash(intent.name), by, terms, numbers, consent)
    return Plan(
        says=say("Send for {by} what they signed: {step}. It counts until {until}; {tip} is for you."),
        undo=FINAL,
        calls=(call,),
        values={
            "agreement": terms.id,
            "by": by,
            "step": snake(intent.name).replace("_", " "),
            "until": Moment(consent.deadline),
            "tip": Money(consent.tip, terms.currency),
        },
    )


def revoke(intent: RevokeIntent, desk: Desk) -> Plan:
    """Make a signature worthless that nobody has sent yet."""
    return Plan(
        says=say("Revoke the signature with the number {nonce}. Nobody can use it any more."),
        undo=FINAL,
        calls=(twin(desk).revoke(int(intent.nonce)),),
        values={"nonce": intent.nonce},
    )


def _values(intent: RelayIntent) -> list[int | str]:
    """The signed values as typed data has them: digests as text, all else as numbers."""
    if intent.name not in MIDDLES or intent.name in ELSEWHERE:
        unknown = say("A signature for “{name}” can’t be sent this way.")
        raise Invalid("relay-unknown", unknown, {"name": unknown.format(name=intent.name)}, name=intent.name)
    kinds = [kind for kind, _ in MIDDLES[intent.name][1:]]
    if len(kinds) != len(intent.values):
        wrong = say("“{name}” takes {count} values.")
        told = {"name": intent.name, "count": len(kinds)}
        raise Invalid("relay-values", wrong, {"values": wrong.format_map(told)}, **told)
    return [
        _digest(value) if kind == "bytes32" else int(value, 16 if value.startswith("0x") else 10)
        for kind, value in zip(kinds, intent.values, strict=True)
    ]


def _digest(value: str) -> str:
    if not value.startswith("0x"):
        value = hex(int(value))
    return "0x" + value[2:].lower().zfill(64)


def _check_signer(by: Address, signer: Address) -> None:
    if by != signer:
        wrong = say("The signature is not from {by}. Ask them to sign again.")
        raise Invalid("consent-not-their-signature", wrong, {"signature": wrong.format(by=by)}, by=by)
