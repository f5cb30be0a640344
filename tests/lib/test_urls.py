"""Which addresses a browser may be sent to."""

import pytest

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
