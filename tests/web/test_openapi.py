"""The OpenAPI document: valid, complete, and what the routes say."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis

from admit.web import openapi
from admit.web.api.routes import OPERATIONS
from tests.harness import LiveServer

Document = dict[str, Any]

ALWAYS = {"413", "500", "503", "504"}
AIRMEET = "/api/v1/airmeet/{airmeet_id}"
STATUSES = {
    ("POST", "/api/v1/auth"): {"200", "400", "403"},
    ("GET", "/api/v1/airmeets"): {"200", "400", "403", "412"},
    ("GET", f"{AIRMEET}/registrations"): {"200", "400", "401", "403", "404", "412"},
    ("POST", f"{AIRMEET}/user"): {"200", "400", "401", "403", "404", "412"},
    ("POST", f"{AIRMEET}/attendee"): {"200", "400", "401", "403", "404", "412"},
    ("DELETE", f"{AIRMEET}/attendee/{{email}}"): {"204", "400", "401", "403", "404", "412"},
}
"""The contract's table, with what succeeds."""

CREDENTIALS = {"X-Airmeet-Access-Key", "X-Airmeet-Secret-Key", "X-Airmeet-Access-Token"}


@pytest.fixture
def document(server: LiveServer) -> Document:
    answer = server.http.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    served: Document = answer.json()
    return served


def operations(document: Document) -> dict[tuple[str, str], Document]:
    return {
        (method.upper(), path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def contents(document: Document) -> Iterator[tuple[str, Document]]:
    """Every body that is described, and where."""
    for (method, path), operation in operations(document).items():
        bodies = {"body": operation["requestBody"]} if "requestBody" in operation else {}
        for name, described in (bodies | operation["responses"]).items():
            for media_type, content in described.get("content", {}).items():
                assert media_type == "application/json"
                yield f"{method} {path} {name}", content


def references(node: object) -> Iterator[str]:
    match node:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for value in node.values():
                yield from references(value)
        case list():
            for value in node:
                yield from references(value)


class TestDocument:
    def test_it_is_valid_openapi_3_1(self, document: Document) -> None:
        assert document["openapi"] == "3.1.0"
        schemathesis.openapi.from_dict(document).validate()
        del document["info"]["title"]
        with pytest.raises(jsonschema_rs.ValidationError):
            schemathesis.openapi.from_dict(document).validate()

    def test_every_schema_is_a_valid_json_schema(self, document: Document) -> None:
        for schema in document["components"]["schemas"].values():
            jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})

    def test_every_reference_leads_somewhere_and_every_schema_is_referred_to(self, document: Document) -> None:
        found = set(references(document))
        assert found == {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    def test_every_example_is_valid(self, document: Document) -> None:
        described = list(contents(document))
        assert len(described) > len(STATUSES)
        for where, content in described:
            validator = jsonschema_rs.Draft202012Validator({**content["schema"], "components": document["components"]})
            assert [f"{where}: {error}" for error in validator.iter_errors(content["example"])] == []

    def test_the_example_of_a_refusal_bears_its_status(self, document: Document) -> None:
        codes = {
            (status, response["content"]["application/json"]["example"]["code"])
            for operation in operations(document).values()
            for status, response in operation["responses"].items()
            if int(status) >= 400
        }
        assert codes == {
            ("400", "BAD_REQUEST"),
            ("401", "UNAUTHORIZED"),
            ("403", "FORBIDDEN"),
            ("404", "NOT_FOUND"),
            ("412", "PRECONDITION_FAILED"),
            ("413", "CONTENT_TOO_LARGE"),
            ("500", "INTERNAL_SERVER_ERROR"),
            ("503", "SERVICE_UNAVAILABLE"),
            ("504", "GATEWAY_TIMEOUT"),
        }


class TestCompleteness:
    def test_it_is_made_from_the_route_table(self, server: LiveServer, document: Document) -> None:
        assert document == openapi.document(OPERATIONS, public_url=server.url)
        assert set(operations(document)) == {(operation.method, operation.path) for operation in OPERATIONS}

    def test_every_operation_documents_every_status_of_the_contract(self, document: Document) -> None:
        documented = {key: set(operation["responses"]) for key, operation in operations(document).items()}
        assert documented == {key: statuses | ALWAYS for key, statuses in STATUSES.items()}

    def test_every_operation_is_served(self, server: LiveServer, document: Document) -> None:
        for method, path in operations(document):
            answer = server.http.request(method, re.sub(r"\{\w+\}", "x", path))
            assert (method, path, answer.status_code) == (method, path, 400)

    def test_every_operation_names_its_credentials(self, document: Document) -> None:
        named = {
            key: {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
            for key, operation in operations(document).items()
        }
        token = {"X-Airmeet-Access-Token"}
        assert named == {key: CREDENTIALS - token if key[1] == "/api/v1/auth" else token for key in STATUSES}

    def test_every_parameter_of_a_path_is_described(self, document: Document) -> None:
        for (_, path), operation in operations(document).items():
            described = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"]
            assert described == re.findall(r"\{(\w+)\}", path)

    def test_every_answer_says_that_it_has_a_request_id(self, document: Document) -> None:
        for operation in operations(document).values():
            for response in operation["responses"].values():
                assert set(response["headers"]) == {"X-Request-Id"}
