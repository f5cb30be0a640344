"""The command group `admit`, for whoever runs the installation."""

import click

from admit import __version__
from admit.cli.airmeets import airmeets
from admit.cli.communities import communities
from admit.cli.keys import keys
from admit.cli.migrating import migrate
from admit.cli.outbox import outbox
from admit.cli.serving import serve
from admit.cli.tokens import tokens


@click.group()
@click.version_option(__version__, prog_name="admit")
def admit() -> None:
    """The guest list and the door for online events."""


for command in (serve, migrate, communities, keys, airmeets, tokens, outbox):
    admit.add_command(command)
