"""The examples of docs/client.md and docs/recipes.md, run as they stand there."""

import json
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self, cast

import httpx
import pytest

from admit.client import errors
from admit.testing import AdmitServer
from tests.architecture.tree import ROOT

ADDRESS = "https://events.example.com"
EXAMPLES = ROOT / "docs" / "client.md"
RECIPES = ROOT / "docs" / "recipes.md"


def blocks(page: Path) -> list[str]:
    """Each with its lines where they are on the page, for tracebacks."""
    text = page.read_text("utf-8")
    found = re.finditer(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return ["\n" * text.count("\n", 0, match.start(1)) + match[1] for match in found]


def run(page: Path, block: str, names: dict[str, object]) -> None:
    exec(compile(block, page, "exec"), names)  # noqa: S102 (our own page)


def setting(server: AdmitServer) -> dict[str, object]:
    pair = {"ACCESS_KEY": server.access_key, "SECRET_KEY": server.secret_key}
    return {"URL": server.url, "AIRMEET": server.airmeet_id, **pair}


def test_the_clients_examples_run(admit_server: AdmitServer, capsys: pytest.CaptureFixture[str]) -> None:
    names = setting(admit_server)
    calls = [block for block in blocks(EXAMPLES) if "def test_" not in block]
    assert len(calls) == 8
    for block in calls:
        run(EXAMPLES, block.replace(ADDRESS, admit_server.url), names)
    names["client"].close()  # type: ignore[attr-defined]  # the page's
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "Open evening 2026-12-24T04:30:00.000Z"
    assert shown[1].startswith(f"{admit_server.url}/e/")
    assert shown[2].startswith("404 NOT_FOUND: No attendee with this email is authorized for this airmeet. (request ")
    assert shown[3:5] == ["grace@example.com 2026-11-24T04:30:00.000Z", "2 rows, then go on after 3"]
    assert len(shown) == 6
    assert shown[-1].startswith("400 ('email ")


def test_the_tests_on_the_page_pass(admit_server: AdmitServer) -> None:
    [block] = [block for block in blocks(EXAMPLES) if "def test_" in block]
    names: dict[str, object] = {}
    run(EXAMPLES, block, names)
    tests = [each for name, each in names.items() if name.startswith("test_") and callable(each)]
    assert len(tests) == 3
    for test in tests:
        test(admit_server)
        admit_server.reset()


def test_the_page_has_each_exception_with_its_status() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (\d*) ?\|", EXAMPLES.read_text("utf-8"), re.MULTILINE))
    statuses = {kind.__name__: str(status) for status, kind in errors.BY_STATUS.items()}
    assert told == {**statuses, "CredentialsWrong": "400", "Unreachable": "", "AnswerUnreadable": ""}


def test_the_page_has_what_the_fixture_is_made_of() -> None:
    section = EXAMPLES.read_text("utf-8").partition("| of `admit_server`")[2]
    told = set(re.findall(r"`(\w+)[`(.]", "".join(re.findall(r"^\| (.+?) \|", section, re.MULTILINE))))
    made = {name for name in dir(AdmitServer) if not name.startswith("_")} | {"access_key", "secret_key", "airmeet_id"}
    assert told == made - {"reset", "add_fault"} | {"clock"}


class Receiver:
    """Of webhooks: it answers with `status`, and keeps the id and the body of each."""

    def __init__(self) -> None:
        self.status = 204
        self.heard: list[tuple[str, dict[str, Any]]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.heard.append((self.headers["Webhook-Id"], json.loads(body)))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_the_move_from_elsewhere_brings_everybody(admit_server: AdmitServer) -> None:
    with AdmitServer() as old:
        for number in range(3):
            old.client.register(old.airmeet_id, f"guest{number}@example.com", "Guest", city="Pune")
        names = {f"OLD_{name}": value for name, value in setting(old).items()}
        run(RECIPES, blocks(RECIPES)[0], names | setting(admit_server))
    moved = [(row.email, row.city) for row in admit_server.client.registrations(admit_server.airmeet_id)]
    assert sorted(moved) == [(f"guest{number}@example.com", "Pune") for number in range(3)]


def test_the_receiver_hears_of_each_registration_also_after_it_was_away(
    admit_server: AdmitServer, tmp_path: Path
) -> None:
    with Receiver() as receiver:
        names = setting(admit_server) | {"RECEIVER": receiver.url}
        run(RECIPES, blocks(RECIPES)[1], names)
        tell = cast("Callable[[Path], None]", names["tell_of_new_registrations"])
        admit_server.client.register(admit_server.airmeet_id, "ada@example.com", "Ada")
        receiver.status = 503
        with pytest.raises(httpx.HTTPStatusError):
            tell(tmp_path / "cursor")
        receiver.status = 204
        tell(tmp_path / "cursor")
        admit_server.client.register(admit_server.airmeet_id, "bob@example.com", "Bob")
        tell(tmp_path / "cursor")
        tell(tmp_path / "cursor")
    assert [body["data"]["email"] for _, body in receiver.heard] == ["ada@example.com"] * 2 + ["bob@example.com"]
    first, again, other = (number for number, _ in receiver.heard)
    assert first == again != other
