"""Entry sessions: that a browser came by an entry link.

The cookie holds the link's code, which is the proof, and a secret that tells this browser from another one with the
same link. It is sent to the pages of its own airmeet and to no others.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from admit.lib import ids
from admit.model.errors import FormStale, InputWrong, LinkUnknown
from admit.web import csrf
from admit.web.limits import FORM_BYTES_MAX, read_body
from admit.web.site import Site
from admit.web.templates import PRIVATE_HEADERS, SOURCES, encoded, environment

COOKIE = "admit_entry"
COOKIE_VALUE = re.compile(r"([\w-]+)\.([\w-]+)", re.ASCII)
FIELDS_MAX = 50
LINK_UNKNOWN = environment.get_template("link_unknown.html").render()
"""The same for a wrong code, one that was revoked, and an airmeet that is not there."""
PRIVATE = encoded(PRIVATE_HEADERS)
SCRIPTS = "script-src 'self'; connect-src 'self'"


class EntrySession(msgspec.Struct, frozen=True):
    airmeet_id: str
    code: str
    secret: str

    @property
    def path(self) -> str:
        return f"/e/{self.airmeet_id}"

    @property
    def cookie(self) -> str:
        return f"{self.code}.{self.secret}"

    @property
    def key(self) -> dict[str, str]:
        """What the actions of entries know it by."""
        return {"airmeet_id": self.airmeet_id, "code": self.code, "session": self.secret}

    def page(self, template: str, *, status: int = 200, embeds: str = "", **values: object) -> Response:
        """`embeds` is the one origin that may be shown inside it."""
        body = environment.get_template(template).render(
            {"errors": (), "form": {}, "here": self.path, **values}, csrf=csrf.token(self.cookie)
        )
        response = Response(body, status, media_type="text/html")
        response.raw_headers += _headers(embeds)
        return response


def airmeet_id(request: Request) -> str:
    """Empty for what is no id."""
    return ids.canonical_uuid(request.path_params["airmeet_id"]) or ""


def find(request: Request) -> EntrySession | None:
    """As the cookie has it; whether its code opens anything is for the database to say."""
    cookie = COOKIE_VALUE.fullmatch(request.cookies.get(COOKIE, ""))
    return EntrySession(airmeet_id(request), cookie[1], cookie[2]) if cookie else None


def get(request: Request) -> EntrySession:
    """Raises LinkUnknown."""
    session = find(request)
    if session is None:
        raise LinkUnknown
    return session


def begin(site: Site, request: Request, code: str) -> Response:
    """On to the page without the code. A browser that came by this link before goes on with the session it has."""
    session = find(request)
    if session is None or session.code != code:
        session = EntrySession(airmeet_id(request), code, ids.new_session())
    response = redirect(session.path)
    secure = "; Secure" if site.public_url.startswith("https://") else ""
    cookie = f"{COOKIE}={session.cookie}; HttpOnly; Path={session.path}; SameSite=lax{secure}"
    response.raw_headers.append((b"set-cookie", cookie.encode()))
    return response


def redirect(path: str) -> Response:
    """To one of our own addresses, of characters that need no quoting."""
    response = Response(b"", 303)
    response.raw_headers += (*PRIVATE, (b"location", path.encode("ascii")))
    return response


def link_unknown() -> Response:
    return Response(LINK_UNKNOWN, 404, PRIVATE_HEADERS, "text/html")


@lru_cache(maxsize=64)
def _headers(embeds: str) -> tuple[tuple[bytes, bytes], ...]:
    sources = f"{SOURCES}; {SCRIPTS}; frame-src {embeds}" if embeds else f"{SOURCES}; {SCRIPTS}"
    return encoded({**PRIVATE_HEADERS, "Content-Security-Policy": sources})


async def form(request: Request, session: EntrySession) -> Mapping[str, str]:
    """Raises FormStale for one that this browser was not given."""
    body = await read_body(request.scope, request.receive, FORM_BYTES_MAX)
    try:
        fields = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError:
        raise InputWrong(f"The form has more than {FIELDS_MAX} fields.") from None
    if csrf.FIELD not in fields:
        raise FormStale
    csrf.require(fields[csrf.FIELD], session.cookie)
    return fields
