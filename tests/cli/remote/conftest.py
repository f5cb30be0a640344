"""A user of an installation, at a terminal of their own."""

from pathlib import Path

import pytest

from admit.testing import AdmitServer
from tests.cli.remote.user import User


@pytest.fixture
def stranger(tmp_path: Path) -> User:
    """Who has no profile yet."""
    return User(tmp_path)


@pytest.fixture
def user(stranger: User, admit_server: AdmitServer) -> User:
    """With the seeded key pair in the default profile."""
    stranger.log_in(admit_server)
    return stranger


@pytest.fixture
def airmeet(admit_server: AdmitServer) -> str:
    return admit_server.airmeet_id
