"""The terminal: cards become commands, and the machines of a node can be started and looked at."""

from satshift.cli.frame import main
from satshift.cli.house import House

__all__ = ["House", "main"]
