"""The command as an integrator meets it: a process of its own, and a home that nobody else has."""

import json
import os
import pty
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from admit.testing import AdmitServer
from tests import forks
from tests.cli.terminal import ADMIT, Outcome
from tests.forks import Program

WIDTH = 100
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class User:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.config = home / "config" / "admit"

    def log_in(self, server: AdmitServer, *words: str) -> None:
        given = ("--url", server.url, "--access-key", server.access_key, *words)
        outcome = self.run("login", *given, typed=server.secret_key)
        assert (outcome.status, outcome.complaint) == (0, ""), outcome

    def run(self, *words: str, typed: str = "", variables: Mapping[str, str] | None = None) -> Outcome:
        """`typed` is standard input."""
        return Outcome(*forks.run(words, self.environment(variables), self.home, typed))

    def ask(self, *words: str) -> Any:  # noqa: ANN401 (whatever JSON the command answers)
        """What `admit WORDS --json` answers, which must succeed without a complaint."""
        outcome = self.run(*words, "--json")
        assert (outcome.status, outcome.complaint) == (0, ""), outcome
        assert outcome.answer.count("\n") == 1
        return json.loads(outcome.answer)

    def tell(self, *words: str) -> list[list[str]]:
        """The cells of what `admit WORDS` answers to a person, which must succeed without a complaint."""
        outcome = self.run(*words)
        assert (outcome.status, outcome.complaint) == (0, ""), outcome
        return [re.split(r" {2,}", line) for line in outcome.answer.splitlines()]

    def watch(self, *words: str, typed: Sequence[tuple[str, str]] = ()) -> str:
        """What a terminal shows of `admit WORDS`, escape sequences too. `typed` has prompts and what is typed there."""
        ours, theirs = pty.openpty()
        shown, waiting = "", list(typed)
        with subprocess.Popen(
            [*ADMIT, *words],
            env=self.environment(),
            cwd=self.home,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as process:
            os.close(theirs)
            try:
                while part := _read(ours):
                    shown += part.decode()
                    if waiting and shown.endswith(waiting[0][0]):
                        os.write(ours, f"{waiting.pop(0)[1]}\n".encode())
            finally:
                process.kill()
        os.close(ours)
        return shown

    def start(self, *words: str) -> Program:
        """For who ends it before it does so by itself."""
        return Program(words, self.environment(), self.home)

    def environment(self, variables: Mapping[str, str] | None = None) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ADMIT_")}
        own = {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / "config"), "COLUMNS": str(WIDTH)}
        return {**inherited, **own, **(variables or {})}


def plain(shown: str) -> str:
    return ESCAPES.sub("", shown)


def _read(terminal: int) -> bytes:
    """Empty once everybody on the other side has left."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
