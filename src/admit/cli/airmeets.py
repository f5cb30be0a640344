"""`admit airmeets`."""

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import click
import msgspec

from admit import present
from admit.actions import airmeets as actions
from admit.cli.instants import read_instant
from admit.cli.running import act, operator_options
from admit.cli.showing import show, show_list
from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet, Status

MOVES = {
    "start": (Status.ONGOING, "Open an airmeet's doors."),
    "pause": (Status.PAUSED, "Pause an airmeet that has started."),
    "resume": (Status.ONGOING, "Go on with a paused airmeet."),
    "finish": (Status.FINISHED, "End an airmeet for good."),
}


@click.group()
def airmeets() -> None:
    """The events of the communities."""


@airmeets.command("create")
@click.option("--community", "community_id", metavar="ID", required=True, help="Whose airmeet it is.")
@click.option("--name", required=True)
@click.option("--start", required=True, metavar="ISO", help="When it starts; without an offset, in --timezone.")
@click.option("--end", required=True, metavar="ISO", help="When it ends; without an offset, in --timezone.")
@click.option("--timezone", required=True, metavar="ZONE", help="An IANA time zone such as Asia/Kolkata.")
@operator_options
def create(
    community_id: str, name: str, start: str, end: str, timezone: str, database: str | None, *, as_json: bool
) -> None:
    """Make an airmeet."""
    if timezone not in available_timezones():
        raise click.BadParameter(f"{timezone!r} is no IANA time zone such as Asia/Kolkata.", param_hint="--timezone")
    airmeet = act(
        database,
        actions.create,
        community_id=community_id,
        name=name,
        starts_at=_instant("--start", start, timezone),
        ends_at=_instant("--end", end, timezone),
        timezone=timezone,
    )
    show(_shown(airmeet), as_json=as_json)


@airmeets.command("list")
@click.option("--community", "community_id", metavar="ID", help="Only this community's.")
@operator_options
def list_(community_id: str | None, database: str | None, *, as_json: bool) -> None:
    """List the airmeets, oldest first, the archived ones too."""
    rows = act(database, actions.list_all, community_id=community_id)
    show_list([_shown(row) for row in rows], as_json=as_json)


@airmeets.command("archive")
@click.argument("uid")
@operator_options
def archive(uid: str, database: str | None, *, as_json: bool) -> None:
    """Take an airmeet off the list. Its registrations stay."""
    show(_shown(act(database, actions.archive, uid)), as_json=as_json)


def _add_move(name: str, status: Status, help_text: str) -> None:
    @airmeets.command(name, help=help_text)
    @click.argument("uid")
    @operator_options
    def move(uid: str, database: str | None, *, as_json: bool) -> None:
        show(_shown(act(database, actions.change_status, uid, status)), as_json=as_json)


for _name, (_status, _help_text) in MOVES.items():
    _add_move(_name, _status, _help_text)


def _instant(option: str, text: str, timezone: str) -> Timestamp:
    try:
        return read_instant(text, ZoneInfo(timezone))
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{text!r} is not an instant such as 2026-12-10T18:00.", param_hint=option) from None


def _shown(airmeet: Airmeet) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(present.airmeet(airmeet))
    return {
        **row,
        "community": airmeet.community_id,
        "registrations": airmeet.registration_count,
        "archivedAt": airmeet.archived_at,
    }
