"""Words for people on pages: what happened, who is who, where things stand."""

from satshift.kernel.words import say

MOVES = {
    "Opened": say("The money was locked."),
    "Accepted": say("The worker accepted; both sides are bound."),
    "Declined": say("The worker declined; the client has the money back."),
    "TakenBack": say("The client took the money back."),
    "Submitted": say("The worker delivered milestone {milestone}."),
    "ChangesRequested": say("The client asked for changes to milestone {milestone}."),
    "Extended": say("Milestone {milestone} got more time."),
    "Released": say("The client released money of milestone {milestone}."),
    "Settled": say("Milestone {milestone} was paid after a review in silence."),
    "Reclaimed": say("The client took milestone {milestone} back."),
    "GivenBack": say("The worker gave money back."),
    "Parted": say("Both sides parted."),
    "Disputed": say("Milestone {milestone} went into dispute."),
    "Ruled": say("The arbiter ruled on milestone {milestone}."),
    "Split": say("The agreed split of milestone {milestone} was carried out."),
    "Credited": say("A payment could not be sent and waits to be withdrawn."),
    "Withdrawn": say("A waiting payment was withdrawn."),
}
ROLES = {
    "client": say("client"),
    "worker": say("worker"),
    "payee": say("payee"),
    "arbiter": say("arbiter"),
    "fallback_arbiter": say("fallback arbiter"),
    "both": say("both sides"),
    "anyone": say("anyone"),
    "stranger": say("reader"),
}
STATES = {
    "offered": (say("offered"), ""),
    "in_progress": (say("in progress"), ""),
    "changes_requested": (say("changes requested"), "warn"),
    "expired": (say("overdue"), "warn"),
    "submitted": (say("delivered"), "warn"),
    "approved": (say("approved by silence"), "good"),
    "released": (say("paid"), "good"),
    "refunded": (say("back with the client"), ""),
    "cancelled_mutual": (say("parted"), ""),
    "declined": (say("declined"), ""),
    "withdrawn": (say("taken back"), ""),
    "disputed": (say("in dispute"), "bad"),
    "ruled": (say("divided"), ""),
    "ended": (say("ended"), ""),
}
