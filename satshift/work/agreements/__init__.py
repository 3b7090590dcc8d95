"""Agreements: a client's money is locked for a job with milestones, and ends with somebody whatever anybody does."""

from satshift.kernel.shape import Capability
from satshift.kernel.words import say
from satshift.work.agreements import finding, json_routes, pages, papers, projection, standing
from satshift.work.agreements.actions import ACTIONS
from satshift.work.agreements.contract import ON_CHAIN
from satshift.work.agreements.papers import Draft, Signed
from satshift.work.agreements.rules import Agreement
from satshift.work.agreements.standing import Credit, Slot
from satshift.work.agreements.tables import TABLES

capability = Capability(
    name="agreements",
    title=say("Agreements"),
    contract=ON_CHAIN,
    actions=ACTIONS,
    on=projection.ON,
    tables=TABLES,
    papers=papers.TABLES,
    routes=pages.ROUTES,
    api_routes=json_routes.ROUTES,
    from_store={
        Agreement: standing.from_store,
        Slot: standing.slot_from_store,
        Credit: standing.credit_from_store,
        Draft: finding.draft_from_store,
        Signed: finding.signed_from_store,
    },
    from_chain={
        Agreement: standing.from_chain,
        Slot: standing.slot_from_chain,
        Credit: standing.credit_from_chain,
    },
)
