"""The JSON machine: cards become prepared calls, lists and details under /api/v1, and never a key."""

from satshift.api.answers import AsOf, MoneyShown, money_shown
from satshift.api.house import House, StoreDesk, house_of
from satshift.api.installing import PAPERS, ROOT, build

__all__ = ["PAPERS", "ROOT", "AsOf", "House", "MoneyShown", "StoreDesk", "build", "house_of", "money_shown"]
