"""What the reference page says about each operation, read off the OpenAPI document."""

import json
import shlex
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

import msgspec

from admit.web.errors import JSON, code_name
from admit.web.openapi import Document

SHELL_VARIABLES = {
    "X-Airmeet-Access-Key": "$ACCESS_KEY",
    "X-Airmeet-Secret-Key": "$SECRET_KEY",
    "X-Airmeet-Access-Token": "$TOKEN",
    "airmeet_id": "$AIRMEET_ID",
}
"""What a reader sets once, so that every example can be pasted as it is."""


class Field(msgspec.Struct, frozen=True):
    """A parameter, or a member of a body; `name` is its path, such as `data[].uid`."""

    name: str
    kind: str
    is_mandatory: bool
    meaning: str
    place: str = "body"


class Answer(msgspec.Struct, frozen=True):
    """`code` is empty where the answer is a success."""

    status: int
    code: str
    cause: str


class Entry(msgspec.Struct, frozen=True):
    """One operation. `example_answer` is empty where the answer has no body."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    answers: list[Answer]
    curl: str
    example_answer: str


def entries(document: Document) -> list[Entry]:
    return [
        _entry(document, method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def errors(entries: list[Entry]) -> dict[int, str]:
    """Each status that is a refusal, and its code."""
    refusals = {answer.status: answer.code for entry in entries for answer in entry.answers if answer.code}
    return dict(sorted((refusals | {405: code_name(405)}).items()))


def pretty(example: object) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)


def _entry(document: Document, method: str, path: str, operation: Document) -> Entry:
    schemas = document["components"]["schemas"]
    request = _json(operation.get("requestBody", {}))
    response = _json(next(iter(operation["responses"].values())))
    return Entry(
        anchor=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=[_parameter(parameter) for parameter in operation["parameters"]],
        body=list(_members(schemas, request["schema"])) if request else [],
        answer=list(_members(schemas, response["schema"])) if response else [],
        answers=[_answer(int(status), response) for status, response in operation["responses"].items()],
        curl=_curl(document["servers"][0]["url"] + path, method, operation["parameters"], request),
        example_answer=pretty(response["example"]) if response else "",
    )


def _json(described: Document) -> Document:
    """The JSON of a request or a response; empty if it has none."""
    content: Document = described.get("content", {}).get(JSON, {})
    return content


def _parameter(parameter: Document) -> Field:
    kind = _kind(parameter["schema"])
    return Field(parameter["name"], kind, parameter["required"], parameter["description"], parameter["in"])


def _answer(status: int, response: Document) -> Answer:
    is_success = status < HTTPStatus.BAD_REQUEST
    return Answer(status, "" if is_success else code_name(status), response["description"])


def _members(schemas: Document, schema: Document, prefix: str = "") -> Iterator[Field]:
    """Those of the members too, each right after the member that it is in."""
    schema = schemas[schema["$ref"].rpartition("/")[2]]
    for name, member in schema["properties"].items():
        is_mandatory = name in schema["required"]
        yield Field(prefix + name, _kind(member), is_mandatory, member["description"])
        if "$ref" in member:
            yield from _members(schemas, member, f"{prefix}{name}.")
        elif "$ref" in member.get("items", {}):
            yield from _members(schemas, member["items"], f"{prefix}{name}[].")


def _kind(schema: Document) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["anyOf"])
    return str(schema.get("type", "object"))


def _curl(url: str, method: str, parameters: list[Document], request: Document) -> str:
    words = []
    for parameter in parameters:
        name = parameter["name"]
        value = SHELL_VARIABLES.get(name, quote(str(parameter.get("example", "")), safe=""))
        if parameter["in"] == "path":
            url = url.replace(f"{{{name}}}", value)
        elif parameter["in"] == "header":
            words.append(f'-H "{name}: {value}"')
    if request:
        words.append(f'-H "Content-Type: {JSON}"')
        words.append(f"-d {shlex.quote(pretty(request['example']))}")
    command = "curl -sS" if method == "GET" else f"curl -sS -X {method}"
    return " \\\n  ".join([f'{command} "{url}"', *words])
