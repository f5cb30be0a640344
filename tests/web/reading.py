"""Pages as people read them, and answers without what differs from one to the next."""

import html
import re

import httpx


def words(page: httpx.Response, element: str = "main", kind: str = "") -> str:
    """The text of the first such element, as a person reads it."""
    found = re.search(rf"<{element}\b[^>]*{kind}[^>]*>.*?</{element}>", page.text, re.DOTALL)
    assert found is not None
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", found[0])).split())


def own_headers(page: httpx.Response) -> dict[str, str]:
    """All but what differs from one answer to the next."""
    return {name: value for name, value in page.headers.items() if name not in {"date", "x-request-id"}}
