"""One visit to a page of the dashboard: who comes, what they sent, and how they are answered."""

import math
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admit.actions import accounts
from admit.config import SignUp
from admit.lib import ids
from admit.model.accounts import Account
from admit.model.actors import Member
from admit.model.members import Membership
from admit.store.database import Transaction
from admit.web import csrf
from admit.web.dashboard.forms import Form, Upload
from admit.web.site import Site
from admit.web.templates import DASHBOARD_HEADERS, environment

P = ParamSpec("P")
R = TypeVar("R")

MemberAction = Callable[Concatenate[Transaction, Member, P], Awaitable[R]]

SESSION_COOKIE = "admit_session"
FORM_COOKIE = "admit_form"
"""The secret behind the forms of somebody who has not signed in."""
SESSION_SECONDS = 30 * 24 * 60 * 60


class Visit:
    """`form` holds the last value of each field of the body, `form_lists` every value, `files` the uploads."""

    def __init__(self, site: Site, request: Request) -> None:
        self.site = site
        self.request = request
        self.form: defaultdict[str, str] = defaultdict(str)
        self.form_lists: dict[str, list[str]] = {}
        self.files: dict[str, Upload] = {}
        self.session: str | None = request.cookies.get(SESSION_COOKIE)
        self._form_secret: str | None = request.cookies.get(FORM_COOKIE)
        self._is_form_secret_new = False
        self._membership: Membership | None = None

    def fill(self, form: Form) -> None:
        """With what the body holds."""
        self.files = form.files
        self.form.update(form.fields)
        for name, value in form.fields:
            self.form_lists.setdefault(name, []).append(value)

    @property
    def community_id(self) -> str:
        return ids.canonical_uuid(self.request.path_params["community_id"]) or ""

    @property
    def airmeet_id(self) -> str:
        return ids.canonical_uuid(self.request.path_params["airmeet_id"]) or ""

    @property
    def address(self) -> str:
        """Where the visitor comes from; empty where the connection does not say."""
        return self.request.client.host if self.request.client else ""

    @property
    def home(self) -> str:
        """The path under which the pages of this community lie."""
        return f"/communities/{self.community_id}"

    def require_own_form(self) -> None:
        """Raises FormStale for a body that another site made this browser send."""
        csrf.require(self.form.get(csrf.FIELD, ""), self.session or self._form_secret)

    async def account(self) -> Account:
        """Raises SignedOut."""
        return await self.site.database.read(accounts.identify, self.session)

    async def membership(self) -> Membership:
        """Of whoever is signed in, in the community of the path. Raises SignedOut or CommunityUnknown."""
        if self._membership is None:
            self._membership = await self.read(_own_membership)
        return self._membership

    async def read(self, action: MemberAction[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """`action` as the member who is signed in, in the community of the path."""
        return await self.site.database.read(
            lambda tx: accounts.as_member(tx, self.session, self.address, self.community_id, action, *args, **kwargs)
        )

    async def write(self, action: MemberAction[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """As `read`; durable when it returns."""
        return await self.site.database.write(
            lambda tx: accounts.as_member(tx, self.session, self.address, self.community_id, action, *args, **kwargs)
        )

    def page(self, template: str, /, *, status: int = 200, **values: object) -> Response:
        """A page that no cache keeps. `csrf` is there for its forms, `form` holds what was sent, to be shown again."""
        values = {
            "form": self.form,
            "errors": (),
            "membership": self._membership,
            "home": None,
            "account": None,
            "is_sign_up_open": self.site.sign_up == SignUp.OPEN,
            "is_sign_up_closed": self.site.sign_up == SignUp.CLOSED,
            **values,
        }
        if self._membership is not None:
            values["home"] = self.home
        body = environment.get_template(template).render(values, csrf=csrf.token(self._secret_of_forms()))
        response = Response(body, status, DASHBOARD_HEADERS, "text/html")
        if self._is_form_secret_new:
            self.set_cookie(response, FORM_COOKIE, self._secret_of_forms(), max_age=None)
        return response

    def redirect(self, path: str, **query: str) -> Response:
        """303: the browser goes on with a GET, so that reloading the page sends no form again."""
        target = f"{path}?{urlencode(query)}" if query else path
        return RedirectResponse(target, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})

    def too_often(self, template: str, wait_seconds: float, /, **values: object) -> Response:
        """The form again, with when the next try is allowed."""
        seconds = math.ceil(wait_seconds)
        sentence = f"That was too often; try again in {seconds} seconds."
        page = self.page(template, status=429, errors=(sentence,), **values)
        page.headers["Retry-After"] = str(seconds)
        return page

    def begin_session(self, response: Response, secret: str) -> Response:
        self.set_cookie(response, SESSION_COOKIE, secret, max_age=SESSION_SECONDS)
        response.delete_cookie(FORM_COOKIE)
        return response

    def end_session(self, response: Response) -> Response:
        response.delete_cookie(SESSION_COOKIE)
        return response

    def _secret_of_forms(self) -> str:
        if self.session:
            return self.session
        if self._form_secret is None:
            self._form_secret = ids.new_session()
            self._is_form_secret_new = True
        return self._form_secret

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


async def _own_membership(tx: Transaction, actor: Member) -> Membership:
    del tx
    return actor.membership
