"""`make crawl`: wapiti looks for holes in a server with something to see, as each kind of visitor in turn."""

import argparse
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import msgspec

from tests.architecture.tree import ROOT
from tests.harness import OPERATOR_EMAIL, LiveServer, ManualClock
from tests.journeys.shown import SHOWN
from tests.journeys.stage import By, Stage

WAPITI = ROOT / ".venv-crawl" / "bin" / "wapiti"
AGENT = "wapiti"
VISITORS = {by.name.lower(): by for by in (By.NOBODY, By.OWNER, By.OPERATOR, By.GUEST)}
MODULES = (
    *("backup", "cookieflags", "crlf", "csp", "csrf", "exec", "file", "htaccess", "http_headers", "methods"),
    *("permanentxss", "redirect", "shellshock", "spring4shell", "sql", "ssrf", "timesql", "upload", "xss", "xxe"),
)
"""Without those that ask the Internet, guess passwords, or look for programs that are not here, as an LDAP server."""
WAYS_OUT = ("/signout", "/account/signout", "/account/password", "/me/close", "/me/erase")
"""Whoever goes there is signed out, and the rest of the crawl with them."""
OF_PLAIN_HTTP = "Secure Flag cookie"
"""Reported of every server that is reached over plain HTTP, as this one is. Over TLS, the cookies have the flag."""


class Found(msgspec.Struct, frozen=True):
    method: str
    path: str
    info: str


class Crawled(msgspec.Struct, frozen=True):
    crawled_pages_nbr: int


class Report(msgspec.Struct, frozen=True):
    vulnerabilities: dict[str, list[Found]]
    anomalies: dict[str, list[Found]]
    infos: Crawled


class Bait(BaseHTTPRequestHandler):
    """What a server that can be made to fetch something is told to fetch. Wapiti asks here, too, whether it was."""

    taken: Final[list[str]] = []

    def do_GET(self) -> None:
        if self.headers.get("User-Agent") != AGENT:
            self.taken.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as the standard library calls it)
        """It says nothing."""


def main() -> int:
    options = _options()
    with (
        tempfile.TemporaryDirectory() as folder,
        LiveServer(Path(folder) / "admit.db", ManualClock(), operators=OPERATOR_EMAIL) as server,
        _bait() as bait,
    ):
        found = [
            line for name in options.visitors or VISITORS for line in _crawl(server, VISITORS[name], bait, options)
        ]
    found += [f"The server was made to fetch {path}" for path in Bait.taken]
    print("\n".join(found) or "Nothing was found.")  # noqa: T201 (to whoever ran this)
    return 1 if found else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.crawl", description=__doc__)
    parser.add_argument("--as", dest="visitors", action="append", choices=VISITORS, help="who looks (everybody)")
    parser.add_argument("--crawl-seconds", default="60", help="how long each may look around (%(default)s)")
    parser.add_argument("--attack-seconds", default="30", help="how long each module may try (%(default)s)")
    parser.add_argument("--reports", type=Path, help="a folder to keep the reports in")
    return parser.parse_args()


@contextmanager
def _bait() -> Iterator[str]:
    """Its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Bait) as bait:
        threading.Thread(target=bait.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{bait.server_port}/"
        bait.shutdown()


def _crawl(server: LiveServer, by: By, bait: str, options: argparse.Namespace) -> Iterator[str]:
    """A line for each thing found."""
    with Stage(server) as stage, tempfile.TemporaryDirectory() as folder:
        file = (options.reports or Path(folder)) / f"{by.name.lower()}.json"
        told = ("-o", str(file), "--endpoint", bait, "--store-session", folder, "--store-config", folder)
        command = [*_command(stage, by, options), *told]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (words of our own)
        report = msgspec.json.decode(file.read_bytes(), type=Report)
    print(f"{by.name.lower()}: {report.infos.crawled_pages_nbr} pages and forms")  # noqa: T201 (to whoever ran this)
    report.vulnerabilities.pop(OF_PLAIN_HTTP)
    for name, found in (*report.vulnerabilities.items(), *report.anomalies.items()):
        yield from (f"{by.name.lower()}: {name}: {one.method} {one.path}: {one.info}" for one in found)


def _command(stage: Stage, by: By, options: argparse.Namespace) -> list[str]:
    url = stage.server.url
    starts = [url + stage.path(by, shown.route + shown.query) for shown in SHOWN if shown.by is by]
    return [
        *(str(WAPITI), "-u", f"{url}/", "--scope", "domain", "-m", ",".join(MODULES), "-A", AGENT, "-v", "0"),
        *("--no-bugreport", "-f", "json", "-dr", "1", "--tasks", "1"),
        *("--max-scan-time", options.crawl_seconds, "--max-attack-time", options.attack_seconds),
        *(word for start in starts for word in ("-s", start)),
        *(word for way in WAYS_OUT for word in ("-x", url + way)),
        *(word for name, value in stage.cookies(by).items() for word in ("-C", f"{name}={value}")),
    ]


if __name__ == "__main__":
    sys.exit(main())
