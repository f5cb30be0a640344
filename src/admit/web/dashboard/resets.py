"""A forgotten password: a link asked for by mail, and a new password set through it."""

import re

from starlette.responses import Response

from admit.actions import resets
from admit.lib import passwords
from admit.lib.rates import Allowance
from admit.model.accounts import RESET_MINUTES, check_password
from admit.model.errors import InputWrong, ResetUnknown
from admit.model.people import parse_email
from admit.web.dashboard.visits import Visit

PATH = "/reset"
COOKIE = "admit_reset"
"""Holds the code, so that the address bar, the history and the pages linked to do not."""
CODE = re.compile(r"[\w-]{1,64}", re.ASCII)

requests = Allowance(burst=3, refill_seconds=300)
"""For each email and address together, as for signing in."""


async def show_forgot(visit: Visit) -> Response:
    return visit.page("dashboard/forgot.html")


async def request(visit: Visit) -> Response:
    """The same answer after the same work, whether there is an account or not."""
    try:
        email = parse_email(visit.form["email"])
    except InputWrong as refusal:
        return visit.page("dashboard/forgot.html", status=400, errors=refusal.sentences)
    if wait_seconds := requests.take(f"{email.key} {visit.address}"):
        return visit.too_often("dashboard/forgot.html", wait_seconds)
    await visit.site.database.write(resets.request, email=email, public_url=visit.site.public_url)
    visit.site.wake_delivery()
    return visit.redirect("/forgot/sent")


async def show_sent(visit: Visit) -> Response:
    return visit.page("dashboard/forgot_sent.html", minutes=RESET_MINUTES)


async def show_reset(visit: Visit) -> Response:
    """Changes nothing: mail scanners open links."""
    code = visit.request.query_params.get("code")
    if code is None:
        return await _form(visit)
    if not CODE.fullmatch(code):
        return _unknown(visit)
    response = visit.redirect(PATH)
    visit.set_cookie(response, COOKIE, code, max_age=RESET_MINUTES * 60, path=PATH)
    return response


async def set_password(visit: Visit) -> Response:
    code, password = _code(visit), visit.form["password"]
    try:
        await visit.site.database.read(resets.open_, code)
        check_password(password)
        session = await visit.site.database.write(
            resets.use, code, password_hash=await passwords.hash_password(password)
        )
    except InputWrong as refusal:
        return await _form(visit, status=400, errors=refusal.sentences)
    except ResetUnknown:
        return _unknown(visit)
    response = visit.begin_session(visit.redirect("/"), session)
    response.delete_cookie(COOKIE, path=PATH)
    return response


async def _form(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    try:
        account = await visit.site.database.read(resets.open_, _code(visit))
    except ResetUnknown:
        return _unknown(visit)
    return visit.page("dashboard/reset.html", status=status, errors=errors, account=account)


def _unknown(visit: Visit) -> Response:
    return visit.page("dashboard/reset_unknown.html", status=404)


def _code(visit: Visit) -> str:
    return visit.request.cookies.get(COOKIE, "")
