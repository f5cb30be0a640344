"""`admit serve --processes`: one port, one installation, and processes that may die."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.cli.terminal import Serving, Terminal
from tests.postgres import PostgresServer

SERVES = re.compile(r"admit\.supervisor process (\d+) (?:serves|takes its place)$", re.MULTILINE)
DIES = re.compile(r"admit\.supervisor process (\d+) ended with (\S+) and is replaced$", re.MULTILINE)


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, postgres: PostgresServer) -> Terminal:
    terminal = Terminal(tmp_path)
    if request.param == "postgres":
        terminal.database = postgres.new_database()
    return terminal


def until(is_so: Callable[[], bool]) -> None:
    """Other processes have no event to await."""
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """A zombie is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def workers(serving: Serving) -> list[int]:
    """Every one there ever was."""
    return [int(pid) for pid in SERVES.findall(serving.log.read_text())]


def ask(serving: Serving) -> int:
    """Each call is a connection of its own, for whichever process takes it."""
    return httpx.get(f"{serving.url}/readyz", timeout=20).status_code


def test_one_port_is_served_by_all_until_a_signal_ends_them(installation: Terminal) -> None:
    with installation.serve("--processes", "3") as serving:
        assert serving.said == [f"url        {serving.url}", f"reference  {serving.url}/docs"]
        pids = workers(serving)
        assert len(set(pids)) == 3
        assert {ask(serving) for _ in range(12)} == {200}
        assert serving.stop(signal.SIGTERM) == 0
        assert [pid for pid in pids if is_alive(pid)] == []
        assert "Traceback" not in serving.log.read_text()


def test_one_that_is_killed_is_replaced_and_the_others_serve_meanwhile(installation: Terminal) -> None:
    with installation.serve("--processes", "2") as serving:
        first, second = workers(serving)
        os.kill(first, signal.SIGKILL)
        until(lambda: len(workers(serving)) == 3)
        assert DIES.findall(serving.log.read_text()) == [(str(first), "-9")]
        os.kill(second, signal.SIGKILL)
        until(lambda: len(workers(serving)) == 4)
        assert ask(serving) == 200
        assert serving.stop(signal.SIGINT) == 0


def test_when_the_first_process_is_killed_the_others_end(installation: Terminal) -> None:
    with installation.serve("--processes", "2") as serving:
        pids = workers(serving)
        serving.process.kill()
        until(lambda: not any(is_alive(pid) for pid in pids))


def test_with_a_demo_its_credentials_are_shown_once(installation: Terminal) -> None:
    with installation.serve("--processes", "2", "--demo") as serving:
        assert sum("X-Airmeet-Secret-Key: " in line for line in serving.said) == 2
        assert "".join(serving.said).count("Its key pair is shown this once") == 1
        assert serving.stop(signal.SIGTERM) == 0


def test_a_port_that_is_taken_is_a_sentence(installation: Terminal) -> None:
    with installation.serve() as serving:
        port = str(httpx.URL(serving.url).port)
        outcome = installation.run("serve", "--processes", "2", "--port", port)
    assert (outcome.status, outcome.answer) == (1, "")
    assert outcome.complaint.startswith("Error: ")
    assert "Address already in use" in outcome.complaint
