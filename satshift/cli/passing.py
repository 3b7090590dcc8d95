"""Hands what was chosen on the command line to the machines of a node, which read the environment."""

import os

from satshift.cli.settings import HOME, Settings


def into_environment(settings: Settings) -> None:
    """Set what the composition root and processes that we start will read."""
    os.environ[HOME] = str(settings.home)
    os.environ["SATSHIFT_NETWORK"] = settings.network
    if settings.rpc:
        os.environ["SATSHIFT_RPC"] = settings.rpc
