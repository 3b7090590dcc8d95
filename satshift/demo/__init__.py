"""The demo: people to become, jobs in every state, a time machine, and a checklist of the first job. Play money."""

from satshift.demo import command, routes
from satshift.kernel.shape import Capability
from satshift.kernel.words import say

capability = Capability(name="demo", title=say("Demo"), routes=(routes.router,), commands=(command.command,))
