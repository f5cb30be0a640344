"""The OpenAPI 3.1 document, made from the route table and the wire shapes."""

from collections.abc import Iterable
from typing import Any

import msgspec

from admit import __version__
from admit.web.api.examples import AIRMEET_ID, EMAIL, REFUSED
from admit.web.errors import JSON, code_name
from admit.web.operations import Operation, Parameter
from admit.wire.errors import ErrorBody

REF_TEMPLATE = "#/components/schemas/{name}"

ALWAYS_POSSIBLE = {
    413: "The request body is longer than 64 KiB.",
    500: "A bug. The request id says where to look in the log.",
    503: "The database cannot be used right now; nothing was changed. `Retry-After` says when to try again.",
    504: "The request took too long and was given up; it may be sent again.",
}

PATH_PARAMETERS = {
    "airmeet_id": Parameter(
        "airmeet_id", "path", {"type": "string"}, "The airmeet's `uid`. What is not a UUID is a 404.", is_required=True
    ),
    "email": Parameter(
        "email", "path", {"type": "string"}, "The attendee's email address, URL-encoded.", is_required=True
    ),
}
PATH_EXAMPLES = {"airmeet_id": AIRMEET_ID, "email": EMAIL}

Document = dict[str, Any]


def document(operations: Iterable[Operation], *, public_url: str) -> Document:
    """The whole document, ready to be encoded as JSON."""
    operations = tuple(operations)
    paths: dict[str, Document] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Admit",
            "version": __version__,
            "summary": "The guest list and the door for online events.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url}],
        "paths": paths,
        "components": {"schemas": _schemas(operations)},
    }


def _operation(operation: Operation) -> Document:
    described: Document = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [_parameter(parameter) for parameter in (*_path_parameters(operation), *operation.parameters)],
        "responses": _responses(operation),
    }
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": _content(operation.body, operation.example_body),
        }
    return described


def _path_parameters(operation: Operation) -> list[Parameter]:
    return [parameter for name, parameter in PATH_PARAMETERS.items() if f"{{{name}}}" in operation.path]


def _parameter(parameter: Parameter) -> Document:
    described = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.is_required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }
    if parameter.name in PATH_EXAMPLES:
        described["example"] = PATH_EXAMPLES[parameter.name]
    return described


def _responses(operation: Operation) -> Document:
    responses: Document = {}
    if operation.answer is None:
        responses["204"] = {"description": "Done; there is no body.", "headers": _headers()}
    else:
        content = _content(operation.answer, operation.example_answer)
        responses["200"] = {"description": "Done.", "headers": _headers(), "content": content}
    for status, meaning in sorted({**operation.refusals, **ALWAYS_POSSIBLE}.items()):
        example = msgspec.structs.replace(REFUSED, code=code_name(status), errors=[meaning])
        responses[str(status)] = {
            "description": meaning,
            "headers": _headers(),
            "content": _content(ErrorBody, example),
        }
    return responses


def _headers() -> Document:
    return {"X-Request-Id": {"description": "What the log calls this request.", "schema": {"type": "string"}}}


def _content(kind: type[msgspec.Struct], example: msgspec.Struct | None) -> Document:
    schema = {"$ref": REF_TEMPLATE.format(name=kind.__name__)}
    return {JSON: {"schema": schema, "example": msgspec.to_builtins(example)}}


def _schemas(operations: tuple[Operation, ...]) -> Document:
    bodies = {operation.body for operation in operations} | {operation.answer for operation in operations}
    kinds = sorted((kind for kind in {*bodies, ErrorBody} if kind is not None), key=lambda kind: kind.__name__)
    _, schemas = msgspec.json.schema_components(kinds, ref_template=REF_TEMPLATE)
    return schemas
