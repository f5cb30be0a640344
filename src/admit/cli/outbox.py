"""`admit outbox`."""

from typing import Any

import click

from admit.actions import deliveries
from admit.cli.running import act, operator_options
from admit.cli.showing import show, show_list
from admit.model.deliveries import Message


@click.group()
def outbox() -> None:
    """The mail on its way out."""


@outbox.command("list")
@click.option("--before", metavar="ID", help="Only messages older than this one.")
@operator_options
def list_(before: str | None, database: str | None, *, as_json: bool) -> None:
    """List the latest messages, oldest first, without their text."""
    latest = act(database, deliveries.list_, before=before)
    show_list([_shown(message) for message in reversed(latest)], as_json=as_json)


@outbox.command("show")
@click.argument("id")
@operator_options
def show_(id: str, database: str | None, *, as_json: bool) -> None:  # noqa: A002 (the argument's name on the page)
    """Show a message as its recipient would see it."""
    message = act(database, deliveries.get, id)
    if as_json:
        show(_shown(message) | {"text": message.body}, as_json=True)
        return
    show(_shown(message), as_json=False)
    click.echo(f"\n{message.body or 'Its text was deleted when it was sent.'}")


def _shown(message: Message) -> dict[str, Any]:
    return {
        "id": message.message_id,
        "kind": message.kind,
        "to": message.recipient,
        "subject": message.subject,
        "state": message.state,
        "createdAt": message.created_at,
        "dueAt": message.due_at,
        "attempts": message.attempts,
        "lastError": message.last_error,
        "settledAt": message.settled_at,
    }
