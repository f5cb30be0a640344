"""`admit watch`."""

import time
from collections.abc import Iterator

import click
import msgspec

from admit.cli.remote.connecting import AWAY, connected, profile_option
from admit.cli.showing import Table, show_json
from admit.client import Client, Registration

HELP = """Follow an airmeet's new registrations, until Ctrl-C.

Nobody is missed while the server is away: what came meanwhile is shown once it is back.

\b
Examples:
    admit watch "$AIRMEET"
    admit watch "$AIRMEET" --from-start --json | while read -r line; do …; done
"""
INTERVAL_SECONDS = 2.0


@click.command(help=HELP)
@click.argument("airmeet")
@click.option("--from-start", is_flag=True, help="Begin with those who are registered already.")
@click.option("--after", type=int, metavar="CURSOR", help="Begin behind this cursor.")
@click.option(
    "--interval",
    "interval_seconds",
    type=click.FloatRange(min=0.1),
    default=INTERVAL_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="How often to look.",
)
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="End after so many.")
@click.option("--json", "as_json", is_flag=True, help="Answer a JSON object a line, for programs.")
@profile_option
def watch(
    airmeet: str,
    after: int | None,
    interval_seconds: float,
    count: int | None,
    profile: str,
    *,
    from_start: bool,
    as_json: bool,
) -> None:
    """See HELP."""
    table = Table()
    with connected(profile) as client:
        start = 0 if from_start else after
        start = client.registrations(airmeet).last_cursor() if start is None else start
        rows = _followed(client, airmeet, start, interval_seconds)
        try:
            for number, row in enumerate(rows, start=1):
                shown = msgspec.to_builtins(row)
                if as_json:
                    show_json(shown)
                else:
                    table.show([shown])
                if number == count:
                    return
        except KeyboardInterrupt:
            return


def _followed(client: Client, airmeet: str, cursor: int, interval_seconds: float) -> Iterator[Registration]:
    """For ever."""
    while True:
        listing = client.registrations(airmeet, start_after=cursor)
        try:
            for page in listing.pages():
                yield from page.data
                cursor = page.cursors.after
        except AWAY as error:
            click.echo(f"{error}; trying on.", err=True)
        time.sleep(interval_seconds)
