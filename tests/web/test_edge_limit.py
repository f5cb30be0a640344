"""How long an answer may take: what has begun is not broken off."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from admit.web.edge import Edge

LIMIT_SECONDS = 0.02
HEAD: Message = {"type": "http.response.start", "status": 200, "headers": []}


def test_an_answer_that_has_begun_may_take_as_long_as_its_reader_does() -> None:
    async def answered() -> list[str]:
        has_read, sent = asyncio.Event(), []
        asyncio.get_running_loop().call_later(LIMIT_SECONDS * 5, has_read.set)

        async def export(_scope: Scope, _receive: Receive, send: Send) -> None:
            await send(dict(HEAD, headers=[]))
            await has_read.wait()
            await send({"type": "http.response.body"})

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message["type"])

        scope: Scope = {"type": "http", "method": "GET", "path": "/people.csv", "headers": []}
        edge = Edge(export, takes_uploads=lambda _: False, timeout_seconds=LIMIT_SECONDS, write_line=None)
        await edge(scope, receive, send)
        return sent

    assert asyncio.run(answered()) == ["http.response.start", "http.response.body"]
