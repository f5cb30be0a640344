"""Caddy and nginx, as deploy/ has them, in front of a real server."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import apsw
import pytest

from tests.harness import Integration, LiveServer, ManualClock

DEPLOY = Path(__file__).parents[2] / "deploy"
CERTIFICATE = Path(__file__).parents[1] / "delivery" / "localhost.pem"
GIVEN_UP = "This took too long and was given up; it may be sent again."
ADDRESS = """
SELECT address
FROM activities
WHERE community_id = :community_id AND person = 'ada@example.com'
"""
FORGED = "203.0.113.7"
TIMEOUT_SECONDS = 0.5
PROXIES = ["caddy", "nginx"]


class Proxy:
    """Listens on `port` with TLS; trusts nobody's word on where a call comes from."""

    def __init__(self, port: int, authority: Path) -> None:
        self.port = port
        self._context = ssl.create_default_context(cafile=authority)

    def connect(self, *protocols: str) -> ssl.SSLSocket:
        self._context.set_alpn_protocols(list(protocols or ("http/1.1",)))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return self._context.wrap_socket(plain, server_hostname="localhost")

    def http(self) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=10, context=self._context)
        connection.sock = self.connect()
        return connection


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def proxied(name: str, folder: Path, upstream: int) -> Iterator[Proxy]:
    """The file of deploy/, with the ports, the certificate and the folders of a test."""
    program = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if program is None:
        pytest.skip(f"{name} is not installed: on Debian, make installs it as root")
    port = free_port()
    command, authority = {"caddy": caddy, "nginx": nginx}[name](program, folder, port, upstream)
    variables = os.environ | environment(folder, port, upstream)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=variables) as process:  # noqa: S603 (as deploy/ says)
        try:
            proxy = await_start(process, port, authority)
            yield proxy
        finally:
            process.terminate()


def environment(folder: Path, port: int, upstream: int) -> dict[str, str]:
    return {
        "ADMIT_DOMAIN": f"https://localhost:{port}",
        "ADMIT_UPSTREAM": f"127.0.0.1:{upstream}",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "HOME": str(folder),
    }


def caddy(program: str, folder: Path, port: int, upstream: int) -> tuple[list[str], Path]:
    """With the certificate authority that Caddy brings, kept out of the machine's own, and without its other ports."""
    del port, upstream
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    text = text.replace(
        "{\n\tservers", "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tservers", 1
    )
    text = text.replace("\tencode", "\ttls internal\n\tencode", 1)
    (folder / "Caddyfile").write_text(text)
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return command, folder / "caddy/pki/authorities/local/root.crt"


def nginx(program: str, folder: Path, port: int, upstream: int) -> tuple[list[str], Path]:
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    for written, here in {
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "listen 443": f"listen 127.0.0.1:{port}",
        "events.example.com;": "localhost;",
        "/etc/letsencrypt/live/events.example.com/fullchain.pem": str(CERTIFICATE),
        "/etc/letsencrypt/live/events.example.com/privkey.pem": str(CERTIFICATE),
    }.items():
        assert written in site
        site = site.replace(written, here)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary} {site} }}"
    )
    return [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)], CERTIFICATE


def await_start(process: subprocess.Popen[bytes], port: int, authority: Path) -> Proxy:
    """There is no event to await: it is another program's port."""
    deadline = time.monotonic() + 20
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        try:
            proxy = Proxy(port, authority)
            proxy.connect().close()
        except (OSError, ssl.SSLError):
            time.sleep(0.05)
        else:
            return proxy


@pytest.fixture(scope="module")
def admit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    path = tmp_path_factory.mktemp("proxied") / "admit.db"
    with LiveServer(
        path, ManualClock(), trusted_proxies="127.0.0.1", request_timeout_seconds=TIMEOUT_SECONDS
    ) as server:
        yield server


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest, admit: LiveServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    with proxied(request.param, tmp_path_factory.mktemp(request.param), int(admit.url.rpartition(":")[2])) as proxy:
        yield proxy


@pytest.fixture
def alice(admit: LiveServer) -> Integration:
    return admit.community("Alice's community")


def register(alice: Integration, proxy: Proxy, **headers: str) -> tuple[int, dict[str, object]]:
    """Ada; the status of the answer, and its body."""
    path = f"/api/v1/airmeet/{alice.airmeet_id}/user"
    given = {"X-Airmeet-Access-Token": alice.token, "Content-Type": "application/json"}
    with closing(proxy.http()) as connection:
        connection.request("POST", path, '{"email": "ada@example.com", "name": "Ada"}', given | headers)
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "application/json"
        assert answer.getheader("X-Request-Id")
        return answer.status, json.loads(answer.read())


def test_a_call_passes_and_its_answer_is_the_contracts(alice: Integration, proxy: Proxy) -> None:
    assert register(alice, proxy) == (200, {"email": "ada@example.com"})
    assert register(alice, proxy, **{"X-Airmeet-Access-Token": "wrong"})[0] == 400


def test_who_forges_where_they_come_from_is_not_believed(alice: Integration, proxy: Proxy) -> None:
    assert register(alice, proxy, **{"X-Forwarded-For": FORGED})[0] == 200
    assert alice.server.look(ADDRESS, community_id=alice.community_id) == [("127.0.0.1",)]


def test_the_application_is_the_first_to_give_up(alice: Integration, proxy: Proxy) -> None:
    """In the contract's shape, although the proxy would have waited for a minute."""
    with closing(apsw.Connection(str(alice.server.path))) as beside:
        beside.execute("BEGIN IMMEDIATE")
        assert register(alice, proxy) == (504, {"success": False, "code": "GATEWAY_TIMEOUT", "errors": [GIVEN_UP]})


def test_it_speaks_http_2(proxy: Proxy) -> None:
    with proxy.connect("h2", "http/1.1") as connection:
        assert connection.selected_alpn_protocol() == "h2"
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
        frame = connection.recv(9)
        assert frame[3] == 4  # SETTINGS: RFC 9113, section 3.4


class Stream(BaseHTTPRequestHandler):
    """Says one event, and the next once the first was heard."""

    heard = threading.Event()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"data: first\n\n")
        self.heard.wait(10)
        self.wfile.write(b"data: second\n\n")

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.mark.parametrize("name", PROXIES)
def test_an_event_arrives_before_the_next_is_said(name: str, tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stream) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        with proxied(name, tmp_path, upstream.server_port) as proxy, closing(proxy.http()) as connection:
            connection.request("GET", "/events", headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            assert answer.readline() == b"data: first\n"
            Stream.heard.set()
            assert re.findall(rb"data: (\w+)", answer.read()) == [b"second"]
        Stream.heard.clear()
        upstream.shutdown()


@pytest.mark.parametrize(
    "trusted, sent, believed",
    [
        ("", FORGED, "127.0.0.1"),
        ("10.0.0.0/8", FORGED, "127.0.0.1"),
        ("127.0.0.1", FORGED, FORGED),
        ("127.0.0.0/8, 10.0.0.0/8", f"{FORGED}, 10.1.2.3", FORGED),
        ("127.0.0.1", f"198.51.100.1, {FORGED}", FORGED),
    ],
)
def test_only_a_trusted_proxy_says_where_a_call_comes_from(
    tmp_path: Path, trusted: str, sent: str, believed: str
) -> None:
    with LiveServer(tmp_path / "admit.db", ManualClock(), trusted_proxies=trusted) as server:
        alice = server.community("Alice's community")
        server.http.headers["X-Forwarded-For"] = sent
        assert alice.register("ada@example.com").status_code == 200
        assert server.look(ADDRESS, community_id=alice.community_id) == [(believed,)]
