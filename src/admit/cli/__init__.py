"""The command `admit`."""

import sys


def main() -> None:
    """The command needs what `admit[server]` brings; the base install says so instead of a traceback."""
    try:
        from admit.cli.commands import admit  # noqa: PLC0415 (the base install must get as far as the sentence below)
    except ModuleNotFoundError as missing:
        sys.exit(f"The admit command needs {missing.name}: install it with pip install 'admit[server]'.")
    admit()
