"""A real server for each worker of the suite, and its cast: Alice's community, and Charlie's, who must see nothing.

What is asked of the store, the actions and the web is asked on each engine; commands and journeys run on SQLite.
What the API promises is asked of three processes on PostgreSQL as well.
"""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.harness import OPERATOR_EMAIL, Integration, LiveServer, ManualClock
from tests.live_processes import LiveProcesses, SharedClock
from tests.postgres import PostgresServer

hypothesis.settings.register_profile("admit", deadline=None)  # How long a machine takes is measured in bench/.
hypothesis.settings.load_profile("admit")

TESTS = Path(__file__).parent
ON_EACH_ENGINE = {"actions", "store", "web"}
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As in a shell's background jobs. The programs that the tests start and interrupt would ignore it, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)

MEMORY = Path("/dev/shm")  # noqa: S108 (where Linux keeps files in memory)
MEMORY_BYTES_MIN = 4 << 30
OF_PROCESSES = {
    *("test_airmeets.py", "test_attendees.py", "test_auth.py", "test_causes.py", "test_cursors.py"),
    *("test_cursor_model.py", "test_registrations.py"),
}
"""The contract's tests, in tests/web."""


def pytest_configure(config: pytest.Config) -> None:
    """Files that nobody reads again need no disk where there is memory for them, as there may not be for a long run."""
    is_wanted = "TMPDIR" not in os.environ and config.option.markexpr != "soak"
    if is_wanted and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_BYTES_MIN:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_finish() -> None:
    """The collector need not look through thousands of tests time and again: that takes a tenth of their time."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", engines_of(metafunc.definition), indirect=True, scope="session")


def engines_of(test: pytest.Item) -> list[str]:
    folder, *rest = test.path.relative_to(TESTS).parts
    if folder not in ON_EACH_ENGINE or test.get_closest_marker("sqlite") is not None:
        return ["sqlite"]
    if folder == "web" and rest[0] in OF_PROCESSES and test.get_closest_marker("one_process") is None:
        return ["sqlite", "postgres", "processes"]
    return ["sqlite", "postgres"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def emptied_database(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """See engines_of."""
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
    folder = tmp_path_factory.mktemp("live")
    if engine == "sqlite":
        live = LiveServer(folder / "admit.db", ManualClock(), operators=OPERATOR_EMAIL)
    else:
        url = request.getfixturevalue("postgres").new_database()
        if engine == "postgres":
            live = LiveServer(url, ManualClock(), operators=OPERATOR_EMAIL)
        else:
            live = LiveProcesses(url, SharedClock(folder / "clock"), operators=OPERATOR_EMAIL)
    with live as server:
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
