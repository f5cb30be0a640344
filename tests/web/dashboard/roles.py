"""Members of a community in a role that a test names."""

from admit.lib import ids
from admit.model.actors import Operator
from admit.model.members import Role
from admit.model.people import parse_email
from admit.store import accounts, members
from admit.store.database import Transaction
from tests.dashboard import Organizer
from tests.harness import LiveServer


def join(somebody: Organizer, server: LiveServer, community_id: str, role: Role, *airmeet_ids: str) -> Organizer:
    """`somebody`, who has signed up before, as a member of this community as well."""

    async def insert(tx: Transaction, _: Operator) -> None:
        account = await accounts.find_by_email(tx, parse_email(somebody.email).key)
        assert account is not None
        await members.insert(
            tx,
            community_id=community_id,
            account_id=account.account_id,
            role=role,
            airmeet_ids=frozenset(airmeet_ids),
        )

    server.operate(insert)
    somebody.community_id = community_id
    return somebody


NO_SUCH_ID = ids.new_id()
