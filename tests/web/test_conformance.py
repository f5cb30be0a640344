"""The server against its own OpenAPI document: valid and invalid calls that nobody thought of."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, CheckFunction, load_all_checks
from schemathesis.schemas import BaseSchema

from admit.web.api.routes import OPERATIONS
from admit.web.operations import Operation
from tests.harness import Integration, LiveServer

EXAMPLES = 50
"""On each engine, of each operation, valid ones and invalid ones."""
EMAILS = ["ada@example.com", "ADA@example.com", "a/b+c%@example.com"]

load_all_checks()
TRUTHS = cast(
    "list[CheckFunction]",
    CHECKS.get_by_names(
        [
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_headers_conformance",
            "response_schema_conformance",
        ]
    ),
)


@pytest.fixture(scope="session")
def schema(shared_server: LiveServer) -> BaseSchema:
    loaded: BaseSchema = schemathesis.openapi.from_url(f"{shared_server.url}/api/v1/openapi.json")
    return loaded


@pytest.fixture(scope="session")
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_what_is_answered_is_what_is_documented(
    schema: BaseSchema,
    session: requests.Session,
    alice: Integration,
    charlie: Integration,
    operation: Operation,
    mode: schemathesis.GenerationMode,
) -> None:
    for email in EMAILS:
        alice.authorize(email)
        alice.register(email)
    real_ids = {"airmeet_id": [alice.airmeet_id, alice.airmeet_id, charlie.airmeet_id], "email": EMAILS}
    real_headers = {
        "X-Airmeet-Access-Token": [alice.token],
        "X-Airmeet-Access-Key": [alice.access_key],
        "X-Airmeet-Secret-Key": [alice.secret_key],
    }

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[operation.path][operation.method].as_strategy(generation_mode=mode), data=st.data())
    def check(case: schemathesis.Case[Any], data: st.DataObject) -> None:
        """Most of what lets a call through to the action is real; the rest is as schemathesis made it up."""

        def put_real(place: Any, real: dict[str, list[str]]) -> None:  # noqa: ANN401 (as a Case has it)
            for name, values in real.items():
                value = data.draw(st.sampled_from([*values * 3, None]))
                if value is not None:
                    place[name] = value

        put_real(case.headers, real_headers)
        put_real(case.path_parameters, {name: real_ids[name] for name in case.path_parameters})
        if isinstance(case.body, dict) and "email" in case.body:
            put_real(case.body, {"email": EMAILS})
        case.call_and_validate(session=session, checks=TRUTHS)

    check()
