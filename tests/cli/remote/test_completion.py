"""`admit completion`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.remote.user import User

ASK_BASH = """
eval "$(admit completion bash)"
COMP_WORDS=({words}) COMP_CWORD={at}
_admit_completion admit
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(user: User, shell: str) -> None:
    outcome = user.run("completion", shell)
    assert (outcome.status, outcome.complaint) == (0, "")
    assert f"_ADMIT_COMPLETE={shell}_complete" in outcome.answer


@pytest.mark.parametrize(
    "words, completed",
    [
        (["admit", "att"], ["attendees"]),
        (["admit", "attendees", ""], ["authorize", "import", "revoke"]),
        (["admit", "airmeets", "f"], ["finish"]),
        (["admit", "registrations", "x", "--j"], ["--jsonl", "--json"]),
    ],
)
def test_bash_completes_words_with_it(user: User, words: list[str], completed: list[str]) -> None:
    script = ASK_BASH.format(words=" ".join(repr(word) for word in words), at=len(words) - 1)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = user.environment({"PATH": path})
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)  # noqa: S607 (any bash)
    assert (sorted(done.stdout.split()), done.stderr) == (sorted(completed), "")
