"""One of three processes: `python -m tests.served LISTENER CLOCK`, with its settings in the environment."""

import asyncio
import socket
import sys
from pathlib import Path

from admit import config
from admit.lib.clock import Timestamp
from admit.server import Running, new_event_loop, serve


def main(listener: socket.socket, clock_file: Path) -> None:
    async def announce(running: Running) -> None:
        print(running.public_url, flush=True)  # noqa: T201 (to whoever started this)

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(
            serve(
                config.load(),
                on_ready=announce,
                clock=lambda: Timestamp(clock_file.read_text()),
                key_uses_seconds=3600,
                listener=listener,
            )
        )


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]))
