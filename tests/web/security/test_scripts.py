"""Markup in place of words: in every field that takes text, in every query, and on every page that a link leads to."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from markupsafe import escape

from tests.architecture.tree import SOURCE
from tests.dashboard import PASSWORD, new_email
from tests.harness import LiveServer
from tests.journeys.shown import SHOWN
from tests.journeys.stage import By, Stage
from tests.web.security.filled_in import Form, Forms
from tests.web.security.visitors import GETS, Visitor

WORD = "\"'><script>alert(1)</script>"
AS_TEXT = re.compile(re.escape(str(escape(WORD))) + r"([\w-]+)")
HREF = re.compile(r'href="(/[^"]*|\?[^"]*)"')
QUERY = re.compile(r'query(?:_params)?\.get(?:list)?\(\s*"(\w+)"')
PAGES_MAX = 200
DETAILS = ("name", "city", "country", "organisation", "designation")
KEPT = {
    *(
        "airmeets-name",
        "airmeets-description",
        "change-description",
        "keys-label",
        "imports-pasted",
        "signup-community",
    ),
    *(f"{form}-{detail}" for form in ("change", "details", "enter", "people", "register") for detail in DETAILS),
}
NOT_KEPT = {
    *("activity-person", "airmeets-q", "people-q", "airmeets-stage_url", "change-stage_url"),
    *(f"{form}-email" for form in ("forgot", "invitations", "link", "people", "register", "signin", "signup")),
}
"""What is looked for, and what holds no markup."""
NEEDED = {
    "start": "2027-01-01T18:00",
    "end": "2027-01-01T19:00",
    "timezone": "Europe/London",
    "password": PASSWORD,
    "stage_url": "https://stage.example/",
    "as": "both",
    "pasted": f'email,name\nnobody@example.com,"{WORD.replace(chr(34), 2 * chr(34))}imports-pasted"',
}
"""What a form lacks, or takes no markup for: with it, the rest is kept."""


@pytest.fixture
def victims(installation: LiveServer) -> Iterator[list[Visitor]]:
    """Everybody who looks at pages, on a stage that may be spoilt."""
    with ExitStack() as exits:
        stage = exits.enter_context(Stage(installation))
        yield [exits.enter_context(Visitor(stage, by)) for by in By]


def test_what_is_typed_into_any_field_runs_on_no_page(victims: list[Visitor]) -> None:
    fields = {field for visitor in victims for field in spoil(visitor)}
    shown = {field for visitor in victims for page in every_page(visitor) for field in told(page)}
    assert fields == KEPT | NOT_KEPT
    assert shown == KEPT


def test_what_an_address_says_runs_on_no_page(stage: Stage) -> None:
    source = "\n".join(path.read_text() for path in (SOURCE / "web").rglob("*.py"))
    names = sorted(set(QUERY.findall(source)))
    everything = {name: f"{WORD}{name}" for name in names} | {"next": f"/{WORD}next"}
    one_by_one = [{name: text} for name, text in everything.items()]
    with Visitor(stage, By.OWNER, By.GUEST) as owner, Visitor(stage, By.OPERATOR) as operator, Visitor(stage) as nobody:
        pages = [owner.get(path, query) for path in GETS for query in one_by_one]
        pages += [visitor.get(path, everything) for visitor in (owner, operator, nobody) for path in GETS]
    assert {name for page in pages for name in told(page) if name in names} == {"next", "person", "q"}


def spoil(visitor: Visitor) -> Iterator[str]:
    """Sends the forms of every page: once with markup in each field, and once so that it is kept. Yields the fields."""
    sent: set[tuple[str, str]] = set()
    for page in every_page(visitor):
        for form in Forms(page.text).forms:
            is_another_account = form.name == "signup" and By.NOBODY not in visitor.whom
            if form.texts and not is_another_account and (form.method, form.action) not in sent:
                sent.add((form.method, form.action))
                for needed in ({}, NEEDED | {"email": new_email("mallory")}):
                    told(send(visitor, form, page, needed))
                yield from (f"{form.name}-{field}" for field in form.texts)


def send(visitor: Visitor, form: Form, page: httpx.Response, needed: dict[str, str]) -> httpx.Response:
    filled = form.filled_in(f"{WORD}{form.name}-") | {name: needed[name] for name in form.fields if name in needed}
    target = page.url.join(form.action)
    if form.method == "get":
        return visitor.http.get(target, params=filled)
    return visitor.http.post(target, data=filled)


def every_page(visitor: Visitor) -> Iterator[httpx.Response]:
    """Whatever links lead to, from the pages that are theirs to look at and the mails that anybody got."""
    mails = visitor.stage.server.look("SELECT body FROM messages")
    todo = [path for (body,) in mails for path in re.findall(rf"{visitor.stage.server.url}(/\S+)", body)]
    shown = [each for each in SHOWN if each.by in visitor.whom]
    todo += ["/", "/me", *(visitor.stage.path(each.by, each.route + each.query) for each in shown)]
    seen: set[str] = set()
    while todo and len(seen) < PAGES_MAX:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page = visitor.http.get(path)
        if "text/html" in page.headers["Content-Type"]:
            yield page
            links = (str(page.url.join(link.replace("&amp;", "&"))) for link in HREF.findall(page.text))
            todo += [link.removeprefix(visitor.stage.server.url) for link in links]


def told(page: httpx.Response) -> set[str]:
    """The fields whose words are on the page, as text. They are nowhere on it as markup."""
    if "text/html" not in page.headers.get("Content-Type", ""):
        return set()
    assert WORD not in page.text, page.url
    assert "<script>alert" not in page.text, page.url
    return set(AS_TEXT.findall(page.text))
