"""An integration whose calls go through a client, and whose answers are told as the HTTP tests expect them."""

from collections.abc import Callable
from typing import Any, cast

import httpx
import msgspec

from admit.client import ApiError
from tests.client.both import AnyClient, AnyListing, opened
from tests.harness import Integration, LiveServer, Query

SIZE_DEFAULT = 50
PAGED_BY_CLIENTS = {"size", "after"}


class ThroughClient(Integration):
    """What no client can ask for, such as `before`, or a page that is empty, is asked for as it always was."""

    def __init__(self, server: LiveServer, community_id: str, kind: str) -> None:
        super().__init__(server, community_id)
        self._opened = opened(kind, server.url, self.access_key, self.secret_key)
        self.client: AnyClient = self._opened.__enter__()

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def register(self, email: str, name: str = "Ada Lovelace", **details: object) -> httpx.Response:
        return told(lambda: self.client.register(self.airmeet_id, email, name, **details))

    def authorize(self, email: str, name: str = "Ada Lovelace", **details: object) -> httpx.Response:
        return told(lambda: self.client.authorize(self.airmeet_id, email, name, **details))

    def revoke(self, email: str, token: str | None = None) -> httpx.Response:
        return super().revoke(email, token) if token else told(lambda: self.client.revoke(self.airmeet_id, email))

    def list_registrations(self, airmeet_id: str | None = None, **query: Query) -> dict[str, Any]:
        size, after = _paging(query)
        rows = self.client.registrations(airmeet_id or self.airmeet_id, page_size=size, start_after=after)
        return _first(rows, query) or super().list_registrations(airmeet_id, **query)

    def list_airmeets(self, token: str | None = None, **query: Query) -> dict[str, Any]:
        size, after = _paging(query)
        rows = self.client.airmeets(page_size=size, start_after=after)
        return (None if token else _first(rows, query)) or super().list_airmeets(token, **query)


def told(call: Callable[[], msgspec.Struct | None]) -> httpx.Response:
    try:
        answer = call()
    except ApiError as error:
        body = {"success": False, "code": error.code, "errors": list(error.sentences)}
        return httpx.Response(error.status, json=body, headers={"X-Request-Id": error.request_id})
    if answer is None:
        return httpx.Response(204)
    return httpx.Response(200, json=msgspec.to_builtins(answer))


def _paging(query: dict[str, Query]) -> tuple[int, int]:
    return cast("int", query.get("size", SIZE_DEFAULT)), cast("int", query.get("after", 0))


def _first(listing: AnyListing[Any], query: dict[str, Query]) -> dict[str, Any] | None:
    page = next(listing.pages(), None) if set(query) <= PAGED_BY_CLIENTS else None
    shown: dict[str, Any] | None = msgspec.to_builtins(page)
    return shown
