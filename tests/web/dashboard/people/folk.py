"""Reading pages about people, and a helper to read them."""

import html
import re

from admit.model.actors import Operator
from admit.model.members import Role
from admit.store import accounts, members
from admit.store.database import Transaction
from tests.dashboard import Organizer

ROW = re.compile(r'name="guest" value="(\d+)" aria-label="Choose ([^"]*)"')
LINK = re.compile(r'<input id="link" type="text" value="([^"]+)"')


def names(page: str) -> list[str]:
    """Of the people that a page lists, in order."""
    return [html.unescape(name) for _, name in ROW.findall(page)]


def number_of(page: str, name: str) -> str:
    """Of somebody that a page lists, as in their address."""
    numbers: dict[str, str] = {html.unescape(found): number for number, found in ROW.findall(page)}
    return numbers[name]


def href(page: str, text: str) -> str:
    """Of the one link with this text."""
    found: list[str] = re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{text}</a>', page)
    [address] = found
    return html.unescape(address)


def make_helper(owner: Organizer, helper: Organizer, *airmeet_ids: str) -> None:
    """`helper`, who has signed up, may see these airmeets of the owner's community."""

    async def join(tx: Transaction, _: Operator) -> None:
        account = await accounts.find_by_email(tx, helper.email)
        assert account is not None
        await members.insert(
            tx,
            community_id=owner.community_id,
            account_id=account.account_id,
            role=Role.HELPER,
            airmeet_ids=frozenset(airmeet_ids),
        )

    owner.server.operate(join)
