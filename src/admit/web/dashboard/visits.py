"""One visit to a page of the dashboard: who comes, what they sent, and how they are answered."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, Concatenate, ParamSpec, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from admit.actions import accounts
from admit.config import SignUp
from admit.lib import ids
from admit.model.accounts import Account
from admit.model.actors import Member
from admit.model.members import Membership
from admit.store.database import Transaction
from admit.web import visits
from admit.web.site import Site
from admit.web.visits import FORM_COOKIE

P = ParamSpec("P")
R = TypeVar("R")

MemberAction = Callable[Concatenate[Transaction, Member, P], Awaitable[R]]

SESSION_COOKIE = "admit_session"
SESSION_SECONDS = 30 * 24 * 60 * 60


class Visit(visits.Visit):
    session_cookie: ClassVar[str] = SESSION_COOKIE

    def __init__(self, site: Site, request: Request) -> None:
        super().__init__(site, request)
        self._membership: Membership | None = None

    @property
    def community_id(self) -> str:
        return ids.canonical_uuid(self.request.path_params["community_id"]) or ""

    @property
    def home(self) -> str:
        """The path under which the pages of this community lie."""
        return f"/communities/{self.community_id}"

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
        values = {
            "membership": self._membership,
            "home": self.home if self._membership is not None else None,
            "account": None,
            "is_sign_up_open": self.site.sign_up == SignUp.OPEN,
            "is_sign_up_closed": self.site.sign_up == SignUp.CLOSED,
            **values,
        }
        return super().page(template, status=status, **values)

    def begin_session(self, response: Response, secret: str) -> Response:
        self.set_cookie(response, SESSION_COOKIE, secret, max_age=SESSION_SECONDS)
        response.delete_cookie(FORM_COOKIE)
        return response

    def end_session(self, response: Response) -> Response:
        response.delete_cookie(SESSION_COOKIE)
        return response


async def _own_membership(tx: Transaction, actor: Member) -> Membership:
    del tx
    return actor.membership
