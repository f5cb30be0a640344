"""A community with something to see, on a server of its own: every row of it is compared."""

from collections.abc import Iterator

import pytest

from tests.harness import OPERATOR_EMAIL, LiveServer, ManualClock
from tests.journeys.stage import Stage


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    path = tmp_path_factory.mktemp("installation") / "admit.db"
    with LiveServer(path, ManualClock(), operators=OPERATOR_EMAIL) as server:
        yield server


@pytest.fixture(scope="package")
def stage(installation: LiveServer) -> Iterator[Stage]:
    """To be looked at: nothing may change there."""
    with Stage(installation) as stage:
        yield stage
