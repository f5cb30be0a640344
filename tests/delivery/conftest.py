"""A receiver of mail and an office with nothing in its outbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.office import Office
from tests.delivery.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "admit.db")
