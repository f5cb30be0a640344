"""Clients of both kinds on the server that other people's tests use."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from admit.testing import AdmitServer
from tests.client.both import KINDS, AnyClient, opened

NewClient = Callable[..., AnyClient]


@pytest.fixture(params=KINDS)
def new_client(request: pytest.FixtureRequest, admit_server: AdmitServer) -> Iterator[NewClient]:
    """With the seeded key pair, unless told otherwise."""
    with ExitStack() as stack:

        def new(access_key: str = "", secret_key: str = "", url: str = "", **options: Any) -> AnyClient:  # noqa: ANN401
            pair = access_key or admit_server.access_key, secret_key or admit_server.secret_key
            return stack.enter_context(opened(request.param, url or admit_server.url, *pair, **options))

        yield new


@pytest.fixture
def client(new_client: NewClient) -> AnyClient:
    return new_client()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """In a folder that is not there yet."""
    return tmp_path / "admit" / "token.json"
