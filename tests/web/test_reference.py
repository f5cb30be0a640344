"""The API's reference, as the OpenAPI document and as a page."""

import html
import re
import shlex
from string import Template

import httpx
import msgspec

from admit.web.api.routes import OPERATIONS
from admit.web.errors import code_name
from admit.web.openapi import ALWAYS_POSSIBLE
from admit.web.templates import prose
from tests.harness import Integration, LiveServer


def test_every_member_that_travels_says_what_it_means(server: LiveServer) -> None:
    schemas = server.http.get("/api/v1/openapi.json").json()["components"]["schemas"]
    members = {
        f"{name}.{member}": described.get("description", "")
        for name, schema in schemas.items()
        for member, described in schema["properties"].items()
    }
    assert "Person.email" in members
    assert [member for member, meaning in members.items() if not meaning.endswith(".")] == []


def test_the_page_has_every_operation_and_its_contents_lead_to_it(server: LiveServer) -> None:
    page = server.http.get("/docs").text
    anchors = re.findall(r'<h2 id="([^"]*)">', page)
    assert anchors[-len(OPERATIONS) :] == [operation.name for operation in OPERATIONS]
    assert re.findall(r'<li><a href="#([^"]*)">', page) == anchors


def test_the_page_tells_every_status_of_every_operation_and_its_cause(server: LiveServer) -> None:
    told = dict(zip((operation.name for operation in OPERATIONS), operation_texts(server), strict=True))
    for operation in OPERATIONS:
        success = {200: "Done."} if operation.answer else {204: "Done; there is no body."}
        causes = {**success, **operation.refusals, **ALWAYS_POSSIBLE}
        rows = re.findall(r"^(\d{3})(?: ([A-Z_]+))? (.+)$", told[operation.name], re.MULTILINE)
        assert rows == [
            (str(status), "" if status < 400 else code_name(status), cause.replace("`", ""))
            for status, cause in sorted(causes.items())
        ]


def test_every_example_request_of_the_page_works_as_it_stands(server: LiveServer, alice: Integration) -> None:
    variables = {
        "ACCESS_KEY": alice.access_key,
        "SECRET_KEY": alice.secret_key,
        "TOKEN": alice.token,
        "AIRMEET_ID": alice.airmeet_id,
    }
    page = html.unescape(server.http.get("/docs").text)
    commands = re.findall(r"<h3>Example request</h3>\s*<pre><code>(.*?)</code>", page, re.DOTALL)
    answers = [run_curl(server, Template(command).substitute(variables)) for command in commands]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 204]
    assert alice.list_registrations()["data"][0]["organisation"] == "Analytical Society"


def test_every_example_answer_of_the_page_has_the_shape_that_is_answered(server: LiveServer) -> None:
    page = html.unescape(server.http.get("/docs").text)
    examples = re.findall(r"<h3>Example answer</h3>\s*<pre><code>(.*?)</code>", page, re.DOTALL)
    shapes = [operation.answer for operation in OPERATIONS if operation.answer]
    answers = [msgspec.json.decode(example, type=shape) for example, shape in zip(examples, shapes, strict=True)]
    assert answers == [operation.example_answer for operation in OPERATIONS if operation.answer]


def test_the_page_needs_nothing_from_elsewhere_and_no_script(server: LiveServer) -> None:
    page = server.http.get("/docs")
    linked = set(re.findall(r'(?:href|src)="([^#"][^"]*)"', page.text))
    assert all(address.startswith("/") for address in linked)
    assert {server.http.get(address).status_code for address in linked} == {200}
    assert re.findall(r"<script|<style| style=| on\w+=", page.text) == []
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; ")


def test_the_root_leads_to_the_page(server: LiveServer) -> None:
    assert server.http.get("/").headers["location"] == "/docs"


def test_text_between_backticks_is_code_and_the_rest_stays_text() -> None:
    assert prose("`a<b` & <i>") == "<code>a&lt;b</code> &amp; &lt;i&gt;"


def operation_texts(server: LiveServer) -> list[str]:
    """What a reader reads of each operation, a row of a table in one line."""
    page = server.http.get("/docs").text
    sections = re.findall(r'<section class="operation".*?</section>', page, re.DOTALL)
    in_rows = [re.sub(r"</t[hd]>\s*", " ", section) for section in sections]
    bare = [html.unescape(re.sub(r"<[^>]*>", "", section)) for section in in_rows]
    return ["\n".join(" ".join(line.split()) for line in text.splitlines()) for text in bare]


def run_curl(server: LiveServer, command: str) -> httpx.Response:
    """The request that curl would make of it."""
    words = iter(shlex.split(command.replace("\\\n", " ")))
    assert (next(words), next(words)) == ("curl", "-sS")
    method, url, body = "GET", "", None
    headers = {}
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-H":
                name, _, headers[name] = next(words).partition(": ")
            case "-d":
                body = next(words)
            case _:
                url = word
    return server.http.request(method, url, headers=headers, content=body)
