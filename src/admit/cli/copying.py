"""`admit copy`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from admit import config, server
from admit.cli.running import json_option, run_or_explain
from admit.cli.showing import show
from admit.store.copying import Progress, Table


@click.command("copy")
@click.option("--from", "--database", "source", metavar="URL", help="The SQLite: sqlite:///relative.db or the like.")
@click.option("--to", "target", metavar="URL", required=True, help="The PostgreSQL: postgresql://user@host/name.")
@json_option
def copy(source: str | None, target: str, *, as_json: bool) -> None:
    """Copy everything from SQLite to PostgreSQL, while no Admit serves either. Run it again to go on."""

    async def copied() -> list[Table]:
        return await server.copy_database(config.load({"database": source}).database, target, _watch)

    tables = run_or_explain(copied)
    show({"tables": len(tables), "rows": sum(table.rows for table in tables)}, as_json=as_json)


@contextmanager
def _watch(table: str, rows: int) -> Iterator[Progress]:
    with click.progressbar(length=rows, label=f"{table:<20}", file=sys.stderr) as bar:
        yield bar.update
