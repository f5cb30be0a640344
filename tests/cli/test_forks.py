"""What the tests' commands are run by does what the command does by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import forks
from tests.cli.terminal import ADMIT, Terminal


@pytest.mark.parametrize(
    "words",
    ["communities list", "keys --help", "keys revoke x", "keys create", "serve --port 70000"],
)
@pytest.mark.parametrize("command", [ADMIT, (f"{Path(sys.executable).parent}/admit",)], ids=["module", "script"])
def test_a_forked_command_answers_complains_and_refuses_as_one_that_was_started(
    terminal: Terminal, community: str, command: tuple[str, ...], words: str
) -> None:
    assert community
    variables = terminal.environment()
    done = subprocess.run(
        [*command, *words.split()], env=variables, cwd=terminal.folder, capture_output=True, text=True, check=False
    )
    status, answer, complaint = forks.run(words.split(), variables, terminal.folder, typed="")
    name = "python -m admit" if command == ADMIT else "admit"
    told = [text.replace("python -m admit", name) for text in (answer, complaint)]
    assert (status, *told) == (done.returncode, done.stdout, done.stderr)


def test_a_forked_command_is_in_a_folder_and_an_environment_of_its_own(tmp_path: Path) -> None:
    variables = {"ADMIT_DATABASE": "sqlite:///here.db"}
    assert forks.run(["communities", "create", "Tidewater"], variables, tmp_path, typed="")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["here.db"]
