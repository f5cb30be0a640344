"""Alice's and Charlie's communities call through a client: one run with Client, one with AsyncClient."""

from collections.abc import Callable, Iterator

import pytest

from admit.actions import communities
from tests.client.both import KINDS
from tests.client.v1.through import ThroughClient
from tests.harness import LiveServer


@pytest.fixture(params=KINDS)
def join(request: pytest.FixtureRequest, server: LiveServer) -> Iterator[Callable[[str], ThroughClient]]:
    joined: list[ThroughClient] = []

    def new(name: str) -> ThroughClient:
        community_id = server.operate(communities.create, name=name).community_id
        joined.append(ThroughClient(server, community_id, request.param))
        return joined[-1]

    yield new
    for each in joined:
        each.close()


@pytest.fixture
def alice(join: Callable[[str], ThroughClient]) -> ThroughClient:
    return join("Alice's community")


@pytest.fixture
def charlie(join: Callable[[str], ThroughClient]) -> ThroughClient:
    return join("Charlie's community")
