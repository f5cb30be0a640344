"""`admit serve --demo`, as somebody meets it on the first evening."""

import json
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.cli.terminal import Serving, Terminal


@dataclass(frozen=True)
class FirstStart:
    """What the first start printed."""

    url: str
    access_key: str
    secret_key: str
    curl_lines: list[str]
    entry_link: str

    @classmethod
    def read(cls, said: list[str]) -> "FirstStart":
        words = [line.split() for line in said]
        return cls(
            url=next(line[1] for line in words if line[:1] == ["url"]),
            access_key=next(line[1] for line in words if line[:1] == ["X-Airmeet-Access-Key:"]),
            secret_key=next(line[1] for line in words if line[:1] == ["X-Airmeet-Secret-Key:"]),
            curl_lines=[line for line in said if line.startswith("curl ")],
            entry_link=next(line[0] for line in words if line and "/e/" in line[0]),
        )


@pytest.fixture
def serving(terminal: Terminal) -> Iterator[Serving]:
    with terminal.serve("--demo") as serving:
        yield serving


@pytest.fixture
def first(serving: Serving) -> FirstStart:
    return FirstStart.read(serving.said)


def paste(line: str) -> Any:  # noqa: ANN401 (whatever JSON the server answers)
    """What a shell makes of `line`; on a machine without curl, what httpx does with the same words."""
    if shutil.which("curl"):
        done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, timeout=30, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)
    curl, silent, request, method, url, *options = shlex.split(line)
    assert (curl, silent, request) == ("curl", "-sS", "-X")
    pairs = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for option, value in pairs if option == "-H")
    body = next((value for option, value in pairs if option == "-d"), None)
    return httpx.request(method, url, headers=headers, content=body).json()


def test_its_four_lines_do_what_they_say(first: FirstStart) -> None:
    auth, listed, registered, authorized = (paste(line) for line in first.curl_lines)
    assert auth == {
        "success": True,
        "data": {"label": "Demo", "token": auth["token"]},
        "token": auth["token"],
    }
    assert sorted(row["status"] for row in listed["data"]) == ["CREATED", "FINISHED", "ONGOING", "PAUSED"]
    assert registered == {"email": "grace@example.com"}
    assert authorized == {"email": "ada@example.com", "entryLink": first.entry_link}


def test_there_are_200_registrations_and_a_link_that_opens(first: FirstStart) -> None:
    with httpx.Client(base_url=first.url, follow_redirects=True) as http:
        pair = {"X-Airmeet-Access-Key": first.access_key, "X-Airmeet-Secret-Key": first.secret_key}
        headers = {"X-Airmeet-Access-Token": http.post("/api/v1/auth", headers=pair).json()["token"]}
        ongoing = http.get("/api/v1/airmeets", headers=headers).json()["data"][0]["uid"]
        page = http.get(f"/api/v1/airmeet/{ongoing}/registrations?size=500", headers=headers).json()
        entry = http.get(first.entry_link)
    assert (len(page["data"]), page["cursors"]) == (200, {"before": 1, "after": 200, "pageCount": 1})
    assert entry.status_code == 200
    assert "Ada Lovelace" in entry.text


def test_the_second_start_shows_no_key_and_keeps_the_data(
    terminal: Terminal, serving: Serving, first: FirstStart
) -> None:
    serving.stop(signal.SIGTERM)
    with terminal.serve("--demo") as again:
        assert again.said == [f"url        {again.url}", f"reference  {again.url}/docs"]
        pair = {"X-Airmeet-Access-Key": first.access_key, "X-Airmeet-Secret-Key": first.secret_key}
        assert httpx.post(f"{again.url}/api/v1/auth", headers=pair).status_code == 200


def test_a_program_gets_the_credentials_once(terminal: Terminal) -> None:
    with terminal.serve("--demo", "--json") as serving:
        first = json.loads(serving.said[0])
        assert serving.stop(signal.SIGTERM) == 0
        assert len(serving.said) == 1
    with terminal.serve("--demo", "--json") as again:
        second = json.loads(again.said[0])
        pair = {"X-Airmeet-Access-Key": first["accessKey"], "X-Airmeet-Secret-Key": first["secretKey"]}
        auth = httpx.post(f"{second['url']}/api/v1/auth", headers=pair)
        listed = httpx.get(f"{second['url']}/api/v1/airmeets", headers={"X-Airmeet-Access-Token": first["token"]})
        with httpx.Client(follow_redirects=True) as browser:
            entry = browser.get(first["entryLink"].replace(first["url"], second["url"]))
    assert list(first) == ["url", "reference", "accessKey", "secretKey", "token", "airmeet", "entryLink"]
    assert list(second) == ["url", "reference"]
    assert (auth.status_code, listed.status_code, entry.status_code) == (200, 200, 200)
    assert listed.json()["data"][0]["uid"] == first["airmeet"]


def test_an_installation_in_use_is_left_alone(terminal: Terminal, community: str) -> None:
    with terminal.serve("--demo") as serving:
        assert len(serving.said) == 2
    assert [row["id"] for row in terminal.ask("communities", "list")] == [community]
