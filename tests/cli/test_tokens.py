"""`admit tokens`."""

import httpx
import pytest

from tests.cli.terminal import Terminal


def status_with(url: str, token: str) -> int:
    return httpx.get(f"{url}/api/v1/airmeets", headers={"X-Airmeet-Access-Token": token}).status_code


def test_a_token_speaks_for_its_key_until_its_lifetime_is_over(terminal: Terminal, access_key: str) -> None:
    create = ("tokens", "create", "--access-key", access_key)
    [[name, token]] = terminal.tell(*create)
    tokens = [terminal.ask(*create, *lifetime) for lifetime in ((), *(("--lifetime", s) for s in ("60", "0", "-60")))]
    assert [list(answer) for answer in tokens] == [["token"]] * 4
    assert name == "token"
    with terminal.serve() as serving:
        statuses = [status_with(serving.url, token) for token in (token, *(answer["token"] for answer in tokens))]
    assert statuses == [200, 200, 200, 412, 412]


def test_a_key_that_is_not_there_has_no_token(terminal: Terminal) -> None:
    outcome = terminal.run("tokens", "create", "--access-key", "nothing")
    assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", "Error: There is no access key nothing.\n")


@pytest.mark.parametrize("lifetime", ["long", "10000000000", "1.5"])
def test_a_lifetime_is_a_sane_number_of_seconds(terminal: Terminal, access_key: str, lifetime: str) -> None:
    outcome = terminal.run("tokens", "create", "--access-key", access_key, "--lifetime", lifetime)
    assert (outcome.status, outcome.answer) == (2, "")
    assert outcome.complaint.splitlines()[-1].startswith("Error: Invalid value for '--lifetime': ")
