"""Builds the JSON machine for a house: routes of every card, limits, one shape of errors, OpenAPI 3.1."""

from importlib.metadata import version

from fastapi import Depends, FastAPI
from sqlalchemy import Table

from satshift.api import faults, limits, repeating, tokens, transactions
from satshift.api.house import House
from satshift.api.preparing import router_of

ROOT = "/api/v1"
PAPERS: tuple[Table, ...] = (tokens.TOKENS, repeating.REPEATS)
ABOUT = """Prepares what people sign, and tells what the chain has told. It never holds a key.

`POST /<capability>/<action>` answers with a plan: a sentence, what leaves, to whom, what can be undone, and the exact
calls or typed data to sign. Amounts are wei as text. Every answer with money says `as_of` which block.
Refusals have one shape; rely on `error.code`."""


def build(house: House) -> FastAPI:
    """The machine, to be put at /api/v1."""
    app = FastAPI(
        title="Satshift",
        version=version("satshift"),
        description=ABOUT,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(limits.asking)],
        servers=[{"url": ROOT}],
        root_path_in_servers=False,
        license_info={"name": "AGPL-3.0-only", "identifier": "AGPL-3.0-only"},
    )
    app.state.house = house
    app.state.limits = limits.Limits.of(house.settings)
    faults.install(app)
    app.include_router(transactions.router)
    app.include_router(tokens.router)
    for card in house.cards:
        for router in card.api_routes:
            app.include_router(router)
        app.include_router(router_of(card))
    app.add_middleware(limits.MostBody)
    return app
