"""A server whose mail goes to a receiver on loopback."""

from collections.abc import Iterator

import pytest

from tests.delivery.office import SENDER
from tests.delivery.receiver import Receiver
from tests.harness import LiveServer, ManualClock


@pytest.fixture(scope="package")
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="package")
def shared_mailing(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[LiveServer]:
    path = tmp_path_factory.mktemp("mailing") / "admit.db"
    with LiveServer(path, ManualClock(), smtp_url=receiver.url, mail_from=SENDER) as server:
        yield server


@pytest.fixture
def mailing(shared_mailing: LiveServer) -> Iterator[LiveServer]:
    """As `server`: the clock is put back, the data stays."""
    yield shared_mailing
    shared_mailing.clock.reset()
