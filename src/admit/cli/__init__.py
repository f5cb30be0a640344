"""The command `admit`."""

from admit.cli.commands import admit


def main() -> None:
    admit()
