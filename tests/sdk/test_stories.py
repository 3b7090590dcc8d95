"""Both Python clients carry jobs to their end, on each kind of network and with a node of Satshift."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.running import Place
from tests.sdk.stories import STORIES

Story = Callable[[Place, Any], None]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_job_comes_to_its_end_on_the_chain_alone(story: Story, place: Place, clients: Any) -> None:
    story(place, clients)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_job_comes_to_its_end_with_a_node(story: Story, node_place: Place, clients: Any) -> None:
    story(node_place, clients)
