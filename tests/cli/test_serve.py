"""`admit serve`, from its start to its end."""

import json
import signal
import socket
from pathlib import Path

import httpx
import pytest

from admit.model.actors import Operator
from admit.store.database import Transaction
from tests.cli.terminal import Terminal
from tests.dashboard import CSRF, PASSWORD

AUTH_HEAD = b"POST /api/v1/auth HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_ends_it_once_what_was_accepted_is_answered(terminal: Terminal, signal_number: int) -> None:
    with terminal.serve() as serving:
        url = httpx.URL(serving.url)
        with socket.create_connection((url.host, url.port or 0)) as connection:
            connection.sendall(AUTH_HEAD.replace(b"Content-Type", b"Expect: 100-continue\r\nContent-Type"))
            assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
            serving.process.send_signal(signal_number)
            connection.sendall(b"{}")
            assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
        assert serving.process.wait(timeout=30) == 0
        assert "Traceback" not in serving.log.read_text()


def test_it_says_where_it_can_be_reached(terminal: Terminal) -> None:
    with terminal.serve() as serving:
        assert serving.said == [f"url        {serving.url}", f"reference  {serving.url}/docs"]
        assert httpx.get(f"{serving.url}/docs").status_code == 200


def test_a_program_is_told_in_json_while_it_serves(terminal: Terminal) -> None:
    with terminal.serve("--json") as serving:
        [line] = serving.said
        answer = json.loads(line)
        assert answer == {"url": answer["url"], "reference": f"{answer['url']}/docs"}
        assert httpx.get(f"{answer['url']}/healthz").status_code == 200


@pytest.mark.parametrize(
    "host, named",
    [
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104 (what somebody types to serve a whole network)
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("localhost", "localhost"),
    ],
)
def test_the_url_it_says_opens_on_this_machine(terminal: Terminal, host: str, named: str) -> None:
    with terminal.serve("--host", host) as serving:
        assert serving.url == f"http://{named}:{httpx.URL(serving.url).port}"
        assert httpx.get(f"{serving.url}/healthz").status_code == 200


def test_a_flag_wins_over_the_environment_and_that_over_the_default(terminal: Terminal) -> None:
    variables = {
        "ADMIT_PUBLIC_URL": "https://environment.example.com/",
        "ADMIT_HOST": "nowhere.invalid",
        "ADMIT_DATABASE": "sqlite:///environment.db",
    }
    words = ("--public-url", "https://flag.example.com/events/", "--host", "127.0.0.1")
    with terminal.serve(*words, variables=variables) as serving:
        assert serving.url == "https://flag.example.com/events"
    with terminal.serve("--host", "127.0.0.1", variables=variables) as serving:
        assert serving.url == "https://environment.example.com"
    assert (terminal.folder / "environment.db").exists()


def test_the_database_is_readable_by_its_owner_alone(terminal: Terminal) -> None:
    with terminal.serve():
        made = sorted(Path(terminal.folder).glob("admit.db*"))
        assert [(path.name, oct(path.stat().st_mode & 0o777)) for path in made] == [
            ("admit.db", "0o600"),
            ("admit.db-shm", "0o600"),
            ("admit.db-wal", "0o600"),
        ]


def test_whoever_has_the_database_pays_the_full_price_for_each_guess_at_a_password(terminal: Terminal) -> None:
    """The second choice of RFC 9106: 64 MiB, three times over, in four lanes."""

    async def kept(tx: Transaction, _: Operator) -> list[tuple[str]]:
        return await tx.all("SELECT password_hash FROM accounts", {})

    with terminal.serve() as serving, httpx.Client(base_url=serving.url) as http:
        proof = CSRF.search(http.get("/signup").text)
        assert proof is not None
        form = {"csrf": proof[1], "community": "Tidewater", "email": "ada@example.com", "password": PASSWORD}
        assert http.post("/signup", data=form).status_code == 303
    [(password_hash,)] = terminal.arrange(kept)
    assert password_hash.rpartition("$")[0].rpartition("$")[0] == "$argon2id$v=19$m=65536,t=3,p=4"
