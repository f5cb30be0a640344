"""The command group `admit`: for who runs an installation, and for who uses one."""

import click

from admit import __version__
from admit.cli.lazy import LazyGroup, found_in

USERS = {
    "login": found_in("admit.cli.remote.login", "login"),
    "logout": found_in("admit.cli.remote.login", "logout"),
    "airmeets": found_in("admit.cli.remote.airmeets", "airmeets"),
    "registrations": found_in("admit.cli.remote.registrations", "registrations"),
    "register": found_in("admit.cli.remote.registrations", "register"),
    "attendees": found_in("admit.cli.remote.attendees", "attendees"),
    "watch": found_in("admit.cli.remote.watching", "watch"),
    "completion": found_in("admit.cli.remote.completion", "completion"),
}
OPERATORS = {
    "serve": found_in("admit.cli.serving", "serve"),
    "emulate": found_in("admit.cli.emulating", "emulate"),
    "migrate": found_in("admit.cli.migrating", "migrate"),
    "copy": found_in("admit.cli.copying", "copy"),
    "communities": found_in("admit.cli.communities", "communities"),
    "keys": found_in("admit.cli.keys", "keys"),
    "tokens": found_in("admit.cli.tokens", "tokens"),
    "outbox": found_in("admit.cli.outbox", "outbox"),
}


HELP = """The guest list and the door for online events.

\b
    admit login      to use an installation
    admit serve      to run one
    admit emulate    to try out a program against one
"""


@click.group(cls=LazyGroup, lazy=USERS | OPERATORS, help=HELP)
@click.version_option(__version__, prog_name="admit")
def admit() -> None:
    """Commands are in modules of their own."""
