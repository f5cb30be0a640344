"""Members: whose account belongs to a community, and in which role."""

from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp
from admit.model.communities import Community


class Role(StrEnum):
    """From the most to the least that one may do."""

    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    HELPER = "helper"


MANAGING = {Role.OWNER, Role.ADMIN, Role.MANAGER}
"""May make and change airmeets, and everybody on their lists."""
ADMINISTERING = {Role.OWNER, Role.ADMIN}
"""May see the settings: access keys and members."""

MEMBERS_MAX = 1_000
"""Of one community, open invitations included."""


class Membership(msgspec.Struct, frozen=True):
    """One account in one community. A helper sees the airmeets in `airmeet_ids`; None means all of them."""

    community: Community
    account_id: str
    email: str
    role: Role
    joined_at: Timestamp
    airmeet_ids: frozenset[str] | None = None
