"""Addresses of web pages, as people paste them."""

from urllib.parse import urlsplit

NOT_IN_A_URL = set(' \\<>"')


def is_web(text: str) -> bool:
    """Whether a browser may be sent there: http or https, a host, and no name or password in front of it."""
    try:
        url = urlsplit(text)
        is_page = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:  # brackets that do not close, or a port out of range
        return False
    return is_page and "@" not in url.netloc and text.isprintable() and not set(text) & NOT_IN_A_URL
