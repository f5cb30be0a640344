"""The command as whoever runs an installation meets it: a process (see forks), and a database in a real file."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from admit.model.actors import Operator
from admit.server import open_database
from admit.store.database import Transaction
from tests import forks
from tests.forks import Program

R = TypeVar("R")

ADMIT = (sys.executable, "-W", "error", "-m", "admit")
LAST_WORD = "reference"
"""What the last line begins with that `admit serve` says before it only serves."""


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    answer: str
    complaint: str


@dataclass
class Serving:
    """`admit serve` once it accepts connections. `said` holds its lines, the later ones from `stop` on."""

    process: Program
    log: Path
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return next(line.split()[1] for line in self.said if line.startswith("url "))

    def stop(self, signal_number: int) -> int:
        """The exit status."""
        self.process.send_signal(signal_number)
        rest, _ = self.process.communicate()
        self.said += rest.splitlines()
        return self.process.wait()


class Terminal:
    """Runs `admit`, by default on a database that nobody has used yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = f"sqlite:///{folder}/admit.db"

    def run(self, *words: str, database: str | None = None, variables: Mapping[str, str] | None = None) -> Outcome:
        return Outcome(*forks.run(words, self.environment(database, variables), self.folder, typed=""))

    def ask(self, *words: str) -> Any:  # noqa: ANN401 (whatever JSON the command answers)
        """What `admit WORDS --json` answers, which must succeed without a complaint."""
        outcome = self.run(*words, "--json")
        assert (outcome.status, outcome.complaint) == (0, "")
        assert outcome.answer.count("\n") == 1
        return json.loads(outcome.answer)

    def tell(self, *words: str) -> list[list[str]]:
        """The cells of what `admit WORDS` answers to a person, which must succeed without a complaint."""
        outcome = self.run(*words)
        assert (outcome.status, outcome.complaint) == (0, "")
        return [re.split(r" {2,}", line) for line in outcome.answer.splitlines()]

    def arrange(self, action: Callable[..., Awaitable[R]], *args: object, **kwargs: object) -> R:
        """What `action` answers to the operator, without the start of a process."""

        async def acted() -> R:
            async with open_database(self.database) as database:
                return await database.write(act)

        async def act(tx: Transaction) -> R:
            return await action(tx, Operator(), *args, **kwargs)

        return asyncio.run(acted())

    @contextmanager
    def serve(self, *words: str, variables: Mapping[str, str] | None = None) -> Iterator[Serving]:
        """`admit serve WORDS`, on a port that the system chooses unless WORDS name one."""
        log = self.folder / "serve.log"
        environment = self.environment(None, {"ADMIT_PORT": "0"} | dict(variables or {}))
        with log.open("w") as errors, Program(("serve", *words), environment, self.folder, errors) as process:
            serving = Serving(process, log)
            try:
                serving.said += _introduction(process)
                yield serving
            finally:
                process.kill()

    def environment(self, database: str | None = None, variables: Mapping[str, str] | None = None) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ADMIT_")}
        return {**inherited, "ADMIT_DATABASE": database or self.database, **(variables or {})}


def _introduction(process: Program) -> list[str]:
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith((LAST_WORD, "{")):
            break
    return lines
