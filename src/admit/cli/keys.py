"""`admit keys`."""

from typing import Any

import click

from admit.actions import access_keys
from admit.cli.instants import INSTANT
from admit.cli.running import act, operator_options
from admit.cli.showing import show, show_list
from admit.lib.clock import Timestamp
from admit.model.access_keys import OVERLAP_HOURS_MAX, Access, AccessKey


@click.group()
def keys() -> None:
    """The key pairs that integrations exchange for tokens."""


@keys.command("create")
@click.option("--community", "community_id", metavar="ID", required=True, help="Whose airmeets the key is for.")
@click.option("--label", required=True, help="What the key is for, to recognise it later.")
@click.option("--read-only", "access", flag_value=Access.READ_ONLY, type=Access, help="May list, and change nothing.")
@click.option(
    "--write-only",
    "access",
    flag_value=Access.WRITE_ONLY,
    type=Access,
    help="May add and remove people, list none.",
)
@click.option("--airmeet", "airmeet_ids", metavar="ID", multiple=True, help="Only for this airmeet; may be repeated.")
@click.option("--expires", "expires_at", type=INSTANT, help="When the key stops working (ISO 8601).")
@operator_options
def create(
    community_id: str,
    label: str,
    access: Access | None,
    airmeet_ids: tuple[str, ...],
    expires_at: Timestamp | None,
    database: str | None,
    *,
    as_json: bool,
) -> None:
    """Make a key pair. The secret key is shown now and never again."""
    key, secret = act(
        database,
        access_keys.create,
        community_id=community_id,
        label=label,
        access=access or Access.READ_WRITE,
        airmeet_ids=airmeet_ids or None,
        expires_at=expires_at,
    )
    show({"accessKey": key.access_key, "secretKey": secret, "label": key.label}, as_json=as_json)


@keys.command("list")
@operator_options
def list_(database: str | None, *, as_json: bool) -> None:
    """List the keys of every community, without their secrets."""
    show_list([_shown(key) for key in act(database, access_keys.list_)], as_json=as_json)


@keys.command("revoke")
@click.argument("access_key")
@operator_options
def revoke(access_key: str, database: str | None, *, as_json: bool) -> None:
    """Revoke a key. All its tokens are refused from this moment."""
    show(_shown(act(database, access_keys.revoke, access_key=access_key)), as_json=as_json)


@keys.command("rotate")
@click.argument("access_key")
@click.option(
    "--overlap-hours",
    metavar="N",
    type=click.IntRange(0, OVERLAP_HOURS_MAX),
    required=True,
    help=f"How long the old secret goes on working, up to {OVERLAP_HOURS_MAX}; with 0 it ends now.",
)
@operator_options
def rotate(access_key: str, overlap_hours: int, database: str | None, *, as_json: bool) -> None:
    """Give a key a new secret, shown now and never again. Its tokens stay good."""
    key, secret = act(database, access_keys.rotate, access_key=access_key, overlap_hours=overlap_hours)
    answer = {"accessKey": key.access_key, "secretKey": secret, "label": key.label}
    show(answer | {"oldSecretEndsAt": key.previous_ends_at}, as_json=as_json)


def _shown(key: AccessKey) -> dict[str, Any]:
    return {
        "accessKey": key.access_key,
        "label": key.label,
        "community": key.community_id,
        "access": key.access,
        "airmeets": "all" if key.airmeet_ids is None else sorted(key.airmeet_ids),
        "createdAt": key.created_at,
        "expiresAt": key.expires_at,
        "revokedAt": key.revoked_at,
    }
