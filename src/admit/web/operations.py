"""An operation of the API: one row of the route table, and the ASGI endpoint that runs it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from starlette.types import Receive, Scope

from admit.model.actors import KeyHolder
from admit.model.errors import InputWrong
from admit.web.calls import Call
from admit.web.edge import Exchange
from admit.web.errors import JSON
from admit.web.limits import read_body
from admit.web.site import Site

JSON_HEADERS = ((b"content-type", JSON.encode()), (b"cache-control", b"no-store"))

Requirement = Callable[..., Awaitable[object]]
"""An action `(tx, actor)` or `(tx, actor, airmeet_id)` that raises the Refusal that comes before any fault of input."""


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of the query, or a header."""

    name: str
    place: str
    schema: Mapping[str, Any]
    description: str
    is_required: bool = False


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """`refusals` says what each status that is not a success means; `body` and `answer` are wire shapes."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    run: Callable[[Call], Awaitable[msgspec.Struct | None]]
    refusals: Mapping[int, str]
    requires: Requirement | None = None
    parameters: tuple[Parameter, ...] = ()
    body: type[msgspec.Struct] | None = None
    answer: type[msgspec.Struct] | None = None
    example_body: msgspec.Struct | None = None
    example_answer: msgspec.Struct | None = None


class Endpoint:
    """The ASGI application of one operation, behind the edge."""

    def __init__(self, site: Site, operation: Operation) -> None:
        self._site = site
        self._operation = operation
        self._encode = msgspec.json.Encoder().encode

    async def __call__(self, scope: Scope, receive: Receive, send: Exchange) -> None:
        call = Call(self._site, self._operation.name, scope, send.headers)
        call.body = await read_body(scope, receive)
        try:
            call.require_json()
            answer = await self._operation.run(call)
        except InputWrong:
            await self._check_requirement(call)
            raise
        if answer is None:
            await send.answer(204, [], b"")
        else:
            body = self._encode(answer)
            await send.answer(200, [*JSON_HEADERS, (b"content-length", b"%d" % len(body))], body)

    async def _check_requirement(self, call: Call) -> None:
        """A fault of input is told only to who passes every earlier check; those that pass never pay for this."""
        requires = self._operation.requires
        if requires is None:
            return
        arguments = (call.airmeet_id,) if "{airmeet_id}" in self._operation.path else ()
        await call.read(_as_action(requires), *arguments)


def _as_action(requires: Requirement) -> Callable[..., Awaitable[object]]:
    async def action(tx: object, actor: KeyHolder, *arguments: str) -> object:
        return await requires(tx, actor, *arguments)

    return action
