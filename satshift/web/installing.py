"""Puts the web machine on an app: doors, faults, files, pages of every card."""

import time

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import text
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from satshift.gateways import rates
from satshift.kernel.errors import SatshiftError
from satshift.web import (
    faults,
    health,
    live,
    rpc,
    sent,
    sessions,
    signing_in,
    standing_pages,
    wallet_pages,
)
from satshift.web.house import House
from satshift.web.security import Gate

LOCK = 7_283_901  # any number that nobody else locks on


def install(app: FastAPI, house: House) -> None:
    """Make `app` serve the pages of this house, those of its cards too."""
    app.state.house = house
    app.state.rates = rates.fixed(house.settings.rates, int(time.time()))
    app.state.watch = live.Watch(house.store)
    with house.store.papers() as connection:
        if connection.dialect.name == "postgresql":  # several web processes may start at once
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        sessions.metadata.create_all(connection)
    app.add_exception_handler(SatshiftError, faults.of_ours)
    app.add_exception_handler(HTTPException, faults.of_http)
    app.add_exception_handler(RequestValidationError, faults.of_fields)
    for room in (standing_pages, signing_in, sent, live, health, rpc, wallet_pages):
        app.include_router(room.router)
    for card in house.cards:
        for router in card.routes:
            app.include_router(router, include_in_schema=False)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(Gate, refuse=faults.refuse)
