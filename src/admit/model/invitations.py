"""Invitations: a link that makes whoever holds it a member, once."""

import msgspec

from admit.lib.clock import Timestamp
from admit.model.communities import Community
from admit.model.members import Role

INVITATION_DAYS = 7


class Invitation(msgspec.Struct, frozen=True):
    """`email` says whom it was written for; the link is the proof. `airmeet_ids` are a helper's."""

    community: Community
    invitation_id: str
    email: str
    email_key: str
    role: Role
    invited_by: str
    inviter_email: str
    created_at: Timestamp
    expires_at: Timestamp
    airmeet_ids: frozenset[str] = frozenset()
