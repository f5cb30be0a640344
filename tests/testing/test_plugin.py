"""The pytest plugin, in the run of somebody else's tests."""

import subprocess
import sys
from pathlib import Path

import pytest

ON_THE_FIXTURE = """
import pytest

@pytest.mark.parametrize("number", range(3))
def test_each_has_a_server_of_its_own(admit_server, number):
    admit_server.client.register(admit_server.airmeet_id, "ada@example.com", "Ada")
    assert len(list(admit_server.client.registrations(admit_server.airmeet_id))) == 1
    assert len(admit_server.requests) == 4
"""

WITHOUT_THE_FIXTURE = """
import sys

def test_that_has_no_use_for_it():
    assert [name for name in ("httpx", "starlette", "admit.client", "admit.server") if name in sys.modules] == []
"""


def run(folder: Path, test: str) -> str:
    (folder / "test_it.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:schemathesis", "test_it.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 (pytest)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("test, passed", [(ON_THE_FIXTURE, 3), (WITHOUT_THE_FIXTURE, 1)])
def test_it_is_there_for_who_asks_and_for_nobody_else(tmp_path: Path, test: str, passed: int) -> None:
    assert run(tmp_path, test).startswith(f"{passed} passed")
