"""Alice owns a community and has an airmeet there; Charlie owns another."""

from collections.abc import Iterator

import pytest

from tests.dashboard import Organizer
from tests.harness import LiveServer
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
