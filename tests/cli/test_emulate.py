"""`admit emulate`: the server for tests, for programs in any language."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from admit import Client
from admit.client import Forbidden, InternalServerError
from tests.cli.remote.user import User
from tests.forks import Program


class Emulated:
    """A server that `admit emulate` runs."""

    def __init__(self, process: Program) -> None:
        self.process = process
        self.told: dict[str, str] = json.loads(process.stdout.readline())
        self.http = httpx.Client(base_url=self.told["url"])

    def client(self, **of: str) -> Client:
        told = of or self.told
        return Client(self.told["url"], told["accessKey"], told["secretKey"], retries=0)

    def control(self, path: str, /, **members: object) -> Any:  # noqa: ANN401 (whatever JSON it answers)
        answer = self.http.post(f"/emulator/{path}", json=members)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def emulated(folder: Path, *words: str) -> Iterator[Emulated]:
    with User(folder).start("emulate", "--port", "0", "--json", *words) as process:
        running = Emulated(process)
        try:
            yield running
        finally:
            running.http.close()
            process.terminate()


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Emulated]:
    with emulated(tmp_path, "--control") as running:
        yield running


def test_it_begins_with_an_airmeet_and_a_key_pair(tmp_path: Path) -> None:
    with emulated(tmp_path) as running, running.client() as client:
        assert [each.uid for each in client.airmeets()] == [running.told["airmeet"]]
        assert sorted(running.told) == ["accessKey", "airmeet", "secretKey", "url"]


def test_nobody_controls_it_unless_that_was_asked_for(tmp_path: Path) -> None:
    with emulated(tmp_path) as running:
        statuses = [
            running.http.post(f"/emulator/{path}", json={}).status_code for path in ("reset", "clock", "faults")
        ]
        assert [*statuses, running.http.get("/emulator").status_code] == [404] * 4


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_nothing_stays(tmp_path: Path, signal_number: int) -> None:
    with emulated(tmp_path) as running:
        running.process.send_signal(signal_number)
        assert running.process.wait(timeout=30) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with emulated(tmp_path) as running:
        port = httpx.URL(running.told["url"]).port
        outcome = User(tmp_path).run("emulate", "--port", str(port))
    assert (outcome.status, outcome.answer) == (1, "")
    assert "in use" in outcome.complaint


def test_its_clock_runs_and_is_moved(controlled: Emulated) -> None:
    before = controlled.http.get("/emulator").json()["now"]
    with controlled.client() as client:
        list(client.airmeets())
        assert controlled.control("clock", seconds=31 * 24 * 60 * 60)["now"] > before
        list(client.airmeets())
    assert 412 in [request["status"] for request in controlled.http.get("/emulator/requests").json()]


def test_it_fails_when_it_is_told_to(controlled: Emulated) -> None:
    controlled.control("faults", status=500, path="airmeets", sentence="Out for lunch.")
    with controlled.client() as client:
        with pytest.raises(InternalServerError, match=r"Out for lunch\."):
            list(client.airmeets())
        list(client.airmeets())


def test_a_reset_gives_a_new_key_pair_and_ends_the_old_one(controlled: Emulated) -> None:
    controlled.control("delay", seconds=5)
    state = controlled.control("reset")
    with controlled.client(**state) as client, controlled.client() as old:
        assert [each.uid for each in client.airmeets()] == [state["airmeet"]]
        with pytest.raises(Forbidden):
            list(old.airmeets())


@pytest.mark.parametrize(
    "path, body", [("clock", {}), ("faults", {"stauts": 500}), ("delay", {"seconds": "x"}), ("faults", [])]
)
def test_what_it_does_not_understand_it_says(controlled: Emulated, path: str, body: object) -> None:
    answer = controlled.http.post(f"/emulator/{path}", json=body)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_a_page_from_elsewhere_cannot_steer_it(controlled: Emulated) -> None:
    """A browser lets any page send what a form can, and no form can say that it is JSON."""
    answer = controlled.http.post("/emulator/clock", content=b'{"seconds": 5}', headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Content-Type must be application/json."})
