"""The cookies of an installation that people reach over TLS."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from admit.server import serve
from tests.dashboard import CSRF, PASSWORD
from tests.harness import LiveServer, ManualClock

CODE = "a" * 32
COOKIES = {
    *("admit_form", "admit_session", "admit_invitation", "admit_reset"),
    *("admit_entry", "admit_enrolment", "admit_profile_code"),
}
FLAGS = {"HttpOnly", "SameSite=lax", "Secure"}
WITH_CODES = ("/join", "/reset", "/me/open", "/e/{airmeet_id}/confirm")


class BehindTls(LiveServer):
    """What a proxy in front of it would ask: its public URL is another one."""

    listener: socket.socket

    @property
    def url(self) -> str:
        host, port = self.listener.getsockname()
        return f"http://{host}:{port}"

    async def _serve(self) -> None:
        await serve(self._settings, on_ready=self._on_ready, clock=self.clock, listener=self.listener)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    path = tmp_path_factory.mktemp("tls") / "admit.db"
    behind = BehindTls(path, ManualClock(), public_url="https://events.example.com")
    behind.listener = socket.create_server(("127.0.0.1", 0))
    with behind as server:
        yield server


def test_no_cookie_is_sent_without_tls_or_shown_to_a_script(server: LiveServer) -> None:
    alice = server.community("Alice's community")
    link = alice.authorize("ada@example.com").json()["entryLink"]
    form = server.http.get("/signup")
    [proof] = CSRF.findall(form.text)
    fields = {"csrf": proof, "community": "Tidewater", "email": "eve@example.com", "password": PASSWORD}
    sent = {"Cookie": form.headers["Set-Cookie"].partition(";")[0]}
    answers = [
        form,
        server.http.post("/signup", data=fields, headers=sent),
        server.http.get(httpx.URL(link).raw_path.decode()),
    ]
    answers += [server.http.get(path.format(airmeet_id=alice.airmeet_id), params={"code": CODE}) for path in WITH_CODES]
    cookies = {name: flags for answer in answers for name, flags in given(answer)}
    assert cookies == dict.fromkeys(COOKIES, FLAGS)


def given(answer: httpx.Response) -> Iterator[tuple[str, set[str]]]:
    """Each cookie that the answer sets, with its flags. What it takes back is left out."""
    for cookie in answer.headers.get_list("Set-Cookie"):
        value, *attributes = cookie.split("; ")
        if "Max-Age=0" not in attributes:
            flags = {flag for flag in attributes if not flag.startswith(("Path", "Max-Age", "expires"))}
            yield value.partition("=")[0], flags
