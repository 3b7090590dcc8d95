"""What each refusal of a contract means for the person who meets it, and what to do next."""

import re
from collections.abc import Mapping

from satshift.kernel.words import say

# By the contract's words after its name, for several contracts may refuse the same; a whole refusal goes before.
SENTENCES: Mapping[str, str] = {
    # Who may
    "not the client": say("Only the client may do this. Use the client's account."),
    "not the worker": say("Only the worker may do this. Use the worker's account."),
    "not a party": say("Only the client or the worker may do this. Use the account of one of them."),
    "not the arbiter now": say(
        "It is not this account's turn to rule. The arbiter rules first; the fallback arbiter follows when that time is over."
    ),
    "both have to sign": say(
        "This needs both signatures. Ask the other side to sign the same split, then send it again."
    ),
    # Opening and its terms
    "open already": say("This agreement is open already. Look at it instead of opening it again."),
    "no open offer": say(
        "This offer is not open any more. It was accepted, declined or taken back; look at the agreement."
    ),
    "no bound agreement": say(
        "The worker has not accepted this agreement, or it has ended. Look at it to see what can be done now."
    ),
    "the offer has expired": say("The time to accept this offer is over. Ask the client for a new one."),
    "not the agreed sum": say(
        "The sum sent is not what the terms say. Send exactly the sum of all milestones."
    ),
    "an empty milestone": say("A milestone has no amount. Give each milestone an amount above zero."),
    "no milestone": say("The terms have no milestone. Add one with an amount and a due date."),
    "no such milestone": say(
        "The agreement has no milestone with this number. Choose one that the terms name."
    ),
    "nobody to pay": say("The terms name nobody to pay. Add the worker's address."),
    "shares are no whole": say(
        "The shares of the payees do not sum to the whole. Change them until they do."
    ),
    "client is a payee": say("The client is among those who are paid. Take another address for one of them."),
    "arbiter is a party": say(
        "An arbiter can't be a party to the agreement. Name somebody whom both sides trust."
    ),
    "fallback alone": say("A fallback arbiter needs an arbiter. Name an arbiter, or leave both out."),
    "due date out of range": say(
        "A due date lies in the past or too far away. Choose a later day within the next years."
    ),
    "a window is too long": say("A time window in the terms is too long. Choose a shorter one."),
    "more than the whole": say("A share or fee is above the whole. Choose one hundred percent or less."),
    # Working
    "ended already": say(
        "This milestone has ended: it was paid or went back. Nothing is left to do with it."
    ),
    "in dispute": say("This milestone is in dispute. Wait for the ruling, or agree on a split."),
    "in dispute already": say("This milestone is in dispute already. Wait for the ruling."),
    "it is in question": say(
        "This milestone was submitted or is in dispute. Review it, or wait for the ruling."
    ),
    "nothing submitted": say("Nothing was submitted for this milestone. Wait until the worker delivers."),
    "no changes left": say(
        "The number of changes that the terms allow is used up. Release the milestone, dispute it, or agree on a split."
    ),
    "the grace has passed": say(
        "The due date and its grace are over, so nothing can be submitted. Ask the client for more time."
    ),
    "the review has ended": say("The review window is over. The milestone can be settled to the worker now."),
    "the review has time": say(
        "The client still has time to review. Try again when the review window is over."
    ),
    "the worker has time": say(
        "The worker still has time to deliver. Try again after the due date and its grace."
    ),
    "not later than it is": say("The new date is not later than the one it replaces. Choose a later date."),
    "too far away": say("The new date is too far away. Choose an earlier one."),
    "not what is locked": say(
        "The amount is zero or more than is locked for this milestone. Choose a smaller amount."
    ),
    "not what is left": say("The two parts do not sum to what is left. Share out exactly what is locked."),
    # Disputes
    "not in dispute": say("This milestone is not in dispute, so there is nothing to rule on."),
    "too late": say("The time for this is over. Look at the agreement to see what can be done now."),
    "fee above the cap": say("The arbiter's fee is above what the terms allow. Ask for less."),
    "a ruling has time": say("The arbiter still has time to rule. Try again when that time is over."),
    # Signatures that somebody else sends
    "not their signature": say(
        "The signature is not from the person it should be from. Ask them to sign again."
    ),
    "consent: too late": say("The signature has expired. Ask for a new one."),
    "used already": say("This signature was used or taken back. Ask for a new one."),
    "not the twin": say(
        "Only Satshift's own contract for signed actions may do this. Send the signature through it."
    ),
    "no such action": say(
        "The signature is for an action that this contract does not know. Sign one that it offers."
    ),
    "no tip from this": say(
        "No money moves in this action, so it can't pay a tip. Sign it again without one."
    ),
    "the team's money": say(
        "A tip for settling would come out of the whole team's pay, and the worker signs only alone. Sign it without a tip."
    ),
    "two tips": say("Only one of the two signatures may carry a tip. Sign one of them again without it."),
    "tip above the payment": say("The tip is more than what is paid out. Sign again with a smaller tip."),
    # Paying
    "another sum arrived": say(
        "The token moved another sum than was asked, as tokens with a fee do. Use another token."
    ),
    "called too deep": say("The call came through too many contracts. Send it straight from your account."),
    "coin sent with a token": say(
        "Coin was sent along, but the agreement is in a token. Send it again without coin."
    ),
    "nothing credited": say("Nothing waits for this account. What was paid has arrived already."),
    "the token refused": say(
        "The token refused the transfer. Allow the contract to take the sum, and check that you hold enough of it."
    ),
    "this token is the coin": say(
        "This token is the network's own coin. Choose the coin itself as the currency."
    ),
    "too little gas": say(
        "The transaction carries too little gas to pay everybody safely. Send it with more gas."
    ),
}


def code_of(words: str) -> str:
    """The stable code of a contract's words: `agreement: not the client` is `agreement-not-the-client`."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def sentence_of(words: str) -> str:
    """A sentence for the contract's words; the words themselves where we have no better."""
    for key in (words, words.partition(": ")[2]):
        if key in SENTENCES:
            return SENTENCES[key]
    return say("The contract refused: {words}.")
