"""`admit migrate`."""

import click

from admit import config, server
from admit.cli.running import operator_options, run_or_explain
from admit.cli.showing import show


@click.command()
@operator_options
def migrate(database: str | None, *, as_json: bool) -> None:
    """Bring the database's schema up to date. On SQLite every other command does so by itself, too."""

    async def migrated() -> list[str]:
        return await server.migrate_database(config.load({"database": database}).database)

    show({"applied": run_or_explain(migrated)}, as_json=as_json)
