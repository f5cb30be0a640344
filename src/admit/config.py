"""Settings, from the environment and from flags. Nothing else reads the environment."""

import os
from collections.abc import Mapping
from typing import Any

import msgspec

PREFIX = "ADMIT_"


class SettingWrong(ValueError):
    """A setting that cannot be read; the sentence names its variable."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field may be set by the variable of its name in capitals behind ADMIT_, or by the flag of its name."""

    database: str = "sqlite:///var/admit.db"
    """Where the data is kept: `sqlite:///relative/path.db` or `sqlite:////absolute/path.db`."""

    host: str = "127.0.0.1"
    """The address to listen on."""

    port: int = 8000
    """The TCP port to listen on; 0 lets the system choose."""

    public_url: str = ""
    """Where people reach this installation, for entry links; empty means `http://HOST:PORT`."""

    request_timeout_seconds: float = 55.0
    """After how long a request is given up: a little before the reverse proxy does."""

    log_requests: bool = True
    """Whether each request leaves a line in the log."""


def load(flags: Mapping[str, object] | None = None) -> Settings:
    """Flags win over the environment, a flag that is None was not given. Raises SettingWrong."""
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        text = os.environ.get(PREFIX + field.name.upper())
        if text:
            given[field.name] = _parse(PREFIX + field.name.upper(), text, field.type)
    given |= {name: value for name, value in (flags or {}).items() if value is not None}
    return Settings(**given)


def _parse(variable: str, text: str, kind: type) -> object:
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        raise SettingWrong(f"{variable}: {error}.") from None
