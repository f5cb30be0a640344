"""A real server for each worker of the suite, and its cast: Alice's community, and Charlie's, who must see nothing.

What is asked of the store, the actions and the web is asked on each engine; commands and journeys run on SQLite.
"""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.harness import OPERATOR_EMAIL, Integration, LiveServer, ManualClock
from tests.postgres import PostgresServer

hypothesis.settings.register_profile("admit", deadline=None)  # How long a machine takes is measured in bench/.
hypothesis.settings.load_profile("admit")

TESTS = Path(__file__).parent
ON_EACH_ENGINE = {"actions", "store", "web"}
ENGINES = ("sqlite", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        is_on_each = metafunc.definition.path.relative_to(TESTS).parts[0] in ON_EACH_ENGINE
        is_on_each = is_on_each and metafunc.definition.get_closest_marker("sqlite") is None
        metafunc.parametrize("engine", ENGINES if is_on_each else ENGINES[:1], indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def emptied_database(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """A member of ENGINES: see pytest_generate_tests."""
    return str(request.param)


@pytest.fixture
def database(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a database without data."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path}/admit.db"
    url: str = request.getfixturevalue("emptied_database")
    request.getfixturevalue("postgres").empty(url)
    return url


@pytest.fixture
def blank_database(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a database without a schema."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path}/admit.db"
    url: str = request.getfixturevalue("postgres").new_database()
    return url


@pytest.fixture(scope="session")
def shared_server(
    engine: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[LiveServer]:
    where: Path | str = tmp_path_factory.mktemp("live") / "admit.db"
    if engine == "postgres":
        where = request.getfixturevalue("postgres").new_database()
    with LiveServer(where, ManualClock(), operators=OPERATOR_EMAIL) as server:
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
