"""Signing up, in and out."""

from starlette.responses import Response

from admit.actions import accounts
from admit.lib import passwords
from admit.lib.rates import Allowance
from admit.model.accounts import check_password
from admit.model.errors import AccountExists, InputWrong, SignInWrong
from admit.model.people import Email, clean_text, parse_email
from admit.web.dashboard.visits import Visit

sign_ins = Allowance(burst=10, refill_seconds=30)
"""For each email and address together: whoever guesses at Bob's password from elsewhere does not lock Bob out."""


async def home(visit: Visit) -> Response:
    """To the one community, or to the choice between several."""
    _, memberships = await visit.site.database.read(accounts.memberships, visit.session)
    if len(memberships) == 1:
        return visit.redirect(f"/communities/{memberships[0].community.community_id}/airmeets")
    return visit.page("dashboard/communities.html", memberships=memberships)


async def show_sign_up(visit: Visit) -> Response:
    return visit.page("dashboard/sign_up.html")


async def sign_up(visit: Visit) -> Response:
    try:
        community_name = clean_text("community", visit.form["community"], is_mandatory=True)
        email, password_hash = await new_credentials(visit)
        session, community_id = await visit.site.database.write(
            accounts.sign_up, email=email, password_hash=password_hash, community_name=community_name
        )
    except (InputWrong, AccountExists) as refusal:
        return visit.page("dashboard/sign_up.html", status=400, errors=refusal.sentences)
    return visit.begin_session(visit.redirect(f"/communities/{community_id}/airmeets"), session)


async def new_credentials(visit: Visit) -> tuple[Email, str]:
    """The address of whoever signs up, and the hash of their password. Raises InputWrong."""
    email, password = parse_email(visit.form["email"]), visit.form["password"]
    check_password(password)
    return email, await passwords.hash_password(password)


async def show_sign_in(visit: Visit) -> Response:
    return visit.page("dashboard/sign_in.html", next=_own_path(visit.request.query_params.get("next", "/")))


async def sign_in(visit: Visit) -> Response:
    next_path = _own_path(visit.form.get("next", "/"))
    wait_seconds = sign_ins.take(f"{visit.form.get('email', '').lower()} {_address(visit)}")
    if wait_seconds:
        sentence = f"That was too often; try again in {wait_seconds:.0f} seconds."
        page = visit.page("dashboard/sign_in.html", status=429, errors=(sentence,), next=next_path)
        page.headers["Retry-After"] = f"{wait_seconds:.0f}"
        return page
    try:
        session = await _verified_session(visit)
    except (InputWrong, SignInWrong):
        return visit.page("dashboard/sign_in.html", status=400, errors=SignInWrong().sentences, next=next_path)
    return visit.begin_session(visit.redirect(next_path), session)


async def sign_out(visit: Visit) -> Response:
    if visit.session:
        await visit.site.database.write(accounts.sign_out, visit.session)
    return visit.end_session(visit.redirect("/signin"))


async def _verified_session(visit: Visit) -> str:
    """The same work is done for an unknown address as for a wrong password. Raises SignInWrong."""
    email: Email = parse_email(visit.form["email"])
    account = await visit.site.database.read(accounts.find_by_email, email)
    is_right = await passwords.matches(visit.form["password"], account.password_hash if account else None)
    if account is None or not is_right:
        raise SignInWrong
    return await visit.site.database.write(accounts.sign_in, account)


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else ""


def _own_path(path: str) -> str:
    """A path on this site: never another site's address, however it is disguised."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
