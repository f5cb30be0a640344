"""The documentation of settings and commands, against the code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner

from admit.actions import deliveries
from admit.cli.commands import admit
from admit.cli.remote.connecting import SOME_REFUSED, Interrupted, NoAnswer
from admit.cli.serving import serve
from admit.config import PREFIX, Settings
from admit.model.actors import Operator
from admit.model.deliveries import Kind, Message
from admit.store.database import Transaction
from tests.architecture.tree import ROOT
from tests.cli.terminal import Terminal

SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
FOR_USERS = (ROOT / "docs" / "command-line.md").read_text("utf-8")
OF_EVERY_COMMAND = {"--database", "--json"}
OF_MOST_FOR_USERS = {"--profile", "--json"}
MOVES = ("start", "pause", "resume", "finish", "archive")


def parameters(command: click.Command, kind: type[click.Parameter]) -> set[str]:
    return {name for parameter in command.params if isinstance(parameter, kind) for name in parameter.opts}


def leaves(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group) or command.invoke_without_command:
        yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from leaves(child, f"{path} {name}")


def sections(page: str) -> dict[str, str]:
    """By their headings."""
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))


EVERY_COMMAND = dict(leaves(admit, "admit"))
CODE = {path: command for path, command in EVERY_COMMAND.items() if "--database" in parameters(command, click.Option)}
USERS_CODE = {path: command for path, command in EVERY_COMMAND.items() if path not in CODE}
DOCUMENTED = sections(COMMANDS)
USERS_DOCUMENTED = sections(FOR_USERS)


def example(path: str) -> Any:  # noqa: ANN401 (whatever JSON the page shows)
    [shown] = re.findall(r"```json\n(.*?)```", DOCUMENTED[path], re.DOTALL)
    return json.loads(shown)


def shape(answer: Any) -> Any:  # noqa: ANN401 (whatever JSON a command answers)
    """The names of its members, in order."""
    return [list(row) for row in answer] if isinstance(answer, list) else list(answer)


async def post(tx: Transaction, _: Operator) -> Message:
    return await deliveries.post(tx, Kind.PASSWORD_RESET, recipient="ada@example.com", subject="Hello", body="Text")


def test_every_setting_is_documented_as_it_is() -> None:
    rows = re.findall(r"^\| (\w+) \| `(\w+)` \| (\S+) \| (\S+) \| .+ \|$", SETTINGS, re.MULTILINE)
    flags = {parameter.name: parameter.opts[0] for parameter in serve.params}
    assert rows == [
        (
            field.name,
            PREFIX + field.name.upper(),
            f"`{flags[field.name]}`" if field.name in flags else "none",
            "empty" if field.default == "" else f"`{str(field.default).lower()}`",
        )
        for field in msgspec.structs.fields(Settings)
    ]


def test_every_command_is_documented() -> None:
    assert set(DOCUMENTED) == set(CODE)
    assert set(USERS_DOCUMENTED) == {*USERS_CODE, "Exit statuses"}


@pytest.mark.parametrize("path", CODE)
def test_every_option_is_documented(path: str) -> None:
    assert parameters(CODE[path], click.Option) >= OF_EVERY_COMMAND
    assert_documented(path, CODE[path], DOCUMENTED[path], OF_EVERY_COMMAND)


@pytest.mark.parametrize("path", USERS_CODE)
def test_every_option_for_users_is_documented(path: str) -> None:
    assert_documented(path, USERS_CODE[path], USERS_DOCUMENTED[path], OF_MOST_FOR_USERS)


def assert_documented(path: str, command: click.Command, section: str, told_once: set[str]) -> None:
    """`told_once` are the options that the page tells of at its beginning."""
    options = parameters(command, click.Option)
    usage = section.strip().splitlines()[0].strip()
    assert usage.startswith(path)
    assert set(re.findall(r"--[a-z-]+", usage)) == options - told_once
    assert set(re.findall(r"--[a-z-]+", section)) <= options
    arguments = {name.upper() for name in parameters(command, click.Argument)}
    assert set(re.findall(r"(?<= )[A-Z_]+\b", re.sub(r"\[?--[a-z-]+( [A-Z]+)?\]?…?", "", usage))) == arguments


@pytest.mark.parametrize("path", USERS_CODE)
def test_the_help_for_users_has_an_example(path: str) -> None:
    told = " ".join(USERS_CODE[path].get_help(click.Context(USERS_CODE[path])).split())
    assert re.search(r"Examples?: admit", told)


def test_every_exit_status_is_documented() -> None:
    told = set(map(int, re.findall(r"^\| (\d+) \|", USERS_DOCUMENTED["Exit statuses"], re.MULTILINE)))
    errors = (click.ClickException, click.UsageError, NoAnswer, Interrupted)
    assert told == {0, SOME_REFUSED, *(error.exit_code for error in errors)}


def test_the_answers_have_the_shapes_that_are_shown(tmp_path: Path) -> None:
    def run(path: str, *words: str) -> Any:  # noqa: ANN401 (whatever JSON a command answers)
        done = CliRunner().invoke(admit, [*path.split()[1:], *words, "--json", "--database", url])
        assert done.exit_code == 0, done.output
        answer = json.loads(done.stdout)
        seen[path] = shape(answer)
        return answer

    url = f"sqlite:///{tmp_path}/admit.db"
    seen: dict[str, Any] = {}
    run("admit migrate")
    community = run("admit communities create", "Tidewater")["id"]
    run("admit communities list")
    key = run("admit keys create", "--community", community, "--label", "CRM sync")["accessKey"]
    run("admit keys list")
    run("admit tokens create", "--access-key", key)
    run("admit keys rotate", key, "--overlap-hours", "24")
    run("admit keys revoke", key)
    times = ("--start", "2026-12-10T18:00", "--end", "2026-12-10T20:00", "--timezone", "UTC")
    airmeet = run("admit airmeets create", "--community", community, "--name", "Open evening", *times)["uid"]
    run("admit airmeets list")
    message = Terminal(tmp_path).arrange(post).message_id
    run("admit outbox list")
    run("admit outbox show", message)
    moved = {f"admit airmeets {move}": shape(run(f"admit airmeets {move}", airmeet)) for move in MOVES}

    assert set(seen) == set(CODE) - {"admit serve", "admit copy"}
    assert set(map(tuple, moved.values())) == {tuple(seen["admit airmeets create"])}
    assert {path: shape(example(path)) for path in set(seen) - set(moved)} == {
        path: seen[path] for path in set(seen) - set(moved)
    }
