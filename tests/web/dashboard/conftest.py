"""Alice owns a community with an airmeet, Charlie another one. Mail goes to a receiver on loopback."""

from collections.abc import Iterator

import pytest

from tests.dashboard import Organizer
from tests.delivery.office import SENDER
from tests.delivery.receiver import Receiver
from tests.harness import LiveServer, ManualClock
from tests.web.dashboard.forms import OPEN_EVENING


@pytest.fixture
def owner(server: LiveServer) -> Iterator[Organizer]:
    with Organizer(server) as organizer:
        yield organizer.sign_up("Alice's community")


@pytest.fixture
def stranger(server: LiveServer) -> Iterator[Organizer]:
    with Organizer(server) as organizer:
        yield organizer.sign_up("Charlie's community")


@pytest.fixture
def evening(owner: Organizer) -> str:
    """The path of its page."""
    owner.get(f"/communities/{owner.community_id}/airmeets/new")
    return owner.post(f"/communities/{owner.community_id}/airmeets", **OPEN_EVENING).url.path


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
