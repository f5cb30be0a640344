"""Which addresses a browser may be sent to, and what a query says."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib import urls


@pytest.mark.parametrize(
    "url",
    [
        "https://meet.example/abc?pwd=x#y",
        "http://127.0.0.1:8000/",
        "HTTPS://MEET.EXAMPLE",
        "https://[::1]/",
        "https://münchen.example/straße",
    ],
)
def test_a_web_page_may(url: str) -> None:
    assert urls.is_web(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://meet.example/",
        "//meet.example/",
        "meet.example",
        "https://",
        "https:///path",
        "https://good.example@evil.example/",
        "https://evil.example\\@good.example/",
        "https://meet.example/ onload=x",
        'https://meet.example/"x',
        "https://meet.example/\n",
        "https://meet.example:99999/",
        "https://[::1/",
        "",
    ],
)
def test_nothing_else_may(url: str) -> None:
    assert not urls.is_web(url)


@given(st.text(alphabet="ab=&+%41\u00e9;", max_size=30))
def test_a_query_says_what_the_standard_library_reads_in_it(text: str) -> None:
    assert urls.query(text.encode("latin-1")) == dict(parse_qsl(text, keep_blank_values=True))
