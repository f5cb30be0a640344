"""Pages inside another site's, where a click lands on something else than it seems to."""

import httpx

from tests.journeys.stage import By, Stage
from tests.web.security.visitors import GETS, Visitor

PROTECTED = (True, "DENY", "nosniff")


def test_no_page_can_be_framed_or_taken_for_another_kind_of_file(stage: Stage) -> None:
    with Visitor(stage, By.OWNER, By.GUEST) as owner, Visitor(stage, By.OPERATOR) as operator, Visitor(stage) as nobody:
        owner.http.follow_redirects = operator.http.follow_redirects = nobody.http.follow_redirects = False
        pages = {
            (path, who): visitor.get(path) for path in GETS for who, visitor in enumerate((owner, operator, nobody))
        }
    assert {page.status_code for page in pages.values()} == {200, 303, 400, 404}
    assert {at: protection(page.headers) for at, page in pages.items()} == dict.fromkeys(pages, PROTECTED)


def protection(headers: httpx.Headers) -> tuple[bool, str | None, str | None]:
    sources = headers.get("Content-Security-Policy", "").split("; ")
    return "frame-ancestors 'none'" in sources, headers.get("X-Frame-Options"), headers.get("X-Content-Type-Options")
