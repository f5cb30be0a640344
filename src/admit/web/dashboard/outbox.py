"""The outbox, for whoever runs the installation. For everybody else there is no such page."""

from starlette.responses import Response

from admit.actions import deliveries
from admit.lib import ids
from admit.model.accounts import Account
from admit.model.actors import Operator
from admit.model.errors import PageUnknown
from admit.web.dashboard.visits import Visit

SIZE = 50


async def show_outbox(visit: Visit) -> Response:
    account, operator = await _operator(visit)
    before = ids.canonical_uuid(visit.request.query_params.get("before", ""))
    messages = await visit.site.database.read(deliveries.list_, operator, before=before, size=SIZE)
    next_before = messages[-1].message_id if len(messages) == SIZE else None
    return visit.page(
        "dashboard/outbox.html", account=account, messages=messages, before=before, next_before=next_before
    )


async def show_message(visit: Visit) -> Response:
    account, operator = await _operator(visit)
    message_id = ids.canonical_uuid(visit.request.path_params["message_id"]) or ""
    message = await visit.site.database.read(deliveries.get, operator, message_id)
    return visit.page("dashboard/message.html", account=account, message=message)


async def _operator(visit: Visit) -> tuple[Account, Operator]:
    """Raises SignedOut, and PageUnknown for an account that is not an operator's."""
    account = await visit.account()
    if account.email_key not in visit.site.operators:
        raise PageUnknown
    return account, Operator()
