"""Pages from templates. Everything that is put into one is escaped."""

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from admit import __version__

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
PRIVATE_HEADERS = {**HEADERS, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

CODE = re.compile(r"`([^`]+)`")


def prose(text: str) -> Markup:
    """A sentence of the API's description: what stands between backticks is code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 (the sentence was escaped first)


environment = Environment(
    loader=PackageLoader("admit"),
    auto_reload=False,
    autoescape=True,
    lstrip_blocks=True,
    trim_blocks=True,
    undefined=StrictUndefined,
)
environment.filters["prose"] = prose
environment.globals["version"] = __version__
