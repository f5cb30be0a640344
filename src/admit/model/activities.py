"""Activity: who did what, when, and from where."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp


class ActorKind(StrEnum):
    MEMBER = "member"
    KEY = "key"
    OPERATOR = "operator"
    ATTENDEE = "attendee"
    SYSTEM = "system"


class Kind(StrEnum):
    """What was done. The codes are kept for as long as the log, so none changes its meaning."""

    AIRMEET_CREATED = "airmeet_created"
    AIRMEET_CHANGED = "airmeet_changed"
    AIRMEET_STARTED = "airmeet_started"
    AIRMEET_PAUSED = "airmeet_paused"
    AIRMEET_RESUMED = "airmeet_resumed"
    AIRMEET_FINISHED = "airmeet_finished"
    AIRMEET_ARCHIVED = "airmeet_archived"
    AIRMEET_UNARCHIVED = "airmeet_unarchived"
    KEY_GENERATED = "key_generated"
    KEY_ROTATED = "key_rotated"
    KEY_REVOKED = "key_revoked"
    MEMBER_INVITED = "member_invited"
    INVITATION_REVOKED = "invitation_revoked"
    MEMBER_JOINED = "member_joined"
    ROLE_CHANGED = "role_changed"
    MEMBER_REMOVED = "member_removed"
    MEMBER_LEFT = "member_left"
    PERSON_REGISTERED = "person_registered"
    ATTENDEE_AUTHORIZED = "attendee_authorized"
    ATTENDEE_REVOKED = "attendee_revoked"
    PEOPLE_IMPORTED = "people_imported"
    IMPORT_STOPPED = "import_stopped"
    IMPORT_UNDONE = "import_undone"
    DETAILS_CHANGED = "details_changed"
    PERSON_ERASED = "person_erased"


class Activity(msgspec.Struct, frozen=True):
    """`address` is the caller's IP address, "command" for the operator's, or empty where none is known.

    `person` is the key of the email of whom it was done to, `subject` what else it was done to: a key's label, the
    members of an airmeet that changed, a member's role, or what was imported and of how many. `airmeet_name` is
    today's.
    """

    activity_id: str
    at: Timestamp
    actor_kind: ActorKind
    actor_label: str
    address: str
    kind: Kind
    airmeet_id: str | None
    person: str | None
    subject: str
    airmeet_name: str | None = None


class Sought(msgspec.Struct, frozen=True):
    """Which activities are asked for: of an airmeet, of people whose address contains `text`, of a kind."""

    airmeet_id: str | None = None
    text: str = ""
    kind: Kind | None = None


class ActivityPage(msgspec.Struct, frozen=True):
    """Newest first. `next_before` is where to go on, also where this page has found nothing; None is the end."""

    rows: Sequence[Activity]
    next_before: str | None
