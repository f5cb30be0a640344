"""Signing up, in and out."""

from starlette.responses import Response

from admit.actions import accounts
from admit.config import SignUp
from admit.lib import passwords
from admit.lib.rates import Allowance
from admit.model.accounts import check_password
from admit.model.errors import AccountExists, InputWrong, SignInWrong
from admit.model.people import Email, clean_text, parse_email
from admit.web.dashboard.visits import Visit

sign_ins = Allowance(burst=10, refill_seconds=30)
"""For each email and address together: whoever guesses at Bob's password from elsewhere does not lock Bob out."""
taken = Allowance(burst=20, refill_seconds=60)
"""How often each address may hear that an email has an account, before nobody signs up from there for a minute."""
OPERATORS_ADDRESS = "email is an operator's: sign up with it before it is named in ADMIT_OPERATORS."
"""Nobody becomes an operator by being the first to sign up with an operator's address."""


class TooOften(Exception):
    """Too many addresses that have an account were tried."""

    def __init__(self, wait_seconds: float) -> None:
        super().__init__()
        self.wait_seconds = wait_seconds


async def home(visit: Visit) -> Response:
    """To the one community, or to the choice between several."""
    account, memberships = await visit.site.database.read(accounts.memberships, visit.session)
    if len(memberships) == 1:
        return visit.redirect(f"/communities/{memberships[0].community.community_id}/airmeets")
    return visit.page("dashboard/communities.html", memberships=memberships, account=account)


async def show_sign_up(visit: Visit) -> Response:
    if visit.site.sign_up != SignUp.OPEN:
        return not_open(visit)
    return visit.page("dashboard/sign_up.html")


async def sign_up(visit: Visit) -> Response:
    if visit.site.sign_up != SignUp.OPEN:
        return not_open(visit)
    try:
        community_name = clean_text("community", visit.form["community"], is_mandatory=True)
        email, password_hash = await new_credentials(visit)
        session, community_id = await visit.site.database.write(
            accounts.sign_up, email=email, password_hash=password_hash, community_name=community_name
        )
    except (InputWrong, AccountExists, TooOften) as refusal:
        return form_again(visit, "dashboard/sign_up.html", refusal)
    return visit.begin_session(visit.redirect(f"/communities/{community_id}/airmeets"), session)


async def new_credentials(visit: Visit) -> tuple[Email, str]:
    """The address of whoever signs up, and the hash of their password. Raises InputWrong, AccountExists or TooOften.

    The count is looked at after the slow part, so that asking all at once gains little.
    """
    email, password = parse_email(visit.form["email"]), visit.form["password"]
    check_password(password)
    password_hash = await passwords.hash_password(password)
    if wait_seconds := taken.wait(visit.address):
        raise TooOften(wait_seconds)
    if email.key in visit.site.operators:
        raise AccountExists(OPERATORS_ADDRESS)
    return email, password_hash


def form_again(
    visit: Visit, template: str, refusal: InputWrong | AccountExists | TooOften, **values: object
) -> Response:
    """The form of a sign-up that was refused, which is counted if that told that the address is taken."""
    if isinstance(refusal, TooOften):
        return visit.too_often(template, refusal.wait_seconds, **values)
    if isinstance(refusal, AccountExists):
        taken.take(visit.address)
    return visit.page(template, status=400, errors=refusal.sentences, **values)


async def show_sign_in(visit: Visit) -> Response:
    return visit.page("dashboard/sign_in.html", next=_own_path(visit.request.query_params.get("next", "/")))


async def sign_in(visit: Visit) -> Response:
    next_path = _own_path(visit.form.get("next", "/"))
    wait_seconds = sign_ins.take(f"{visit.form.get('email', '').lower()} {visit.address}")
    if wait_seconds:
        return visit.too_often("dashboard/sign_in.html", wait_seconds, next=next_path)
    try:
        session = await _verified_session(visit)
    except (InputWrong, SignInWrong):
        return visit.page("dashboard/sign_in.html", status=400, errors=SignInWrong().sentences, next=next_path)
    return visit.begin_session(visit.redirect(next_path), session)


async def sign_out(visit: Visit) -> Response:
    if visit.session:
        await visit.site.database.write(accounts.sign_out, visit.session)
    return visit.end_session(visit.redirect("/signin"))


def not_open(visit: Visit) -> Response:
    is_by_invitation = visit.site.sign_up == SignUp.INVITED
    return visit.page("dashboard/sign_up_closed.html", status=403, is_by_invitation=is_by_invitation)


async def _verified_session(visit: Visit) -> str:
    """The same work is done for an unknown address as for a wrong password. Raises SignInWrong."""
    email: Email = parse_email(visit.form["email"])
    account = await visit.site.database.read(accounts.find_by_email, email)
    is_right = await passwords.matches(visit.form["password"], account.password_hash if account else None)
    if account is None or not is_right:
        raise SignInWrong
    return await visit.site.database.write(accounts.sign_in, account)


def _own_path(path: str) -> str:
    """A path on this site: never another site's address, however it is disguised."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
