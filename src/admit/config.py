"""Settings, from the environment and from flags. Nothing else reads the environment."""

import math
import os
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import msgspec

PREFIX = "ADMIT_"
PORT_MAX = 65535
ACTIVITY_DAYS_MAX = 36_500
DOOR_RATE_MIN = 0.1
DOOR_RATE_MAX = 10_000
PROCESSES_MAX = 256


class SettingWrong(ValueError):
    """A setting that cannot be used; the sentence names it."""


class SignUp(StrEnum):
    """Who may open an account: everybody, who is invited to a community, or nobody."""

    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field may be set by the variable of its name in capitals behind ADMIT_, or by the flag of its name."""

    database: str = "sqlite:///var/admit.db"
    """Where the data is kept: `sqlite:///relative/path.db`, `sqlite:////absolute/path.db` or
    `postgresql://user:password@host/name`."""

    host: str = "127.0.0.1"
    """The address to listen on."""

    port: int = 8000
    """The TCP port to listen on; 0 lets the system choose."""

    processes: int = 1
    """How many processes serve."""

    public_url: str = ""
    """Where people reach this installation, for entry links; empty means `http://HOST:PORT`."""

    trusted_proxies: str = ""
    """The addresses and networks of reverse proxies, whose word on where a call comes from is believed."""

    request_timeout_seconds: float = 55.0
    """After how long a request is given up: a little before the reverse proxy does."""

    log_requests: bool = True
    """Whether each request leaves a line in the log."""

    activity_days: int = 400
    """For how long the activity log is kept."""

    smtp_url: str = ""
    """The mail server: `smtp(s)://[user:password@]host[:port]`; empty means that the operator passes mail on."""

    mail_from: str = ""
    """The sender of mail, such as `Admit <admit@example.com>`."""

    operators: str = ""
    """The email addresses of the accounts that may see the outbox, with commas between them."""

    sign_up: SignUp = SignUp.OPEN
    """Who may sign up."""

    door_rate: float = 200.0
    """How many people each airmeet lets in a second; who comes faster waits in a queue."""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= PORT_MAX:
            raise SettingWrong(f"port: {self.port} is not a number from 0 to {PORT_MAX}.")
        if not 1 <= self.processes <= PROCESSES_MAX:
            raise SettingWrong(f"processes: {self.processes} is not a number from 1 to {PROCESSES_MAX}.")
        if self.public_url and not _is_base_url(self.public_url):
            raise SettingWrong(
                f"public_url: {self.public_url!r} is not http(s)://host[:port][/path], without a query or fragment."
            )
        _require_networks(self.trusted_proxies)
        if not 0 < self.request_timeout_seconds < math.inf:
            raise SettingWrong(f"request_timeout_seconds: {self.request_timeout_seconds} is not a time above 0.")
        if not 1 <= self.activity_days <= ACTIVITY_DAYS_MAX:
            raise SettingWrong(f"activity_days: {self.activity_days} is not a number from 1 to {ACTIVITY_DAYS_MAX}.")
        if not DOOR_RATE_MIN <= self.door_rate <= DOOR_RATE_MAX:
            raise SettingWrong(
                f"door_rate: {self.door_rate} is not a number from {DOOR_RATE_MIN} to {DOOR_RATE_MAX:,}."
            )


def load(flags: Mapping[str, object] | None = None) -> Settings:
    """Flags win over the environment. A flag that is None was not given, nor a variable that is empty.

    Raises SettingWrong.
    """
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        text = os.environ.get(PREFIX + field.name.upper())
        if text:
            given[field.name] = _parse(PREFIX + field.name.upper(), text, field.type)
    given |= {name: value for name, value in (flags or {}).items() if value is not None}
    return Settings(**given)


class KeyPair(msgspec.Struct, frozen=True):
    """Where an installation is and how to get in, for a command that uses one."""

    url: str
    access_key: str
    secret_key: str


def load_key_pair() -> KeyPair | None:
    """From the environment, where nothing of it means that a profile is used. Raises SettingWrong for a part of it."""
    variables = [PREFIX + field.upper() for field in KeyPair.__struct_fields__]
    given = [os.environ.get(variable, "") for variable in variables]
    missing = [variable for variable, value in zip(variables, given, strict=True) if not value]
    if len(missing) == len(variables):
        return None
    if missing:
        raise SettingWrong(f"{' and '.join(missing)}: not set, though the rest of the key pair is.")
    return KeyPair(*given)


def _parse(variable: str, text: str, kind: type) -> object:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        raise SettingWrong(f"{variable}: {error}.") from None


def proxies(text: str) -> list[str]:
    """Each address and network that `trusted_proxies` names."""
    return [proxy.strip() for proxy in text.split(",") if proxy.strip()]


def _require_networks(text: str) -> None:
    for proxy in proxies(text):
        try:
            ip_network(proxy)
        except ValueError:
            raise SettingWrong(f"trusted_proxies: {proxy!r} is no address, nor a network such as 10.0.0.0/8.") from None


def _is_base_url(text: str) -> bool:
    """Whether a link can be made by putting a path behind it."""
    try:
        url = urlsplit(text)
        is_web = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:  # brackets that do not close, or a port out of range
        return False
    return is_web and "@" not in url.netloc and text.isprintable() and not set(text) & set(' ?#\\<>"')
