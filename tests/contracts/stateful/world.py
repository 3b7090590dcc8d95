"""The contract and its model side by side: each step is done to both, and both must come to the same."""

from collections.abc import Callable, Sequence

from satshift.chain.refusals import code_of
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Refused
from satshift.work.agreements.rules import Agreement, Tip
from satshift.work.agreements.terms import TYPE, Terms
from tests.contracts.stateful.books import Books, compare_money, compare_state, refuse
from tests.contracts.stateful.ground import Ground, Log
from tests.contracts.stateful.signed import (
    CONSENT,
    Consent,
    digest_of,
    sign,
    terms_hash,
    twin_call,
    type_hash,
)
from tests.contracts.stateful.words import VERBS, Said, Values, Verb, log

Plan = Callable[[], list[Log]]
Signed = tuple[Consent, bool]  # and is it what the signer meant
UNSIGNED: Signed = (Consent(), False)


class World:
    """Several agreements at once, in the coin and in a token."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.books = Books()
        self.steps = self.agreed = 0  # calls that were compared; and of those, how many were not refused
        self.currencies = (NOBODY, ground.token)
        for who in ground.who.values():
            for currency in self.currencies:
                self.books.balances[who, currency] = ground.balance(who, currency)

    # What a step may be.

    def call(self, verb: Verb, id: str, who: Address, values: Values) -> bool:
        """A party calls the contract."""
        terms = self.books.agreements[id].terms

        def plan() -> list[Log]:
            if verb.is_twin:
                refuse("agreement-both-have-to-sign")
            return self._move(verb, id, who, values, None)

        return self._try(who, self.ground.agreement, verb.call(terms, values), 0, plan, (terms,))

    def relay(
        self, verb: Verb, id: str, by: Address, values: Values, sender: Address, signed: Signed
    ) -> bool:
        """Somebody sends what a party signed."""
        terms = self.books.agreements[id].terms
        consent, is_good = signed

        def plan() -> list[Log]:
            who = by
            if verb.name == "accept":
                who = terms.worker
                self._no_tip(consent)
            logs = [self._spend(verb.name, id, who, consent, is_good and by == who)]
            if verb.name == "settle" and by != terms.worker:
                refuse("agreement-twin-not-the-worker")
            if verb.name == "settle" and consent.tip and len(terms.payees) > 1:
                refuse("agreement-twin-the-team-s-money")
            if not verb.tips:
                self._no_tip(consent)
            return logs + self._move(verb, id, who, values, Tip(sender, consent.tip))

        kinds = ("address", "bytes32", "address", TYPE, "uint256[4]", CONSENT)
        padded = (*values, 0, 0, 0, 0)[:4]
        args = (self.ground.agreement, type_hash(verb.name), by, terms.packed(), padded, consent.packed)
        return self._try(sender, self.ground.twin, twin_call("relay", kinds, args), 0, plan, (terms,))

    def part(self, id: str, values: Values, sender: Address, worker: Signed, client: Signed) -> bool:
        """One side or a third sends what both agreed on."""
        terms = self.books.agreements[id].terms

        def plan() -> list[Log]:
            logs, tip = [], 0
            if sender != terms.worker:
                logs.append(self._spend("part", id, terms.worker, *worker))
                tip = worker[0].tip
            if sender != terms.client:
                logs.append(self._spend("part", id, terms.client, *client))
                if sender != terms.worker and client[0].tip != tip:
                    refuse("agreement-twin-two-tips")
                tip = client[0].tip
            return logs + self._move(VERBS["part"], id, sender, values, Tip(sender, tip))

        kinds = ("address", TYPE, "uint256", "uint256", CONSENT, CONSENT)
        args = (self.ground.agreement, terms.packed(), *values, worker[0].packed, client[0].packed)
        return self._try(sender, self.ground.twin, twin_call("part", kinds, args), 0, plan, (terms,))

    def open(self, terms: Terms, who: Address, sent: int) -> bool:
        """Somebody calls the contract with the money."""
        data = twin_call("open", (TYPE,), (terms.packed(),))
        plan = lambda: self._open(terms, who, who, sent)  # noqa: E731
        return self._try(who, self.ground.agreement, data, sent, plan, (terms,))

    def open_signed(self, terms: Terms, sender: Address, sent: int, worker: Signed, client: Signed) -> bool:
        """The client sends what the worker signed, or somebody pays for the client, or both."""
        kinds = ("address", TYPE, CONSENT, CONSENT)
        args = (self.ground.agreement, terms.packed(), worker[0].packed, client[0].packed)

        def plan() -> list[Log]:
            logs = []
            if sender != terms.client:
                self._no_tip(client[0])
                logs.append(self._spend("open", terms.id, terms.client, *client))
            logs += self._open(terms, terms.client, sender, sent)
            if worker[0].signature:
                self._no_tip(worker[0])
                logs.append(self._spend("accept", terms.id, terms.worker, *worker))
                logs += self._move(VERBS["accept"], terms.id, terms.worker, (), None)
            return logs

        return self._try(sender, self.ground.twin, twin_call("open", kinds, args), sent, plan, (terms,))

    def withdraw(self, who: Address, currency: Address, to: Address) -> bool:
        data = twin_call("withdraw", ("address", "address"), (currency, to))
        plan = lambda: self._withdraw(who, currency, to, None)  # noqa: E731
        return self._try(who, self.ground.agreement, data, 0, plan, ())

    def withdraw_signed(
        self, by: Address, currency: Address, to: Address, sender: Address, signed: Signed
    ) -> bool:
        kinds = ("address", "address", "address", "address", CONSENT)
        args = (self.ground.agreement, by, currency, to, signed[0].packed)

        def plan() -> list[Log]:
            logs = [self._spend("withdraw", "0x00", by, *signed)]
            return logs + self._withdraw(by, currency, to, Tip(sender, signed[0].tip))

        return self._try(sender, self.ground.twin, twin_call("withdraw", kinds, args), 0, plan, ())

    def revoke(self, who: Address, nonce: int) -> bool:
        def plan() -> list[Log]:
            if (who, nonce) in self.books.spent:
                refuse("consent-used-already")
            self.books.spent.add((who, nonce))
            return [log(self.ground.twin, "Revoked", who, nonce)]

        return self._try(who, self.ground.twin, twin_call("revoke", ("uint256",), (nonce,)), 0, plan, ())

    def turn(self, who: Address, currency: Address, refuses: bool) -> None:
        """From now on an account takes a currency, or refuses it."""
        self.ground.refuse(who, currency, refuses)
        (self.books.refusing.add if refuses else self.books.refusing.discard)((who, currency))

    def consent(
        self, action: str, by: Address, subject: bytes, values: Values, consent: Consent, signer: Address
    ) -> Consent:
        """What `by` would sign, signed by `signer`."""
        digest = digest_of(self.ground, action, by, subject, values, consent)
        signature = sign(self.ground, self.ground.name[signer], digest)
        return Consent(consent.tip, consent.nonce, consent.deadline, signature)

    def subject(self, action: str, terms: Terms) -> bytes:
        return terms_hash(terms) if action == "accept" else bytes.fromhex(terms.id[2:])

    # What it does to the model.

    def _move(self, verb: Verb, id: str, who: Address, values: Values, tip: Tip | None) -> list[Log]:
        before = self.books.agreements[id]
        after, payments = verb.move(before, who, self.ground.now, values, tip)
        self.books.agreements[id] = after
        said = self._said(id, verb.says(before, after, who, self.ground.now, values))
        credited = self.books.pay(self.ground.agreement, payments, before.terms.currency)
        if verb.name == "part" and tip and tip.amount and payments[0][0] == tip.to:
            is_credited = (tip.to, before.terms.currency) in self.books.refusing
            return [*credited[:is_credited], said, *credited[is_credited:]]
        return [said, *credited]

    def _said(self, id: str, said: Said) -> Log:
        return log(self.ground.agreement, said[0], id, *said[1])

    def _open(self, terms: Terms, who: Address, payer: Address, sent: int) -> list[Log]:
        offered = self.books.agreements.get(terms.id, Agreement(terms)).open(who, self.ground.now, sent)
        self.books.agreements[terms.id] = offered
        self.books.balances[payer, terms.currency] -= terms.total
        client, *rest = terms.packed()
        return [log(self.ground.agreement, "Opened", terms.id, client, *rest)]

    def _withdraw(self, who: Address, currency: Address, to: Address, tip: Tip | None) -> list[Log]:
        books, contract = self.books, self.ground.agreement
        amount = books.credits.owed.get((who, currency), 0)
        books.credits, payments = books.credits.withdraw(who, currency, to, tip)
        tipped = books.pay(contract, payments[:-1], currency)
        if (to, currency) in books.refusing:
            refuse("moody-not-today" if currency == NOBODY else "payout-the-token-refused")
        books.pay(contract, payments[-1:], currency)
        return [log(contract, "Withdrawn", who, currency, to, amount), *tipped]

    def _no_tip(self, consent: Consent) -> None:
        if consent.tip:
            refuse("agreement-twin-no-tip-from-this")

    def _spend(self, action: str, id: str, by: Address, consent: Consent, is_good: bool) -> Log:
        self.books.spend(self.ground.now, by, consent, is_good)
        said = (id, by, type_hash(action), consent.nonce, consent.tip)
        return log(self.ground.twin, "Relayed", *said)

    # And to both.

    def _try(
        self, sender: Address, to: Address, data: bytes, value: int, plan: Plan, touched: Sequence[Terms]
    ) -> bool:
        """Do it to the model and to the contract; answer if it was agreed to."""
        self.steps += 1
        before = self.books
        self.books = before.copy()
        try:
            logs, refusal = plan(), None
        except Refused as refused:
            logs, refusal = [], refused.code
            self.books = before
        done = self.ground.send(sender, to, data, value)
        found = None if done.refusal is None else code_of(done.refusal)
        assert found == refusal, f"the contract: {done.refusal}, the model: {refusal}"
        assert [*done.logs] == logs
        self.agreed += refusal is None
        self._compare(touched)
        return refusal is None

    def _compare(self, touched: Sequence[Terms]) -> None:
        for terms in touched:
            compare_state(self.ground, self.books.agreements.get(terms.id, Agreement(terms)))
            people = {payee.account for payee in terms.payees} & self.ground.name.keys()
            if terms.currency in self.currencies:
                compare_money(self.ground, self.books, people | {terms.client}, terms.currency)
        if not touched or self.steps % 16 == 0:
            self.compare_all()

    def compare_all(self) -> None:
        for agreement in self.books.agreements.values():
            compare_state(self.ground, agreement)
        for currency in self.currencies:
            compare_money(self.ground, self.books, self.ground.name, currency)
        assert all(self.ground.is_spent(*each) for each in self.books.spent)
