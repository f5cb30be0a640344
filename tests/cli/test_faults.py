"""Expected faults: a sentence on standard error, exit status 1 or 2, and never a traceback."""

import errno
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from tests.cli.terminal import Outcome, Terminal

COMMANDS = (("communities", "list"), ("migrate",), ("serve",))


def assert_explained(outcome: Outcome, sentence: str) -> None:
    assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", f"Error: {sentence}\n")


@pytest.fixture(params=COMMANDS, ids=" ".join)
def command(request: pytest.FixtureRequest) -> tuple[str, ...]:
    words: tuple[str, ...] = request.param
    return words


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("url", ["admit.db", "postgres://localhost/admit", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_url_of_another_kind(terminal: Terminal, url: str) -> None:
    outcome = terminal.run("communities", "list", "--database", url)
    forms = "neither sqlite:///relative.db nor sqlite:////absolute.db, nor postgresql://user:password@host/name"
    assert_explained(outcome, f"database: {url!r} is {forms}.")


def test_a_database_that_is_a_folder(terminal: Terminal, command: tuple[str, ...]) -> None:
    outcome = terminal.run(*command, "--database", f"sqlite:///{terminal.folder}")
    assert_explained(outcome, f"The database {terminal.folder} cannot be opened: unable to open database file.")


def test_a_database_where_nothing_can_be_written(terminal: Terminal, command: tuple[str, ...]) -> None:
    outcome = terminal.run(*command, "--database", "sqlite:////dev/null/admit.db")
    sentence = "The database /dev/null/admit.db cannot be opened: [Errno 17] File exists: '/dev/null'."
    assert_explained(outcome, sentence)


def test_a_file_that_is_no_database_stays_as_it_was(terminal: Terminal, command: tuple[str, ...]) -> None:
    path = terminal.folder / "letter.txt"
    path.write_text("Dear Ada, " * 100)
    outcome = terminal.run(*command, "--database", "sqlite:///letter.txt")
    assert_explained(outcome, "The database letter.txt cannot be opened: file is not a database.")
    assert path.read_text() == "Dear Ada, " * 100


def test_a_database_of_a_later_version(terminal: Terminal) -> None:
    terminal.ask("migrate")
    with closing(apsw.Connection(str(terminal.folder / "admit.db"))) as connection:
        connection.execute("INSERT INTO migrations (version, name, applied_at) VALUES (9999, 'later', '')")
    outcome = terminal.run("communities", "list")
    assert_explained(outcome, "The database has migration 9999, which this version of Admit does not know.")


def test_a_database_that_another_process_does_not_let_go_of(terminal: Terminal, tmp_path: Path) -> None:
    terminal.ask("migrate")
    with (
        closing(apsw.Connection(str(terminal.folder / "admit.db"))) as writing,
        closing(apsw.Connection(str(tmp_path / "rollback.db"))) as exclusive,
        ThreadPoolExecutor() as both_at_once,
    ):
        writing.execute("BEGIN IMMEDIATE")
        exclusive.execute("CREATE TABLE letters (letter TEXT); BEGIN EXCLUSIVE")
        written = both_at_once.submit(terminal.run, "communities", "create", "Tidewater")
        opened = both_at_once.submit(terminal.run, "communities", "list", database="sqlite:///rollback.db")
        assert_explained(
            written.result(),
            "The database cannot be used right now; nothing was changed, try again in a moment.",
        )
        assert_explained(opened.result(), "The database rollback.db cannot be opened: database is locked.")


def test_a_port_that_is_taken(terminal: Terminal, taken_port: int) -> None:
    outcome = terminal.run("serve", "--port", str(taken_port))
    where = f"while attempting to bind on address ('127.0.0.1', {taken_port})"
    assert_explained(outcome, f"[Errno {errno.EADDRINUSE}] {os.strerror(errno.EADDRINUSE)} ({where})")


def test_a_host_that_is_not_here(terminal: Terminal) -> None:
    outcome = terminal.run("serve", "--host", "192.0.2.1", "--port", "0")
    assert (outcome.status, outcome.answer) == (1, "")
    assert outcome.complaint.startswith(f"Error: [Errno {errno.EADDRNOTAVAIL}] ")
    assert outcome.complaint.count("\n") == 1


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_flag_that_is_no_port(terminal: Terminal, port: str) -> None:
    outcome = terminal.run("serve", "--port", port)
    assert (outcome.status, outcome.answer) == (2, "")
    assert outcome.complaint.splitlines()[-1].startswith("Error: Invalid value for '--port': ")


def test_a_public_url_that_no_link_can_begin_with(terminal: Terminal) -> None:
    outcome = terminal.run("serve", "--public-url", "https://events.example.com/?from=mail")
    assert_explained(
        outcome,
        "public_url: 'https://events.example.com/?from=mail' is not http(s)://host[:port][/path], "
        "without a query or fragment.",
    )


@pytest.mark.parametrize("words", [("nothing",), ("airmeets", "start"), ("keys", "list", "--colour")])
def test_a_command_that_there_is_not(terminal: Terminal, words: tuple[str, ...]) -> None:
    outcome = terminal.run(*words)
    assert (outcome.status, outcome.answer) == (2, "")
    assert outcome.complaint.startswith("Usage: ")
