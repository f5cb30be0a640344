"""What every operator's command does: open the database and act."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from admit import config, server
from admit.model.actors import Operator
from admit.model.errors import Refusal
from admit.store.copying import CannotCopy
from admit.store.database import CannotOpen, Database, Transaction
from admit.store.migrate import DatabaseNewer, MigrationsMissing

P = ParamSpec("P")
R = TypeVar("R")
Command = Callable[..., Any]

OPERATOR = Operator(address="command")

# A command that fails says so in a sentence. Only `serve` has a log, for which it adds the handler that writes.
logging.getLogger("admit").addHandler(logging.NullHandler())

database_option = click.option(
    "--database",
    metavar="URL",
    help="Where the data is kept: sqlite:///relative.db, sqlite:////absolute.db or postgresql://user:password@host/name.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


def operator_options(command: Command) -> Command:
    """The options that every command has."""
    return database_option(json_option(command))


def act(
    database_url: str | None,
    action: Callable[Concatenate[Transaction, Operator, P], Awaitable[R]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """What `action` answers to the operator; durable when this returns. Ends the command where it is refused."""

    async def write(database: Database) -> R:
        return await database.write(lambda tx: action(tx, OPERATOR, *args, **kwargs))

    return with_database(database_url, write)


def with_database(database_url: str | None, use: Callable[[Database], Awaitable[R]]) -> R:
    """Opens the database, which brings its schema up to date."""

    async def opened() -> R:
        settings = config.load({"database": database_url})
        async with server.open_database(settings.database) as database:
            return await use(database)

    return run_or_explain(opened)


def run_or_explain(main: Callable[[], Awaitable[R]]) -> R:
    """Ends the command with a sentence and exit status 1 where what is asked cannot be had."""

    async def awaited() -> R:
        return await main()

    try:
        with asyncio.Runner(loop_factory=server.new_event_loop) as runner:
            return runner.run(awaited())
    except Refusal as refusal:
        raise click.ClickException(" ".join(refusal.sentences)) from None
    except (config.SettingWrong, CannotOpen, CannotCopy, DatabaseNewer, MigrationsMissing, OSError) as error:
        raise click.ClickException(str(error)) from None
