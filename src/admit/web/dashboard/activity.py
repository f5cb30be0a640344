"""The activity log of a community."""

from starlette.responses import Response

from admit.actions import activities
from admit.lib import ids
from admit.model.activities import Kind, Sought
from admit.model.people import EMAIL_LENGTH_MAX
from admit.web.dashboard.visits import Visit

LABELS = {
    Kind.AIRMEET_CREATED: "made the airmeet",
    Kind.AIRMEET_CHANGED: "changed the airmeet",
    Kind.AIRMEET_STARTED: "started the airmeet",
    Kind.AIRMEET_PAUSED: "paused the airmeet",
    Kind.AIRMEET_RESUMED: "resumed the airmeet",
    Kind.AIRMEET_FINISHED: "finished the airmeet",
    Kind.AIRMEET_ARCHIVED: "archived the airmeet",
    Kind.AIRMEET_UNARCHIVED: "took the airmeet out of the archive",
    Kind.KEY_GENERATED: "generated an access key",
    Kind.KEY_ROTATED: "rotated an access key",
    Kind.KEY_REVOKED: "revoked an access key",
    Kind.MEMBER_INVITED: "invited somebody to the community",
    Kind.INVITATION_REVOKED: "revoked an invitation",
    Kind.MEMBER_JOINED: "joined the community",
    Kind.ROLE_CHANGED: "changed a member's role",
    Kind.MEMBER_REMOVED: "removed a member",
    Kind.MEMBER_LEFT: "left the community",
    Kind.PERSON_REGISTERED: "registered a person",
    Kind.ATTENDEE_AUTHORIZED: "authorized an attendee",
    Kind.ATTENDEE_REVOKED: "took an attendee's access away",
    Kind.PEOPLE_IMPORTED: "imported people",
    Kind.IMPORT_STOPPED: "stopped an import",
    Kind.IMPORT_UNDONE: "undid an import",
    Kind.DETAILS_CHANGED: "changed a person's details",
    Kind.PERSON_ERASED: "had everything about themselves erased",
}
"""What whoever is named in front of it did."""


async def show_activity(visit: Visit) -> Response:
    await visit.membership()
    query = visit.request.query_params
    kind, airmeet_id = query.get("kind", ""), query.get("airmeet", "")
    sought = Sought(
        airmeet_id=(ids.canonical_uuid(airmeet_id) or "no such id") if airmeet_id else None,
        text=query.get("person", "").strip()[:EMAIL_LENGTH_MAX],
        kind=Kind(kind) if kind in {*Kind} else None,
    )
    before = ids.canonical_uuid(query.get("before", ""))
    page, airmeet = await visit.read(activities.list_page, visit.community_id, sought, before=before)
    return visit.page(
        "dashboard/activity.html",
        activities=page.rows,
        next_before=page.next_before,
        before=before,
        airmeet=airmeet,
        sought=sought,
        labels=LABELS,
    )
