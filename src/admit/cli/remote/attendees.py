"""`admit attendees`."""

from pathlib import Path

import click
import msgspec

from admit.cli.remote import importing, people
from admit.cli.remote.connecting import SOME_REFUSED, connected, user_options
from admit.cli.remote.people import detail_options
from admit.cli.showing import show
from admit.client.bulk import CONCURRENCY

IMPORT_HELP = """Authorize everybody in a CSV file, or register them.

FILE has the columns email and name, and perhaps city, country, designation and organisation. A report tells what became
of each row, with the entry links. It is written as the answers come, and --resume goes on from it. To import somebody
again changes nothing.

\b
Examples:
    admit attendees import "$AIRMEET" people.csv --dry-run
    admit attendees import "$AIRMEET" people.csv
    admit attendees import "$AIRMEET" people.csv --resume
"""


@click.group()
def attendees() -> None:
    """Who may enter an airmeet."""


@attendees.command("authorize", epilog="Example: admit attendees authorize \"$AIRMEET\" ada@example.com 'Ada Lovelace'")
@click.argument("airmeet")
@click.argument("email")
@click.argument("name")
@detail_options
@user_options
def authorize(airmeet: str, email: str, name: str, profile: str, *, as_json: bool, **details: str | None) -> None:
    """Let a person in, and answer their entry link. Doing it again answers the same link."""
    with connected(profile) as client:
        authorized = client.authorize(airmeet, email, name, **details)
    show(msgspec.to_builtins(authorized), as_json=as_json)


@attendees.command("revoke", epilog='Example: admit attendees revoke "$AIRMEET" ada@example.com')
@click.argument("airmeet")
@click.argument("email")
@user_options
def revoke(airmeet: str, email: str, profile: str, *, as_json: bool) -> None:
    """Take a person's entry away. From this moment their link opens nothing."""
    with connected(profile) as client:
        client.revoke(airmeet, email)
    show({"email": email, "revoked": True}, as_json=as_json)


@attendees.command("import", help=IMPORT_HELP)
@click.argument("airmeet")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--register", "registers", is_flag=True, help="Register them instead of authorizing them.")
@click.option("--dry-run", is_flag=True, help="Look at the file and the airmeet, and change nothing.")
@click.option("--resume", is_flag=True, help="Leave out the rows that the report says are done.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the report goes; else people.report.csv beside people.csv.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    default=CONCURRENCY,
    show_default=True,
    metavar="N",
    help="How many are sent at once.",
)
@user_options
@click.pass_context
def import_(  # noqa: PLR0913 (its options)
    context: click.Context,
    airmeet: str,
    file: Path,
    report: Path | None,
    concurrency: int,
    profile: str,
    *,
    registers: bool,
    dry_run: bool,
    resume: bool,
    as_json: bool,
) -> None:
    """See IMPORT_HELP."""
    rows, report = people.read(file), report or file.with_suffix(".report.csv")
    with connected(profile) as client:
        if dry_run:
            answer = importing.look(client, airmeet, rows)
        else:
            work = importing.Work(registers=registers, concurrency=concurrency, resume=resume, report=report)
            answer = importing.run(client, airmeet, rows, work)
    show(answer, as_json=as_json)
    context.exit(SOME_REFUSED if answer["refused"] else 0)
