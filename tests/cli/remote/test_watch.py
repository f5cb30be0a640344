"""`admit watch`: new registrations as they come."""

import json
import signal

import pytest

from admit.testing import AdmitServer
from admit.testing.faults import Fault
from tests.cli.remote.user import User


def test_it_begins_with_those_who_come_next(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    admit_server.client.register(airmeet, "ada@example.com", "Ada")
    with user.start("watch", airmeet, "--json", "--interval", "0.1", "--count", "2") as process:
        while not any(request.query.get("after") for request in admit_server.requests):
            assert process.poll() is None
        for name in ("grace", "katherine"):
            admit_server.client.register(airmeet, f"{name}@example.com", name.title())
        answer, complaint = process.communicate()
    assert (process.returncode, complaint) == (0, "")
    assert [json.loads(line)["email"] for line in answer.splitlines()] == ["grace@example.com", "katherine@example.com"]


def test_it_may_begin_with_those_who_are_there(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    for name in ("ada", "grace", "katherine"):
        admit_server.client.register(airmeet, f"{name}@example.com", name.title())
    shown = user.tell("watch", airmeet, "--from-start", "--count", "3")
    assert [cells[0] for cells in shown] == ["email", "ada@example.com", "grace@example.com", "katherine@example.com"]
    shown = user.tell("watch", airmeet, "--after", "2", "--count", "1")
    assert [cells[0] for cells in shown] == ["email", "katherine@example.com"]


def test_ctrl_c_is_how_it_ends(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    admit_server.client.register(airmeet, "ada@example.com", "Ada")
    with user.start("watch", airmeet, "--from-start", "--json") as process:
        assert json.loads(process.stdout.readline())["email"] == "ada@example.com"
        process.send_signal(signal.SIGINT)
        assert process.communicate() == ("", "")
    assert process.returncode == 0


@pytest.mark.parametrize(
    "status, told", [(None, "No answer: ReadError"), (502, "502 BAD_GATEWAY: "), (503, "503 SERVICE_UNAVAILABLE: ")]
)
def test_nobody_is_missed_while_the_server_is_away(
    user: User, admit_server: AdmitServer, airmeet: str, status: int | None, told: str
) -> None:
    words = ("watch", airmeet, "--from-start", "--json", "--interval", "0.1", "--count", "1")
    admit_server.add_fault(Fault(status=status, path="registrations"), times=6)
    with user.start(*words) as process:
        assert process.stderr.readline().startswith(told)
        admit_server.client.register(airmeet, "ada@example.com", "Ada")
        answer, _ = process.communicate()
    assert json.loads(answer)["email"] == "ada@example.com"
