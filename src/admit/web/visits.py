"""One visit to a page with forms: what was sent, and how it is answered."""

import math
from collections import defaultdict
from typing import ClassVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admit.lib import ids
from admit.web import csrf
from admit.web.forms import Form, Upload
from admit.web.site import Site
from admit.web.templates import PRIVATE_HEADERS, SCRIPTED_PRIVATE_HEADERS, environment

FORM_COOKIE = "admit_form"
"""The secret behind the forms of somebody who has not signed in."""


class Visit:
    """`form` holds the last value of each field of the body, `form_lists` every value, `files` the uploads."""

    session_cookie: ClassVar[str]

    def __init__(self, site: Site, request: Request) -> None:
        self.site = site
        self.request = request
        self.form: defaultdict[str, str] = defaultdict(str)
        self.form_lists: dict[str, list[str]] = {}
        self.files: dict[str, Upload] = {}
        self.session: str | None = request.cookies.get(self.session_cookie)
        self._form_secret: str | None = request.cookies.get(FORM_COOKIE)
        self._is_form_secret_new = False

    def fill(self, form: Form) -> None:
        """With what the body holds."""
        self.files = form.files
        self.form.update(form.fields)
        for name, value in form.fields:
            self.form_lists.setdefault(name, []).append(value)

    @property
    def airmeet_id(self) -> str:
        return ids.canonical_uuid(self.request.path_params["airmeet_id"]) or ""

    @property
    def address(self) -> str:
        """Where the visitor comes from; empty where the connection does not say."""
        return self.request.client.host if self.request.client else ""

    def require_own_form(self) -> None:
        """Raises FormStale for a body that another site made this browser send."""
        csrf.require(self.form.get(csrf.FIELD, ""), self.session or self._form_secret)

    def page(self, template: str, /, *, status: int = 200, **values: object) -> Response:
        """A page that no cache keeps. `csrf` is there for its forms, `form` holds what was sent, to be shown again."""
        values = {"form": self.form, "errors": (), **values}
        body = environment.get_template(template).render(values, csrf=csrf.token(self._secret_of_forms()))
        response = Response(body, status, SCRIPTED_PRIVATE_HEADERS, "text/html")
        if self._is_form_secret_new:
            self.set_cookie(response, FORM_COOKIE, self._secret_of_forms(), max_age=None)
        return response

    def redirect(self, path: str, **query: str) -> Response:
        """303: the browser goes on with a GET, so that reloading the page sends no form again."""
        target = f"{path}?{urlencode(query)}" if query else path
        return RedirectResponse(target, 303, PRIVATE_HEADERS)

    def too_often(self, template: str, wait_seconds: float, /, **values: object) -> Response:
        """The form again, with when the next try is allowed."""
        seconds = math.ceil(wait_seconds)
        sentence = f"That was too often; try again in {seconds} seconds."
        page = self.page(template, status=429, errors=(sentence,), **values)
        page.headers["Retry-After"] = str(seconds)
        return page

    def set_cookie(self, response: Response, name: str, value: str, *, max_age: int | None, path: str = "/") -> None:
        response.set_cookie(
            name,
            value,
            max_age=max_age,
            path=path,
            httponly=True,
            samesite="lax",
            secure=self.site.public_url.startswith("https://"),
        )

    def _secret_of_forms(self) -> str:
        if self.session:
            return self.session
        if self._form_secret is None:
            self._form_secret = ids.new_session()
            self._is_form_secret_new = True
        return self._form_secret
