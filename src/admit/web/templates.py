"""Pages from templates. Everything that is put into one is escaped."""

from jinja2 import Environment, PackageLoader, StrictUndefined

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
PRIVATE_HEADERS = {**HEADERS, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

environment = Environment(
    loader=PackageLoader("admit"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
