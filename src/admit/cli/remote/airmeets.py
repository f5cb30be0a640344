"""`admit airmeets`: by itself for who uses an installation, and with a command behind it for who runs one."""

from functools import partial
from importlib import import_module

import click
import msgspec

from admit.cli.lazy import LazyGroup
from admit.cli.remote.connecting import connected, user_options
from admit.cli.showing import show_list

OPERATORS = ("create", "list", "start", "pause", "resume", "finish", "archive")

HELP = """List the airmeets that your key may touch, oldest first.

The commands below are for who runs the installation, on its own machine.

\b
Examples:
    admit airmeets
    admit airmeets --json | jq -r '.[].uid'
"""


def _of_operator(name: str) -> click.Command:
    command: click.Command = import_module("admit.cli.airmeets").airmeets.commands[name]
    return command


@click.group(
    cls=LazyGroup,
    lazy={name: partial(_of_operator, name) for name in OPERATORS},
    invoke_without_command=True,
    help=HELP,
)
@user_options
@click.pass_context
def airmeets(context: click.Context, profile: str, *, as_json: bool) -> None:
    """See HELP."""
    if context.invoked_subcommand is None:
        with connected(profile) as client:
            rows = [msgspec.to_builtins(row) for row in client.airmeets()]
        show_list(rows, as_json=as_json)
