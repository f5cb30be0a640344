"""The community's airmeets."""

from admit import present
from admit.actions import airmeets
from admit.web.api import queries
from admit.web.calls import Call
from admit.wire.airmeets import AirmeetPage


async def list_airmeets(call: Call) -> AirmeetPage:
    return present.airmeet_page(await call.read(airmeets.list_page, queries.page_request(call)))
