"""Settings: the API access keys."""

from starlette.responses import Response

from admit.actions import access_keys, airmeets
from admit.lib import ids
from admit.lib.clock import Timestamp, timestamp
from admit.model.access_keys import Access, AccessKey
from admit.model.actors import Member
from admit.model.errors import InputWrong
from admit.store.database import Transaction
from admit.web.dashboard import instants
from admit.web.dashboard.visits import Visit

OVERLAPS = {"0": "At once", "1": "In 1 hour", "24": "In 1 day", "168": "In 7 days"}
"""When the old secret ends, by the hours until then."""


async def show_keys(visit: Visit) -> Response:
    return await _page(visit)


async def generate(visit: Visit) -> Response:
    """The answer itself shows the pair: the secret is in no address and in no second answer."""
    try:
        key, secret = await visit.write(
            access_keys.create,
            community_id=visit.community_id,
            label=visit.form["label"],
            access=_access(visit.form["access"]),
            airmeet_ids=_chosen(visit),
            expires_at=_expiry(visit.form["expires"]),
        )
    except InputWrong as refusal:
        return await _page(visit, status=400, errors=refusal.sentences)
    await visit.membership()
    return _new_secret_page(visit, key, secret, "Your new key")


async def show_key(visit: Visit) -> Response:
    await visit.membership()
    key = await visit.read(access_keys.get, visit.community_id, _access_key(visit))
    days = await visit.read(access_keys.list_days, visit.community_id, key.access_key)
    return visit.page("dashboard/key.html", key=key, days=days, now=await visit.read(_now))


async def show_rotation(visit: Visit) -> Response:
    return await _rotation_page(visit)


async def rotate(visit: Visit) -> Response:
    """As `generate`, the answer itself shows the new secret."""
    key = await visit.read(access_keys.get, visit.community_id, _access_key(visit))
    try:
        hours = _overlap_hours(visit.form["overlap"])
    except InputWrong as refusal:
        return await _rotation_page(visit, status=400, errors=refusal.sentences)
    key, secret = await visit.write(access_keys.rotate, access_key=key.access_key, overlap_hours=hours)
    await visit.membership()
    return _new_secret_page(visit, key, secret, "A new secret")


async def confirm_revocation(visit: Visit) -> Response:
    await visit.membership()
    key = await visit.read(access_keys.get, visit.community_id, _access_key(visit))
    return visit.page("dashboard/key_revoke.html", key=key)


async def revoke(visit: Visit) -> Response:
    key = await visit.read(access_keys.get, visit.community_id, _access_key(visit))
    await visit.write(access_keys.revoke, access_key=key.access_key)
    return visit.redirect(f"{visit.home}/settings/keys")


async def _page(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    await visit.membership()
    keys = await visit.read(access_keys.list_of_community, visit.community_id)
    return visit.page(
        "dashboard/keys.html",
        status=status,
        errors=errors,
        keys=sorted(keys, key=lambda key: key.is_revoked),
        last_days=await visit.read(access_keys.list_last_days, visit.community_id),
        airmeets=await visit.read(airmeets.search),
        chosen=visit.form_lists.get("airmeet", []),
        now=await visit.read(_now),
    )


async def _rotation_page(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    await visit.membership()
    key = await visit.read(access_keys.get, visit.community_id, _access_key(visit))
    return visit.page("dashboard/key_rotate.html", status=status, errors=errors, key=key, overlaps=OVERLAPS)


def _new_secret_page(visit: Visit, key: AccessKey, secret: str, heading: str) -> Response:
    return visit.page(
        "dashboard/key_generated.html", key=key, secret=secret, heading=heading, public_url=visit.site.public_url
    )


async def _now(tx: Transaction, _: Member) -> Timestamp:
    return tx.now


def _access_key(visit: Visit) -> str:
    return ids.canonical_uuid(visit.request.path_params["access_key"]) or ""


def _overlap_hours(text: str) -> int:
    if text not in OVERLAPS:
        raise InputWrong("overlap must be one of the choices.")
    return int(text)


def _access(text: str) -> Access:
    try:
        return Access(text)
    except ValueError:
        raise InputWrong("access must be one of the choices.") from None


def _chosen(visit: Visit) -> list[str] | None:
    """None, which is every airmeet, unless some were chosen."""
    if visit.form.get("airmeets") != "chosen":
        return None
    chosen = visit.form_lists.get("airmeet", [])
    if not chosen:
        raise InputWrong("airmeets: choose at least one, or all of them.")
    return chosen


def _expiry(text: str) -> Timestamp | None:
    """The end of a day, in UTC."""
    return timestamp(instants.end_of_day("expires", text)) if text else None
