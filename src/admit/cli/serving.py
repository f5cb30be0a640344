"""`admit serve`."""

import json
import shlex
from collections.abc import Awaitable, Callable

import click

from admit import config, present, server
from admit.actions import demo
from admit.cli.running import OPERATOR, database_option, json_option, run_or_explain
from admit.cli.showing import show
from admit.lib import logs
from admit.store.database import Database
from admit.supervisor import CannotServe, Supervisor


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 lets the system choose.")
@click.option("--processes", type=click.IntRange(1, config.PROCESSES_MAX), help="How many processes serve.")
@click.option("--public-url", metavar="URL", help="Where people reach this installation, for entry links.")
@click.option("--demo", "with_demo", is_flag=True, help="Fill an empty database with a community to play with.")
@database_option
@json_option
def serve(*, with_demo: bool, as_json: bool, **flags: object) -> None:
    """Serve the API and the pages until stopped."""

    async def announce(database: Database, url: str) -> None:
        answer = {"url": url, "reference": f"{url}/docs"}
        filled = await database.write(demo.fill_if_empty, OPERATOR) if with_demo else None
        if filled is not None and as_json:
            answer |= _credentials(filled, url)
        elif filled is not None:
            click.echo(_introduction(filled, url))
        show(answer, as_json=as_json)

    async def served() -> config.Settings | None:
        """The settings, if several processes are to serve."""
        settings = config.load(flags)
        logs.configure()
        if settings.processes > 1:
            async with server.open_database(settings.database):
                return settings
        await server.serve(settings, on_ready=ready)
        return None

    async def ready(running: server.Running) -> None:
        await announce(running.database, running.public_url)
        server.settle()

    several = run_or_explain(served)
    if several is not None:
        _supervise(several, announce)


def _supervise(settings: config.Settings, announce: Callable[[Database, str], Awaitable[None]]) -> None:
    async def announced() -> None:
        async with server.open_database(settings.database) as database:
            await announce(database, supervisor.settings.public_url)

    try:
        supervisor = Supervisor(settings)
        with supervisor.at_work():
            run_or_explain(announced)
            supervisor.replace_the_dead_until_told_to_stop()
    except (CannotServe, OSError) as error:
        raise click.ClickException(str(error)) from None


def _credentials(filled: demo.Demo, url: str) -> dict[str, str]:
    return {
        "accessKey": filled.access_key,
        "secretKey": filled.secret_key,
        "token": filled.token,
        "airmeet": filled.airmeet.airmeet_id,
        "entryLink": present.entry_link(filled.attendee, url),
    }


def _introduction(filled: demo.Demo, url: str) -> str:
    airmeet_url = f"{url}/api/v1/airmeet/{filled.airmeet.airmeet_id}"
    keys = {"X-Airmeet-Access-Key": filled.access_key, "X-Airmeet-Secret-Key": filled.secret_key}
    token = {"X-Airmeet-Access-Token": filled.token}
    lines = (
        "A demo community is ready. Its key pair is shown this once:",
        "",
        *(f"  {name}: {value}" for name, value in keys.items()),
        "",
        "Paste these to get a token, list the airmeets, register a person and authorize an attendee:",
        "",
        _curl("POST", f"{url}/api/v1/auth", keys),
        _curl("GET", f"{url}/api/v1/airmeets", token),
        _curl("POST", f"{airmeet_url}/user", token, {"email": "grace@example.com", "name": "Grace Hopper"}),
        _curl("POST", f"{airmeet_url}/attendee", token, {"email": "ada@example.com", "name": "Ada Lovelace"}),
        "",
        "The last one answers this entry link, which opens in a browser:",
        "",
        f"  {present.entry_link(filled.attendee, url)}",
        "",
    )
    return "\n".join(lines)


def _curl(method: str, url: str, headers: dict[str, str], body: dict[str, str] | None = None) -> str:
    words = ["curl", "-sS", "-w", "\\n", "-X", method, url, "-H", "Content-Type: application/json"]
    for name, value in headers.items():
        words += ["-H", f"{name}: {value}"]
    if body is not None:
        words += ["-d", json.dumps(body)]
    return shlex.join(words)
