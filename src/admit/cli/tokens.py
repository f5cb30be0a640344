"""`admit tokens`."""

import click

from admit.actions import tokens as actions
from admit.cli.running import act, operator_options
from admit.cli.showing import show


@click.group()
def tokens() -> None:
    """The tokens that calls of the API carry."""


@tokens.command("create")
@click.option("--access-key", required=True, metavar="KEY", help="The key that the token speaks for.")
@click.option(
    "--lifetime",
    "lifetime_seconds",
    type=click.IntRange(-(10**9), 10**9),
    metavar="SECONDS",
    default=actions.LIFETIME_SECONDS,
    show_default=True,
    help="0 or less makes a token that has expired already.",
)
@operator_options
def create(access_key: str, lifetime_seconds: int, database: str | None, *, as_json: bool) -> None:
    """Make a token without the secret key, for tests and repairs."""
    token = act(database, actions.mint, access_key=access_key, lifetime_seconds=lifetime_seconds)
    show({"token": token}, as_json=as_json)
