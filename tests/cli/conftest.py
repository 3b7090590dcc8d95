"""People with key files, on the chain alone and beside a node."""

from tests.running import node_place, place

__all__ = ["node_place", "place"]
