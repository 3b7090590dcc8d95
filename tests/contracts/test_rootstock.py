"""The small Rootstock that the other tests run on has the two rules that matter."""

from tests.contracts.jobs import STRANGER, Job
from tests.contracts.world import Reverted, calldata, refused

BURNS = 2


def test_a_callee_takes_all_the_gas_there_is(job: Job, rootstock_job: Job) -> None:
    for one in (job, rootstock_job):
        world = one.world
        burner, caller = world.attacker("Payee"), world.attacker("Impostor")
        world.send(STRANGER, burner, "behave", BURNS)
        world.send(STRANGER, caller, "aim", burner, b"")
        if one is rootstock_job:
            with refused(""):
                world.raw(STRANGER, caller.address, b"\x01", gas=300_000)
        else:
            # A 64th stays with the caller, enough to go on.
            world.raw(STRANGER, caller.address, b"\x01", gas=300_000)


def test_calls_go_four_hundred_deep(rootstock_job: Job) -> None:
    world = rootstock_job.world
    deep = world.attacker("Deep")
    view = calldata(rootstock_job.agreement, "state_of", b"\x00" * 32)
    reached = set()
    for levels in (398, 399, 400, 401):
        try:
            world.send(STRANGER, deep, "dive", levels, rootstock_job.agreement, view)
        except Reverted:
            continue
        reached.add(levels)
    assert reached == {398, 399}


def test_ethereum_goes_deeper(job: Job) -> None:
    deep = job.world.attacker("Deep")
    view = calldata(job.agreement, "state_of", b"\x00" * 32)
    job.world.send(STRANGER, deep, "dive", 420, job.agreement, view, gas=200_000_000)


def test_the_depth_left_can_be_asked_for(job: Job, rootstock_job: Job) -> None:
    for one in (job, rootstock_job):
        assert one.world.view(one.agreement, "is_within_depth", 0)
        assert one.world.view(one.agreement, "is_within_depth", 300)
    with refused(""):
        rootstock_job.world.view(rootstock_job.agreement, "is_within_depth", 401)
