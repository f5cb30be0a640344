"""Profiles: where an installation is and the key pair for it, by a name.

The secret key is in the system's keyring where there is one, and otherwise in a file that only its owner may read.
"""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import msgspec

from admit.client.tokens import write_private
from admit.config import KeyPair

DEFAULT = "default"
SERVICE = "admit"
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")


class Profile(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """As it stands in its file. Without `secret_key`, that is in the keyring."""

    url: str
    access_key: str
    secret_key: str = ""

    def __repr__(self) -> str:
        return f"Profile(url={self.url!r}, access_key={self.access_key!r}, secret_key='…')"


def save(name: str, pair: KeyPair) -> str:
    """Where the secret key is now, for a person to read."""
    token_file(name).unlink(missing_ok=True)
    in_keyring = _put_into_keyring(name, pair.secret_key)
    profile = Profile(pair.url, pair.access_key, "" if in_keyring else pair.secret_key)
    write_private(_file(name), msgspec.json.encode(profile))
    return "the system's keyring" if in_keyring else str(_file(name))


def load(name: str) -> KeyPair:
    try:
        profile = msgspec.json.decode(_file(name).read_bytes(), type=Profile)
    except FileNotFoundError:
        words = "admit login" if name == DEFAULT else f"admit login --profile {name}"
        raise click.ClickException(f"There is no profile {name!r} yet: make it with {words}.") from None
    except msgspec.MsgspecError:
        raise click.ClickException(f"{_file(name)} is no profile; make it anew with admit login.") from None
    secret_key = profile.secret_key or _from_keyring(name)
    if not secret_key:
        raise click.ClickException(
            f"The keyring has no secret key for the profile {name!r}: admit login puts it there."
        )
    return KeyPair(profile.url, profile.access_key, secret_key)


def delete(name: str) -> bool:
    """Whether there was one."""
    was_there = _file(name).exists()
    for path in (_file(name), token_file(name)):
        path.unlink(missing_ok=True)
    _delete_from_keyring(name)
    return was_there


def token_file(name: str) -> Path:
    return _folder() / "tokens" / f"{name}.json"


def named(_: click.Context, __: click.Parameter, value: str) -> str:
    """For an option: a name that may be a file's."""
    if not NAME.fullmatch(value):
        raise click.BadParameter(f"{value!r} is not up to 64 letters, digits, dots, hyphens and underscores.")
    return value


def _file(name: str) -> Path:
    return _folder() / "profiles" / f"{name}.json"


def _folder() -> Path:
    return Path(click.get_app_dir("admit"))


def _keyring() -> Any | None:  # noqa: ANN401 (a package that may be there, and that we do not depend on)
    try:
        return import_module("keyring")
    except ModuleNotFoundError:
        return None


def _put_into_keyring(name: str, secret_key: str) -> bool:
    keyring = _keyring()
    if keyring is None:
        return False
    try:
        keyring.set_password(SERVICE, name, secret_key)
    except keyring.errors.KeyringError:  # installed, but without a place to keep anything in
        return False
    return True


def _from_keyring(name: str) -> str:
    keyring = _keyring()
    return "" if keyring is None else keyring.get_password(SERVICE, name) or ""


def _delete_from_keyring(name: str) -> None:
    keyring = _keyring()
    if keyring is not None and _from_keyring(name):
        keyring.delete_password(SERVICE, name)
