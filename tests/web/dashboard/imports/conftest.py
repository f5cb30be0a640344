"""An organizer at work, with an airmeet whose integration can be called as well."""

from collections.abc import Iterator

import pytest

from tests.dashboard import Organizer
from tests.harness import Integration, LiveServer


@pytest.fixture
def organizer(server: LiveServer) -> Iterator[Organizer]:
    with Organizer(server) as organizer:
        yield organizer.sign_up("Alice's community")


@pytest.fixture
def airmeet(organizer: Organizer) -> Integration:
    return Integration(organizer.server, organizer.community_id)


@pytest.fixture
def imports(organizer: Organizer, airmeet: Integration) -> str:
    """The address of the airmeet's imports."""
    return f"/communities/{organizer.community_id}/airmeets/{airmeet.airmeet_id}/imports"
