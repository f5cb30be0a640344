"""From a profile or the environment to a client, and from its errors to a sentence and an exit status."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from admit import config
from admit.cli.remote import profiles
from admit.client import AdmitError, ApiError, BadGateway, Client, GatewayTimeout, ServiceUnavailable, Unreachable
from admit.config import KeyPair, SettingWrong

SOME_REFUSED = 3
"""The exit status of a command of which one part was done, and another was not."""

AWAY = (BadGateway, GatewayTimeout, ServiceUnavailable, Unreachable)
"""What a server that is being started again answers, with and without a proxy in front."""

Command = Callable[..., Any]

profile_option = click.option(
    "--profile",
    default=profiles.DEFAULT,
    show_default=True,
    metavar="NAME",
    callback=profiles.named,
    help="Whose key pair to use, as stored by admit login.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


def user_options(command: Command) -> Command:
    """The options that every command has."""
    return profile_option(json_option(command))


class NoAnswer(click.ClickException):
    """The server cannot be reached, or cannot work right now: the same command may work later."""

    exit_code = 4


class Interrupted(click.ClickException):
    """By Ctrl-C, as shells count it."""

    exit_code = 130


@contextmanager
def connected(profile: str) -> Iterator[Client]:
    """The environment wins over the profile. Ends the command where a call fails."""
    with explained():
        pair = config.load_key_pair()
        token_file = None if pair else profiles.token_file(profile)
        pair = pair or profiles.load(profile)
        with new_client(pair, token_file) as client:
            yield client


def new_client(pair: KeyPair, token_file: Path | None = None) -> Client:
    try:
        return Client(pair.url, pair.access_key, pair.secret_key, token_file=token_file)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def explained() -> Iterator[None]:
    try:
        yield
    except Unreachable as error:
        raise NoAnswer(str(error)) from None
    except ApiError as error:
        sentences = " ".join(error.sentences)
        kind = NoAnswer if isinstance(error, AWAY) else click.ClickException
        raise kind(f"{sentences} ({error.status}, request {error.request_id})") from None
    except (AdmitError, SettingWrong) as error:
        raise click.ClickException(str(error)) from None
