"""Doors to everything that is neither a node nor a database: what a bitcoin costs."""
