"""Where pages lead on to: never to another site, however its address is disguised."""

from collections.abc import Iterator

import httpx
import pytest

from tests.dashboard import PASSWORD, Organizer
from tests.harness import LiveServer
from tests.journeys.stage import By, Stage
from tests.web.security.visitors import GETS, Visitor

ELSEWHERE = (
    *("https://evil.example", "//evil.example", "/\\evil.example", "///evil.example", "/\t/evil.example"),
    *("\t//evil.example", "https:evil.example", "/%09/evil.example", "/.//evil.example", "javascript:alert(1)"),
)


@pytest.fixture(scope="module")
def somebody(installation: LiveServer) -> Iterator[Organizer]:
    with Organizer(installation) as somebody:
        yield somebody.sign_up("Tidewater")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(somebody: Organizer, elsewhere: str) -> None:
    somebody.http.cookies.clear()
    somebody.http.follow_redirects = False
    somebody.get("/signin")
    answer = somebody.post("/signin", email=somebody.email, password=PASSWORD, next=elsewhere)
    assert answer.status_code == 303
    assert as_a_browser_reads_it(answer, somebody.server).host == "127.0.0.1"


def test_no_page_leads_to_a_site_that_its_address_names(stage: Stage) -> None:
    told = dict.fromkeys(("next", "url", "return", "redirect", "to", "code", "q", "before"), "//evil.example")
    hosts = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    with Visitor(stage, By.OWNER, By.GUEST) as owner, Visitor(stage) as nobody:
        for visitor in (owner, nobody):
            visitor.http.follow_redirects = False
            visitor.http.headers.update(hosts)
        answers = [visitor.get(path, query) for visitor in (owner, nobody) for path in GETS for query in (told, {})]
    leading_on = [answer for answer in answers if answer.is_redirect]
    assert len(leading_on) > 50
    assert {as_a_browser_reads_it(answer, stage.server).host for answer in leading_on} == {"127.0.0.1"}


def as_a_browser_reads_it(answer: httpx.Response, server: LiveServer) -> httpx.URL:
    """Backslashes are slashes to it, and tabs and line breaks nothing (WHATWG URL, 4.4)."""
    location = answer.headers["Location"]
    for ignored in "\t\r\n":
        location = location.replace(ignored, "")
    return httpx.URL(server.url).join(location.strip().replace("\\", "/"))
