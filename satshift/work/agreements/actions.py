"""What a person can do with an agreement, each declared once for pages, JSON, terminal and Python."""

from satshift.kernel.shape import Action
from satshift.kernel.words import say
from satshift.work.agreements import crediting, disputing, intents, opening, working

DRAFT = Action("draft", say("Write the terms down"), intents.DraftIntent, opening.draft)
ACCEPT_DRAFT = Action(
    "accept_draft", say("Agree to a draft"), intents.AcceptDraftIntent, opening.accept_draft
)
OPEN = Action("open", say("Lock the money"), intents.OpenIntent, opening.open_)
ACCEPT = Action("accept", say("Accept the job"), intents.StepIntent, opening.accept)
DECLINE = Action("decline", say("Decline the job"), intents.StepIntent, opening.decline)
TAKE_BACK = Action("take_back", say("Take the money back"), intents.StepIntent, opening.take_back)
SUBMIT = Action("submit", say("Deliver a milestone"), intents.SubmitIntent, working.submit)
REQUEST_CHANGES = Action(
    "request_changes", say("Ask for changes"), intents.RequestChangesIntent, working.request_changes
)
EXTEND = Action("extend", say("Give more time"), intents.ExtendIntent, working.extend)
RELEASE = Action("release", say("Release the money"), intents.ReleaseIntent, working.release)
SETTLE = Action("settle", say("Pay what silence approved"), intents.MilestoneIntent, working.settle)
RECLAIM = Action("reclaim", say("Take a late milestone back"), intents.MilestoneIntent, working.reclaim)
GIVE_BACK = Action("give_back", say("Give money back"), intents.GiveBackIntent, working.give_back)
OFFER_TO_PART = Action(
    "offer_to_part", say("Offer to part"), intents.OfferToPartIntent, disputing.offer_to_part
)
PART = Action("part", say("Part as the other side signed"), intents.PartIntent, disputing.part)
DISPUTE = Action("dispute", say("Ask for a ruling"), intents.DisputeIntent, disputing.dispute)
RULE = Action("rule", say("Rule on a milestone"), intents.RuleIntent, disputing.rule)
SPLIT = Action("split", say("Carry out the agreed split"), intents.MilestoneIntent, disputing.split)
WITHDRAW = Action("withdraw", say("Take what could not be sent"), intents.WithdrawIntent, crediting.withdraw)
RELAY = Action("relay", say("Send what somebody signed"), intents.RelayIntent, crediting.relay)
REVOKE = Action("revoke", say("Revoke a signature"), intents.RevokeIntent, crediting.revoke)

ACTIONS = (
    DRAFT,
    ACCEPT_DRAFT,
    OPEN,
    ACCEPT,
    DECLINE,
    TAKE_BACK,
    SUBMIT,
    REQUEST_CHANGES,
    EXTEND,
    RELEASE,
    SETTLE,
    RECLAIM,
    GIVE_BACK,
    OFFER_TO_PART,
    PART,
    DISPUTE,
    RULE,
    SPLIT,
    WITHDRAW,
    RELAY,
    REVOKE,
)
