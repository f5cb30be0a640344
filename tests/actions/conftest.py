"""A desk with an empty database, on each engine."""

from collections.abc import Iterator

import pytest

from tests.actions.desk import Desk, open_desk


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with open_desk(database) as desk:
        yield desk
