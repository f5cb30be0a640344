"""The pytest plugin.

It is loaded in every run of whoever has Admit and pytest, with or without the server, so it imports it at need.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from admit.testing import AdmitServer


@pytest.fixture(scope="session")
def admit_server_of_session() -> Iterator["AdmitServer"]:
    """One for the whole session; tests take `admit_server`."""
    try:
        from admit.testing import AdmitServer  # noqa: PLC0415 (the server is not part of the base install)
    except ModuleNotFoundError as missing:
        pytest.fail(f"admit_server needs {missing.name}: install it with pip install 'admit[testing]'.", pytrace=False)
    with AdmitServer() as server:
        yield server


@pytest.fixture
def admit_server(admit_server_of_session: "AdmitServer") -> Iterator["AdmitServer"]:
    """A real Admit server with an airmeet and a key pair of this test's own. See `admit.testing.AdmitServer`."""
    yield admit_server_of_session
    admit_server_of_session.reset()
