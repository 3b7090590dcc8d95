"""Opens the door to a chain for a client that brings nothing but a network's name and perhaps an address."""

from satshift.chain import profiles
from satshift.chain.node import Node


def chain_node(network: str, rpc: str | None) -> Node:
    """A node of the network; its public ones when no address is given."""
    return Node(profiles.load(network), rpc)
