"""One's own account: another password, and signing out everywhere."""

from typing import Any

from starlette.responses import Response

from admit.actions import accounts
from admit.lib import passwords
from admit.lib.rates import Allowance
from admit.model.accounts import Account, check_password
from admit.model.errors import InputWrong
from admit.web.dashboard.visits import Visit

TEMPLATE = "dashboard/account.html"

changes = Allowance(burst=5, refill_seconds=60)
"""For each account: whoever finds a browser signed in cannot guess on."""


async def show_account(visit: Visit) -> Response:
    shown = _shown(visit, await visit.account())
    return visit.page(TEMPLATE, is_changed="changed" in visit.request.query_params, **shown)


async def change_password(visit: Visit) -> Response:
    account = await visit.account()
    if wait_seconds := changes.take(account.account_id):
        return visit.too_often(TEMPLATE, wait_seconds, **_shown(visit, account))
    try:
        check_password(visit.form["password"])
        await _require_old_password(visit, account)
    except InputWrong as refusal:
        return visit.page(TEMPLATE, status=400, errors=refusal.sentences, **_shown(visit, account))
    password_hash = await passwords.hash_password(visit.form["password"])
    session = await visit.site.database.write(accounts.change_password, account, password_hash=password_hash)
    return visit.begin_session(visit.redirect("/account", changed="yes"), session)


async def sign_out_everywhere(visit: Visit) -> Response:
    account = await visit.account()
    await visit.site.database.write(accounts.sign_out_everywhere, account)
    return visit.end_session(visit.redirect("/signin"))


async def _require_old_password(visit: Visit, account: Account) -> None:
    if not await passwords.matches(visit.form["old_password"], account.password_hash):
        raise InputWrong("The current password is wrong.")


def _shown(visit: Visit, account: Account) -> dict[str, Any]:
    return {"account": account, "is_operator": account.email_key in visit.site.operators}
