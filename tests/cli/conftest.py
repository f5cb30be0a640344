"""A terminal in front of an installation that nobody has used yet, and what tests put into it first."""

from pathlib import Path

import pytest

from admit.actions import access_keys, airmeets, communities
from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet
from tests.cli.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture
def community(terminal: Terminal) -> str:
    """The id of a community."""
    return terminal.arrange(communities.create, name="Tidewater").community_id


@pytest.fixture
def airmeet(terminal: Terminal, community: str) -> str:
    """The uid of an airmeet of the community."""
    return new_airmeet(terminal, community).airmeet_id


@pytest.fixture
def access_key(terminal: Terminal, community: str) -> str:
    """A key that may do everything in the community."""
    key, _ = terminal.arrange(access_keys.create, community_id=community, label="CRM sync")
    return key.access_key


def new_airmeet(terminal: Terminal, community_id: str) -> Airmeet:
    return terminal.arrange(
        airmeets.create,
        community_id=community_id,
        name="Open evening",
        starts_at=Timestamp("2026-12-10T18:00:00.000Z"),
        ends_at=Timestamp("2026-12-10T20:00:00.000Z"),
        timezone="Europe/London",
    )
