"""Imports by plain HTTP: files sent, and their pages read."""

import csv
import html
import io
import re

import httpx

from tests.dashboard import CSRF, Organizer

HEADER = ["Full name", "E-Mail", "City"]
NUMBERS = re.compile(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>")
REASONS = re.compile(
    r'<th scope="row">Row (\d+)</th>\s*<td data-label="Email">.*?</td>\s*<td data-label="Why">([^<]*)<'
)
FAULTS = re.compile(r"<p>([^<]+)</p>")


def written(*rows: list[str], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def send(organizer: Organizer, imports: str, content: bytes, *, purpose: str = "register") -> httpx.Response:
    """The page that follows."""
    organizer.get(imports)
    proof = CSRF.search(organizer.page.text)
    assert proof is not None
    organizer.page = organizer.http.post(
        imports, data={"csrf": proof[1], "purpose": purpose}, files={"file": ("people.csv", content, "text/csv")}
    )
    return organizer.page


def begin(organizer: Organizer, imports: str, *rows: list[str], purpose: str = "register") -> str:
    """The address of an import of these rows, once they are checked."""
    page = send(organizer, imports, written(HEADER, *rows).encode(), purpose=purpose)
    assert page.status_code == 200, page.text
    organizer.server.finish_imports()
    organizer.get(page.url.path)
    return page.url.path


def run(organizer: Organizer, imports: str, *rows: list[str], purpose: str = "register") -> str:
    """The address of an import that has run."""
    address = begin(organizer, imports, *rows, purpose=purpose)
    press(organizer, address, "start")
    return address


def press(organizer: Organizer, address: str, what: str) -> dict[str, int]:
    """The numbers once that is done."""
    organizer.get(f"{address}/undo" if what == "undo" else address)
    page = organizer.post(f"{address}/{what}")
    assert page.status_code == 200, page.text
    organizer.server.finish_imports()
    return numbers(organizer.get(address))


def numbers(page: httpx.Response) -> dict[str, int]:
    return {html.unescape(name): int(value.replace(",", "")) for name, value in NUMBERS.findall(page.text)}


def reasons(page: httpx.Response) -> list[tuple[int, str]]:
    """Of the rows that a page lists."""
    return [(int(number), html.unescape(reason)) for number, reason in REASONS.findall(page.text)]


def fault(page: httpx.Response) -> str:
    """The one sentence of a page that says no."""
    [sentence] = FAULTS.findall(page.text.partition('role="alert"')[2].partition("</div>")[0])
    return html.unescape(sentence)
