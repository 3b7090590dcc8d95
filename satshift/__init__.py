"""Hire, work and get paid in bitcoin, with no one in between holding the money."""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from satshift.sdk import AsyncSatshift, Draft, Milestone, Outcome, Payee, Satshift, Signed

__all__ = ["AsyncSatshift", "Draft", "Milestone", "Outcome", "Payee", "Satshift", "Signed", "__version__"]

try:
    __version__ = version("satshift")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0"


def __getattr__(name: str) -> Any:
    """The clients, wired when they are asked for, so that importing a room stays cheap."""
    if name not in __all__:
        raise AttributeError(name)
    from satshift import app, sdk

    sdk.provide(app.capabilities, app.own_rows)
    return getattr(sdk, name)
