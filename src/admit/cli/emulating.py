"""`admit emulate`."""

import signal
import threading
from contextlib import suppress

import click

from admit.cli.running import json_option
from admit.cli.showing import show
from admit.testing.control import ROOT, Emulator

PORT = 8001

HELP = """Serve an installation that forgets, to try out a program against, and for tests in any language.

It begins with an airmeet and a key pair, and shows them this once.

\b
Examples:
    admit emulate
    admit emulate --port 0 --control --json
"""


@click.command(help=HELP)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 lets the system choose."
)
@click.option(
    "--control", "is_controlled", is_flag=True, help=f"Let whoever reaches it move its clock and make it fail: {ROOT}."
)
@json_option
def emulate(host: str, port: int, *, is_controlled: bool, as_json: bool) -> None:
    """See HELP."""
    emulator = Emulator(host=host, port=port, is_controlled=is_controlled)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with emulator.server, suppress(KeyboardInterrupt):
            state = emulator.state()
            answer = {"url": state.url, "accessKey": state.access_key, "secretKey": state.secret_key}
            show(answer | {"airmeet": state.airmeet}, as_json=as_json)
            threading.Event().wait()
    except OSError as error:
        raise click.ClickException(str(error)) from None
