"""The description of the JSON machine is complete, and no request that it allows or forbids breaks us."""

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from satshift.app import capabilities
from tests.houses import Lived

load_all_checks()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def described(lived: Lived) -> dict[str, Any]:
    answer = lived.json.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def walk(lived: Lived, examples: int) -> int:
    """Send `examples` requests to each operation, right ones and wrong ones; answers how many operations there are."""
    schema = schemathesis.openapi.from_dict(described(lived))
    count = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        kinds = list(schemathesis.GenerationMode)
        for mode in kinds:
            _try(operation.as_strategy(generation_mode=mode), lived, max(1, examples // len(kinds)))
        count += 1
    return count


def _try(cases: Any, lived: Lived, examples: int) -> None:
    quiet = list(HealthCheck)

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=quiet,
        database=None,
        phases=[Phase.generate],
        derandomize=True,
    )
    @given(cases)
    def one(case: Any) -> None:
        case.call_and_validate(base_url=f"{lived.json.base_url}/api/v1", checks=CHECKS)

    with suppress(Unsatisfiable):  # what takes nothing can't be asked wrongly
        one()


def test_every_action_has_its_place(lived: Lived) -> None:
    paths = described(lived)["paths"]
    for card in capabilities():
        for action in card.actions:
            post = paths[f"/{card.name}/{action.name}"]["post"]
            assert post["summary"] == action.title
            assert "Nothing is sent" in post["description"]


def test_every_refusal_is_described_in_one_shape(lived: Lived) -> None:
    found = described(lived)
    assert found["openapi"].startswith("3.1")
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            for status in ("404", "409", "413", "422", "429", "500"):
                schema = operation["responses"][status]["content"]["application/json"]["schema"]
                assert schema["$ref"].endswith("/FaultShown"), f"{method} {path} {status}"


def test_no_request_breaks_us(lived: Lived) -> None:
    assert walk(lived, examples=6) > 30


@pytest.mark.deep
@pytest.mark.timeout(1_800)
def test_no_request_of_many_breaks_us(lived: Lived) -> None:
    assert walk(lived, examples=200) > 30
