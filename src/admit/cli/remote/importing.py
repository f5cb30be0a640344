"""The work of `admit attendees import`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from admit.cli.remote import people, reports
from admit.cli.remote.connecting import Interrupted
from admit.cli.remote.people import Row
from admit.cli.remote.progress import Progress
from admit.cli.remote.reports import REFUSED, Line
from admit.client import AdmitError, AuthorizedAttendee, Client, Forbidden, Outcome, Registered
from admit.client import Progress as Told

Answer = AuthorizedAttendee | Registered

GO_ON = "--resume goes on from the report."


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """How it is to be done."""

    registers: bool
    concurrency: int
    resume: bool
    report: Path


def look(client: Client, airmeet: str, rows: Sequence[Row]) -> dict[str, Any]:
    """What would be sent, and what can be seen to be wrong with it. A key that may not read sees no airmeet."""
    try:
        client.registrations(airmeet).last_cursor()
    except Forbidden:
        click.echo("The key may not read, so whether the airmeet is there shows with the first row.", err=True)
    faults, repeated = list(people.faults(rows)), list(people.repeated(rows))
    return {
        "rows": len(rows),
        "refused": len({number for number, _ in faults}),
        "faults": [f"row {number}: {sentence}" for number, sentence in faults],
        "repeated": [f"row {number}: {sentence}" for number, sentence in repeated],
    }


def run(client: Client, airmeet: str, rows: Sequence[Row], work: Work) -> dict[str, Any]:
    """How many were sent and refused, each with its line in the report."""
    pending = _pending(rows, work)
    refused = _send(client, airmeet, pending, work)
    return {
        "rows": len(rows),
        "done": len(pending) - refused,
        "doneBefore": len(rows) - len(pending),
        "refused": refused,
        "report": str(work.report),
    }


def _pending(rows: Sequence[Row], work: Work) -> list[Row]:
    """The rows that are to be sent. The report has a line for each of the others."""
    report = work.report
    if report.exists() and not reports.is_one(report):
        raise click.ClickException(f"{report} is no report of an import: name another file with --report.")
    kept = dict(reports.done(report)) if report.exists() else {}
    if kept and not work.resume:
        raise click.ClickException(f"{report} is of an earlier import: go on with --resume, or name another --report.")
    reports.begin(report, kept.values())
    return [row for row in rows if reports.key_of(row) not in kept]


def _send(client: Client, airmeet: str, rows: Sequence[Row], work: Work) -> int:
    """How many were refused. What ends it all is raised, with a hint beside it."""
    with reports.appending(work.report) as file, Progress("Importing", "rows", total=len(rows)) as progress:

        def note(told: Told[Any]) -> None:
            file.write(_line(rows[told.outcome.number - 1], told.outcome).text())
            progress.advance(failed=told.failed)

        send = client.register_many if work.registers else client.authorize_many
        try:
            outcomes = send(airmeet, (row.person for row in rows), concurrency=work.concurrency, on_progress=note)
        except KeyboardInterrupt:
            raise Interrupted(f"Interrupted. {GO_ON}") from None
        except AdmitError:
            click.echo(GO_ON, err=True)
            raise
    return sum(outcome.error is not None for outcome in outcomes)


def _line(row: Row, outcome: Outcome[Answer]) -> Line:
    email = row.person.email
    match outcome.answer:
        case AuthorizedAttendee():
            return Line(row.number, email, "authorized", entry_link=outcome.answer.entry_link)
        case Registered():
            return Line(row.number, email, "registered")
        case None:
            return Line(row.number, email, REFUSED, error=" ".join(outcome.error.sentences if outcome.error else ()))
