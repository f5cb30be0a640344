"""From SQLite to PostgreSQL: everything, checked, and once."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from admit.server import copy_database
from admit.store.copying import CannotCopy
from tests.harness import Integration, LiveServer, ManualClock
from tests.postgres import PostgresServer


@pytest.fixture
def moved(tmp_path: Path, postgres: PostgresServer) -> tuple[LiveServer, Integration, str, list[str]]:
    """A community on SQLite, the URL of an empty PostgreSQL, and the entry links of three attendees."""
    clock = ManualClock()
    with LiveServer(tmp_path / "admit.db", clock) as server:
        alice = server.community("Alice's community")
        for number in range(120):
            assert alice.register(f"guest{number}@example.com", city="\u00c9vora").status_code == 200
        links = [alice.authorize(f"guest{number}@example.com").json()["entryLink"] for number in (1, 2, 200)]
        assert alice.revoke("guest2@example.com").status_code == 204
    return server, alice, postgres.new_database(), links


def copy(path: Path, url: str) -> dict[str, int]:
    command = [sys.executable, "-m", "admit", "copy", "--from", f"sqlite:///{path}", "--to", url, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)
    assert done.returncode == 0, done.stderr
    answer: dict[str, int] = json.loads(done.stdout)
    return answer


def test_the_same_tokens_links_and_cursors_go_on(
    moved: tuple[LiveServer, Integration, str, list[str]],
) -> None:
    server, alice, url, links = moved
    copied = copy(server.path, url)
    with LiveServer(server.path, ManualClock()) as before:
        kept = before.rows()
        alice.server = before
        page = alice.list_registrations(after=50, size=500)
    assert copied == {"tables": len(kept) - 1, "rows": sum(map(len, kept.values())) - len(kept["migrations"])}
    with LiveServer(url, ManualClock()) as after:
        assert {name: rows for name, rows in after.rows().items() if name != "migrations"} == {
            name: rows for name, rows in kept.items() if name != "migrations"
        }
        alice.server = after
        assert alice.list_registrations(after=50, size=500) == page
        paths = [link[link.index("/e/") :] for link in links]
        assert [after.http.get(path).status_code for path in paths] == [303, 404, 303]
        assert alice.issue(alice.access_key, alice.secret_key)
        assert alice.register("new@example.com").status_code == 200
        assert alice.list_registrations(after=page["cursors"]["after"])["data"][0]["email"] == "new@example.com"


def test_a_second_run_goes_on_after_a_table_that_had_not_arrived(
    moved: tuple[LiveServer, Integration, str, list[str]], postgres: PostgresServer
) -> None:
    server, _, url, _ = moved
    copied = copy(server.path, url)
    postgres.psql(url, "DELETE FROM registrations")
    assert copy(server.path, url) == copied
    assert postgres.psql(url, "SELECT COUNT(*) FROM registrations") == "120\n"


def test_a_target_with_rows_of_its_own_is_refused_and_left_as_it_was(
    moved: tuple[LiveServer, Integration, str, list[str]], postgres: PostgresServer
) -> None:
    server, _, url, _ = moved
    copy(server.path, url)
    postgres.psql(url, "UPDATE registrations SET city = 'Faro' WHERE seq = 7")
    with pytest.raises(CannotCopy, match="table registrations holds 120 rows that are not the source's 120"):
        asyncio.run(copy_database(f"sqlite:///{server.path}", url, _unwatched))
    assert postgres.psql(url, "SELECT city FROM registrations WHERE seq = 7") == "Faro\n"


@contextmanager
def _unwatched(_: str, __: int) -> Iterator[Callable[[int], None]]:
    yield lambda _: None
