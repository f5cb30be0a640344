"""A public event of Alice's, and somebody who has never been here."""

from collections.abc import Iterator

import pytest

from tests.dashboard import Organizer as Visitor
from tests.harness import Integration, LiveServer
from tests.web.attendee.evenings import hold


@pytest.fixture
def evening(alice: Integration) -> str:
    """The path of its page."""
    return f"/e/{hold(alice).airmeet_id}"


@pytest.fixture
def visitor(server: LiveServer) -> Iterator[Visitor]:
    with Visitor(server) as visitor:
        yield visitor
