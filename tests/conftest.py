"""A real server for each worker of the suite, and its cast: Alice's community, and Charlie's, who must see nothing."""

from collections.abc import Iterator

import hypothesis
import pytest

from tests.harness import OPERATOR_EMAIL, Integration, LiveServer, ManualClock

hypothesis.settings.register_profile("admit", deadline=None)  # How long a machine takes is measured in bench/.
hypothesis.settings.load_profile("admit")


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with LiveServer(tmp_path_factory.mktemp("live") / "admit.db", ManualClock(), operators=OPERATOR_EMAIL) as server:
        yield server


@pytest.fixture
def server(shared_server: LiveServer) -> Iterator[LiveServer]:
    """The clock is put back after each test; the data of other tests stays, in communities of their own."""
    yield shared_server
    shared_server.clock.reset()


@pytest.fixture
def alice(server: LiveServer) -> Integration:
    return server.community("Alice's community")


@pytest.fixture
def charlie(server: LiveServer) -> Integration:
    return server.community("Charlie's community")
