"""Addresses of web pages, and what their queries say."""

from urllib.parse import parse_qsl, urlsplit

NOT_IN_A_URL = set(' \\<>"')


def query(text: bytes) -> dict[str, str]:
    """The last value of each parameter. Most hold nothing that is to be decoded, which takes three times as long."""
    plain = text.decode("latin-1")
    if "%" in plain or "+" in plain:
        return dict(parse_qsl(plain, keep_blank_values=True))
    return {name: value for name, _, value in [pair.partition("=") for pair in plain.split("&") if pair]}


def is_web(text: str) -> bool:
    """Whether a browser may be sent there: http or https, a host, and no name or password in front of it."""
    try:
        url = urlsplit(text)
        is_page = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:  # brackets that do not close, or a port out of range
        return False
    return is_page and "@" not in url.netloc and text.isprintable() and not set(text) & NOT_IN_A_URL
