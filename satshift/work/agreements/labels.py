"""What the fields of steps are called on pages, and what is said below them."""

from collections.abc import Mapping

from satshift.kernel.words import say

LABELS: Mapping[tuple[str, str], str] = {
    ("submit", "note"): say("What do you deliver?"),
    ("submit", "links"): say("Links, one on each line"),
    ("request_changes", "note"): say("What is missing?"),
    ("extend", "until"): say("New date"),
    ("release", "amount"): say("Amount to release"),
    ("offer_to_part", "to_worker"): say("Amount for the worker"),
    ("offer_to_part", "share"): say("Or a percentage for the worker"),
    ("dispute", "note"): say("What is wrong?"),
    ("rule", "share"): say("The worker's part, in percent"),
    ("rule", "fee"): say("Your fee, in sats"),
    ("rule", "note"): say("Reasons"),
    ("", "note"): say("A note"),
    ("", "links"): say("Links, one on each line"),
    ("", "amount"): say("Amount"),
    ("", "share"): say("Share, in percent"),
    ("", "fee"): say("Fee"),
    ("", "until"): say("Until"),
    ("", "to_worker"): say("Amount for the worker"),
}
HINTS: Mapping[tuple[str, str], str] = {
    ("submit", "note"): say("The client reads this. Only its digest goes on the chain."),
    ("submit", "links"): say("Where the work lies. Leave it empty if the note says it all."),
    ("request_changes", "note"): say("Be exact: the worker gets another round, and rounds are limited."),
    ("extend", "until"): say("The end of that day, UTC. It can only be later than it is now."),
    ("release", "amount"): say("In sats. Leave it empty to release all that is left of this milestone."),
    ("offer_to_part", "to_worker"): say("In sats. The client gets the rest of what is locked."),
    ("offer_to_part", "share"): say("Fill in one of the two."),
    ("dispute", "note"): say(
        "The arbiter reads this. Say what was agreed, what happened, and what you want."
    ),
    ("rule", "share"): say(
        "Of what is left after your fee. 0 gives all to the client, 100 all to the worker."
    ),
    ("rule", "fee"): say("It comes out of the disputed amount and may not be above the cap in the terms."),
    ("rule", "note"): say("Both sides read this. Only its digest goes on the chain."),
}
