"""Groups whose commands are imported when they are asked for, so that those for users need nothing of the server."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

Load = Callable[[], click.Command]


class LazyGroup(click.Group):
    """`lazy` has a way to each command by its name, in the order in which help tells of them."""

    def __init__(self, *args: Any, lazy: Mapping[str, Load], **attributes: Any) -> None:  # noqa: ANN401 (of click.Group)
        super().__init__(*args, **attributes)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        load = self._lazy.get(cmd_name)
        if load is None:
            return None
        try:
            return load()
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] == "admit":
                raise
            return _out_of_reach(cmd_name, missing.name or "the server")


def found_in(module: str, name: str) -> Load:
    def load() -> click.Command:
        command: click.Command = getattr(import_module(module), name)
        return command

    return load


def _out_of_reach(name: str, missing: str) -> click.Command:
    """Says what to install, whatever it is given."""

    def explain(**_: object) -> None:
        raise click.ClickException(f"This command needs {missing}: install it with pip install 'admit[server]'.")

    return click.Command(
        name,
        callback=explain,
        params=[click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
        add_help_option=False,
        short_help="Needs pip install 'admit[server]'.",
    )
