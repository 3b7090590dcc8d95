"""One move at a time in a world of agreements: what the state machine, the invariants and the mutants all play."""

from dataclasses import replace
from random import Random

from satshift.kernel.address import NOBODY, Address
from satshift.work.agreements.rules import Agreement, Stage, Status
from satshift.work.agreements.terms import Terms
from tests.contracts.stateful import drawing
from tests.contracts.stateful.ground import CODED, KEYED, Ground
from tests.contracts.stateful.signed import Consent
from tests.contracts.stateful.words import VERBS, Values, Verb
from tests.contracts.stateful.world import UNSIGNED, Signed, World

MOST = 6  # agreements that live at once


class Play(World):
    """A world whose moves are drawn by dice."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.number = 0
        self.nonce = 0

    def alive(self) -> list[Agreement]:
        return [each for each in self.books.agreements.values() if each.status is not Status.ENDED]

    def move(self, dice: Random) -> bool:
        """Any of the moves below, as often as it is worth."""
        moves = ((self.begin, 2), (self.likely, 9), (self.signed, 4), (self.anything, 4), (self.leave, 1))
        rest = ((self.take_credit, 2), (self.mood, 2), (self.spoil, 1), (self.odd, 1), (self.again, 1))
        names, weights = zip(*moves, *rest, strict=True)
        return bool(dice.choices(names, weights)[0](dice))

    # Opening.

    def begin(self, dice: Random) -> bool:
        """Open an agreement by one of the ways there are."""
        if len(self.alive()) >= MOST:
            return self.likely(dice)
        self.number += 1
        return self._offer(dice, drawing.terms(dice, self.ground, self.number))

    def again(self, dice: Random) -> bool:
        """Open what was opened before."""
        if not self.books.agreements:
            return self.begin(dice)
        return self._offer(dice, dice.choice([*self.books.agreements.values()]).terms)

    def spoil(self, dice: Random) -> bool:
        """Open what should not be."""
        self.number += 1
        good = drawing.terms(dice, self.ground, self.number)
        return self._offer(dice, drawing.spoiled(dice, good, self.ground.now))

    def _offer(self, dice: Random, terms: Terms) -> bool:
        coin = terms.total if terms.currency == NOBODY else 0
        sent = coin if dice.random() < 0.93 else max(0, coin + dice.choice((-1, 1)))
        way = dice.randrange(6)
        if way < 2:
            return self.open(terms, terms.client, sent)
        if way == 2:
            return self.open(terms, self._somebody(dice, terms), sent)
        sender = terms.client if way == 3 else self._somebody(dice, terms)
        worker = self.sign(dice, "accept", terms, terms.worker, (), 0) if dice.random() < 0.6 else UNSIGNED
        client = self.sign(dice, "open", terms, terms.client, (), 0)
        return self.open_signed(terms, sender, sent, worker, client)

    # Stepping.

    def likely(self, dice: Random) -> bool:
        """A party calls something that should go well."""
        verb, agreement, who, values = self._draw_likely(dice)
        if verb is None:
            return self.begin(dice)
        return self.call(verb, agreement.terms.id, who, values)

    def signed(self, dice: Random) -> bool:
        """Somebody sends something that should go well, or what both signed to part."""
        verb, agreement, who, values = self._draw_likely(dice)
        if verb is None:
            return self.begin(dice)
        if dice.random() < 0.06:
            return self.parting(dice, agreement)
        if verb.name == "split":
            return self.call(verb, agreement.terms.id, who, values)
        if verb.name == "settle" and dice.random() < 0.9:
            who = agreement.terms.worker
        return self._relay(dice, verb, agreement, who, values)

    def anything(self, dice: Random) -> bool:
        """Anybody calls or has somebody send anything."""
        if not self.books.agreements:
            return self.begin(dice)
        agreement = dice.choice(self.alive() or [*self.books.agreements.values()])
        name, who, values = drawing.anything(dice, agreement, self.ground)
        verb = VERBS[name]
        is_person = who in self.ground.name and self.ground.name[who] in (*KEYED, *CODED)
        if dice.random() < 0.7 or not is_person:
            return self.call(verb, agreement.terms.id, who, values)
        if verb.signed and not verb.is_twin:
            return self._relay(dice, verb, agreement, who, values)
        return self.parting(dice, agreement)

    def _draw_likely(self, dice: Random) -> tuple[Verb | None, Agreement, Address, Values]:
        """A verb that should go well, perhaps after some time."""
        if dice.random() < 0.3:
            self.wait(dice)
        alive = self.alive()
        if not alive:
            return None, Agreement(drawing.terms(dice, self.ground, 0)), NOBODY, ()
        agreement = dice.choice(alive)
        tries = drawing.likely(dice, agreement, self.ground.now, self.ground.who["stranger"])
        # Who does not exist, such as a fallback arbiter that was not named, does nothing.
        name, who, values = dice.choice([each for each in tries if each[1] != NOBODY])
        return VERBS[name], agreement, who, values

    def _relay(self, dice: Random, verb: Verb, agreement: Agreement, who: Address, values: Values) -> bool:
        terms = agreement.terms
        most = agreement.held if verb.name == "take_back" else _at_stake(agreement, values)
        tip = dice.choice((0, 0, 1, most // 9, most, most + 1)) if verb.tips or dice.random() < 0.05 else 0
        signed = self.sign(dice, verb.name, terms, who, values, tip)
        sender = self._somebody(dice, terms)
        return self.relay(verb, terms.id, who, values, sender, signed)

    def parting(self, dice: Random, agreement: Agreement) -> bool:
        """Both agree on a split, or one of them does not."""
        terms, left = agreement.terms, agreement.held
        tip = dice.choice((0, 0, 1, left // 7, left, left + 1))
        to_worker = dice.randint(0, max(0, left - tip))
        values = (to_worker, max(0, left - tip - to_worker + dice.choice((0, 0, 0, 0, 0, 1))))
        sender = dice.choice((terms.worker, terms.client, self._somebody(dice, terms)))
        theirs = tip if dice.random() < 0.9 else tip + 1
        worker = self.sign(dice, "part", terms, terms.worker, values, tip)
        client = self.sign(dice, "part", terms, terms.client, values, theirs)
        return self.part(terms.id, values, sender, worker, client)

    def sign(self, dice: Random, action: str, terms: Terms, by: Address, values: Values, tip: int) -> Signed:
        """A consent that is mostly good."""
        subject = self.subject(action, terms)
        return self._signed(dice, action, by, subject, values, tip)

    def _signed(
        self, dice: Random, action: str, by: Address, subject: bytes, values: Values, tip: int
    ) -> Signed:
        self.nonce += 1
        now, flaw = self.ground.now, dice.randrange(24)
        deadline = now - 1 if flaw == 0 else dice.choice((now, now + 1, 2**40))
        mine = sorted(nonce for who, nonce in self.books.spent if who == by)
        nonce = dice.choice(mine) if flaw == 1 and mine else self.nonce * dice.choice((1, 1, 1, 2**200))
        draft = Consent(tip, nonce, deadline)
        if self.ground.name.get(by) not in (*KEYED, *CODED):
            return self.consent(action, by, subject, values, draft, self.ground.who["stranger"]), False
        good = self.consent(action, by, subject, values, draft, by)
        if flaw == 2:
            forger = self.ground.who[dice.choice(KEYED)]
            return self.consent(action, by, subject, values, draft, forger), forger == by
        if flaw == 3:
            other = self.consent(action, by, b"\x07" * 32, values, draft, by)
            return other, False
        if flaw == 4:
            return replace(good, tip=tip + 1), False
        if flaw == 5:
            return replace(good, signature=good.signature[:-1]), False
        return good, True

    # Around it.

    def wait(self, dice: Random) -> None:
        self.ground.now = drawing.later(dice, self.books.agreements, self.ground.now)

    def mood(self, dice: Random) -> bool:
        """Somebody takes a currency no more, or again; then a step."""
        currency = dice.choice(self.currencies)
        names = CODED if currency == NOBODY else tuple(self.ground.who)
        self.turn(self.ground.who[dice.choice(names)], currency, dice.random() < 0.6)
        return self.likely(dice)

    def take_credit(self, dice: Random) -> bool:
        """Somebody withdraws, in person or by signature."""
        owed = sorted(self.books.credits.owed)
        currency = dice.choice(self.currencies)
        who = self.ground.who[dice.choice(KEYED)]
        if owed and dice.random() < 0.9:
            who, currency = dice.choice(owed)
        to = self.ground.who[dice.choice(tuple(self.ground.who))]
        if dice.random() < 0.5 or self.ground.name[who].startswith("mate_1"):
            return self.withdraw(who, currency, to)
        amount = self.books.credits.owed.get((who, currency), 0)
        tip = dice.choice((0, 1, amount, amount + 1))
        subject = bytes(12) + bytes.fromhex(currency[2:])
        signed = self._signed(dice, "withdraw", who, subject, (int(to, 16),), tip)
        sender = self._person(dice)
        return self.withdraw_signed(who, currency, to, sender, signed)

    def odd(self, dice: Random) -> bool:
        """Revoke a nonce."""
        nonce = dice.choice((self.nonce, self.nonce + 1, 2**256 - 1))
        return self.revoke(self._person(dice), nonce)

    def leave(self, dice: Random) -> bool:
        """Each party alone brings what it has to an end, then the world goes on as if it had not."""
        alive = self.alive()
        if alive:
            agreement = dice.choice(alive)
            for who in (agreement.terms.client, agreement.terms.worker):
                self.leave_alone(agreement.terms.id, who)
        return True

    def leave_alone(self, id: str, who: Address) -> int:
        """One party ends an agreement with nobody's help; how many seconds it took."""
        snapshot, books, start = self.ground.snapshot(), self.books, self.ground.now
        held, terms = books.agreements[id].held, books.agreements[id].terms
        out = self.ground.balance(self.ground.agreement, terms.currency)
        owed = sum(self.books.credits.owed.values())
        while (agreement := self.books.agreements[id]).status is not Status.ENDED:
            self._leave_once(agreement, who)
        took = self.ground.now - start
        assert took <= 2 * terms.answer_for_seconds + 1
        out -= self.ground.balance(self.ground.agreement, terms.currency)
        assert out + sum(self.books.credits.owed.values()) - owed == held
        self.ground.back_to(snapshot)
        self.books = books
        return took

    def _leave_once(self, agreement: Agreement, who: Address) -> None:
        """The next step of somebody who wants out."""
        terms, now = agreement.terms, self.ground.now
        is_client = who == terms.client
        if agreement.status is Status.OFFERED:
            assert self.call(VERBS["take_back" if is_client else "decline"], terms.id, who, ())
            return
        waits = []
        for place, each in enumerate(agreement.milestones):
            if each.stage is Stage.SUBMITTED:
                verb, values = ("settle", (place,)) if now > each.clock else ("dispute", (place, 1))
            elif each.stage is Stage.WORKING and now <= agreement.last_call(place):
                verb, values = "dispute", (place, 1)
            elif each.stage is Stage.WORKING:
                verb, values = ("reclaim", (place,)) if is_client else ("give_back", (1 << place,))
            elif each.stage is Stage.DISPUTED and now > agreement.ruling_ends(place):
                verb, values = "split", (place,)
            else:
                waits += [agreement.ruling_ends(place)] if each.stage is Stage.DISPUTED else []
                continue
            assert self.call(VERBS[verb], terms.id, who, values)
            return
        self.ground.now = min(waits) + 1

    def _person(self, dice: Random) -> Address:
        return self.ground.who[dice.choice((*KEYED, *CODED))]

    def _somebody(self, dice: Random, terms: Terms) -> Address:
        """Who sends: mostly a relayer, sometimes a party."""
        relayers = ("relayer", "relayer", "relayer", "moody_relayer", "stranger")
        return dice.choice((self.ground.who[dice.choice(relayers)], terms.client, self._person(dice)))


def _at_stake(agreement: Agreement, values: Values) -> int:
    """What a step on a milestone moves."""
    if not values or values[0] >= len(agreement.milestones):
        return 0
    return values[2] if len(values) == 4 else agreement.left(values[0])
