"""A world with the contracts in it, as new for every test, and terms that people agreed on."""

from collections.abc import Iterator

import pytest

from tests.contracts.jobs import Job, new_job
from tests.contracts.world import World


@pytest.fixture(scope="session")
def _first_job() -> Job:
    return new_job(World())


@pytest.fixture(scope="session")
def _first_job_on_rootstock() -> Job:
    return new_job(World(rootstock=True))


@pytest.fixture
def job(_first_job: Job) -> Iterator[Job]:
    """Nothing is opened yet; two payees, two milestones, an arbiter and a fallback."""
    with _first_job.world.env.anchor():
        yield _first_job


@pytest.fixture
def rootstock_job(_first_job_on_rootstock: Job) -> Iterator[Job]:
    """The same by Rootstock's rules."""
    with _first_job_on_rootstock.world.env.anchor():
        yield _first_job_on_rootstock


@pytest.fixture(params=["ethereum", "rootstock"])
def any_job(request: pytest.FixtureRequest) -> Job:
    """The same by the rules of each kind of network in turn."""
    name = "job" if request.param == "ethereum" else "rootstock_job"
    found: Job = request.getfixturevalue(name)
    return found


@pytest.fixture
def world(job: Job) -> World:
    return job.world
