"""`admit registrations` and `admit register`."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from admit.cli.remote.connecting import connected, profile_option, user_options
from admit.cli.remote.people import detail_options
from admit.cli.remote.progress import Progress
from admit.cli.showing import Table, show
from admit.client import Listing, Registration
from admit.client.tokens import write_private
from admit.lib import sheets

Rows = Sequence[dict[str, Any]]

REGISTRATIONS_HELP = """List who is registered for an airmeet, oldest first.

With --cursor-file, only those who came since the last time: it keeps where you left off.

\b
Examples:
    admit registrations 01995b2c-8f6e-7c3a-9d2b-5e4f3a2b1c0d
    admit registrations "$AIRMEET" --csv > people.csv
    admit registrations "$AIRMEET" --jsonl --cursor-file cursor.txt >> people.jsonl
"""


@click.command(help=REGISTRATIONS_HELP)
@click.argument("airmeet")
@click.option("--csv", "shape", flag_value="csv", help="Answer in CSV, for spreadsheets.")
@click.option("--jsonl", "shape", flag_value="jsonl", help="Answer a JSON object a line, as they arrive.")
@click.option("--json", "shape", flag_value="json", help="Answer in JSON, for programs.")
@click.option("--after", type=int, default=0, metavar="CURSOR", help="Only those behind this cursor.")
@click.option(
    "--cursor-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Begin behind the cursor in this file, if it is there; write the last one into it at the end.",
)
@profile_option
def registrations(airmeet: str, shape: str | None, after: int, cursor_file: Path | None, profile: str) -> None:
    """See REGISTRATIONS_HELP."""
    start_after = _kept(cursor_file) or after
    with connected(profile) as client:
        listing = client.registrations(airmeet, start_after=start_after)
        WRITERS[shape](_with_progress(listing))
    if cursor_file is not None:
        write_private(cursor_file, f"{listing.cursor}\n".encode())


@click.command(epilog="Example: admit register \"$AIRMEET\" ada@example.com 'Ada Lovelace' --city London")
@click.argument("airmeet")
@click.argument("email")
@click.argument("name")
@detail_options
@user_options
def register(airmeet: str, email: str, name: str, profile: str, *, as_json: bool, **details: str | None) -> None:
    """Register a person. Doing it again changes nothing."""
    with connected(profile) as client:
        registered = client.register(airmeet, email, name, **details)
    show(msgspec.to_builtins(registered), as_json=as_json)


def _kept(cursor_file: Path | None) -> int:
    """0 where there is no file yet."""
    if cursor_file is None or not cursor_file.exists():
        return 0
    text = cursor_file.read_text("ascii", errors="replace").strip()
    if not text.isdecimal():
        raise click.BadParameter(f"{cursor_file} holds no cursor.", param_hint="--cursor-file")
    return int(text)


def _with_progress(listing: Listing[Registration]) -> Iterator[Rows]:
    """Page by page. The number of pages is told with each."""
    with Progress("Reading", "pages", is_wanted=not sys.stdout.isatty()) as progress:
        for page in listing.pages():
            yield [msgspec.to_builtins(row) for row in page.data]
            progress.advance(total=page.cursors.page_count)


def _show_table(pages: Iterator[Rows]) -> None:
    table = Table(width_max=shutil.get_terminal_size().columns if sys.stdout.isatty() else None)
    is_empty = True
    for rows in pages:
        table.show(rows)
        is_empty = False
    if is_empty:
        click.echo("There are none.")


def _write_csv(pages: Iterator[Rows]) -> None:
    click.echo(sheets.csv_lines([Registration.__struct_encode_fields__]), nl=False)
    for rows in pages:
        click.echo(sheets.csv_lines(row.values() for row in rows), nl=False)


def _write_json(pages: Iterator[Rows]) -> None:
    """One array on one line, without holding all of it."""
    between = b"["
    for rows in pages:
        click.echo(between + msgspec.json.encode(rows)[1:-1], nl=False)
        between = b","
    click.echo(b"]" if between == b"," else b"[]")


def _write_lines(pages: Iterator[Rows]) -> None:
    for rows in pages:
        click.echo(msgspec.json.Encoder().encode_lines(rows), nl=False)


WRITERS: dict[str | None, Callable[[Iterator[Rows]], None]] = {
    None: _show_table,
    "csv": _write_csv,
    "json": _write_json,
    "jsonl": _write_lines,
}
