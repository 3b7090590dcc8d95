"""Commands that belong to no capability: each file here has a `command`, and is found by its name."""
