"""One call of an API operation: what the caller sent, and the way to the actions."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Concatenate, ParamSpec, TypeVar

import msgspec
from starlette.types import Scope

from admit.actions import tokens
from admit.lib import ids, urls
from admit.model.access_keys import AccessKey
from admit.model.actors import KeyHolder
from admit.model.errors import InputWrong
from admit.store.database import Transaction
from admit.web.errors import JSON
from admit.web.site import Site

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=msgspec.Struct)

KeyHolderAction = Callable[Concatenate[Transaction, KeyHolder, P], Awaitable[R]]


class Call:
    """`name` is the operation's, `body` is what arrived, as it arrived."""

    body = b""
    _is_noted = False

    def __init__(self, site: Site, name: str, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        self.site = site
        self.name = name
        self._scope = scope
        self._headers = headers

    def header(self, name: bytes) -> str | None:
        """`name` in lower case."""
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def token(self) -> str | None:
        return self.header(b"x-airmeet-access-token")

    @property
    def address(self) -> str:
        """Where the call came from; empty where the connection does not say."""
        client: tuple[str, int] | None = self._scope.get("client")
        return client[0] if client else ""

    @property
    def airmeet_id(self) -> str:
        """In lower case; empty, which no airmeet has, where the path holds no UUID."""
        return ids.canonical_uuid(self._scope["path_params"]["airmeet_id"]) or ""

    @property
    def email(self) -> str:
        """The address at the end of the path, decoded."""
        email: str = self._scope["path_params"]["email"]
        return email

    def query(self) -> dict[str, str]:
        """The last value of each parameter."""
        return urls.query(self._scope["query_string"])

    def read(self, action: KeyHolderAction[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[R]:
        """`action` on behalf of whoever the token speaks for."""
        return self.site.database.read(lambda tx: self._act(tx, action, *args, **kwargs))

    def write(self, action: KeyHolderAction[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[R]:
        """`action` on behalf of whoever the token speaks for; durable when it returns."""
        return self.site.database.write(lambda tx: self._act(tx, action, *args, **kwargs))

    def write_about(
        self, person: str, action: KeyHolderAction[P, R], /, *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[R]:
        """The same of an action about one person alone: see Database."""
        return self.site.database.write_about(person, lambda tx: self._act(tx, action, *args, **kwargs))

    def note_use(self, tx: Transaction, of: KeyHolder | AccessKey) -> None:
        """Once, however often an action is tried."""
        if self._is_noted:
            return
        self._is_noted = True
        self.site.key_uses.note(of.community_id, of.access_key, tx.now, self.name, self.address)

    async def _act(self, tx: Transaction, action: KeyHolderAction[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """In the same transaction as it is found out who calls: a key revoked before it began stops the action.

        The key was used even if the action is refused.
        """
        holder = await tx.once(tokens.identify, self.token, self.address)
        self.note_use(tx, holder)
        return await action(tx, holder, *args, **kwargs)

    def require_json(self) -> None:
        """Raises InputWrong if there is a body that does not say it is JSON."""
        kind = self.header(b"content-type") or ""
        if self.body and kind != JSON and kind.partition(";")[0].strip().lower() != JSON:
            raise InputWrong("The request has a body, so its Content-Type must be application/json.")

    def decode(self, kind: type[T]) -> T:
        """The body as `kind`. Raises InputWrong with a sentence for each member at fault."""
        try:
            text = self.body.decode()
            try:
                return msgspec.json.decode(text, type=kind)
            except msgspec.ValidationError:
                raise InputWrong(*_faults(kind, msgspec.json.decode(text))) from None
        except UnicodeDecodeError:
            raise InputWrong("The request body is not UTF-8.") from None
        except RecursionError:
            raise InputWrong("The request body is nested too deeply.") from None
        except msgspec.DecodeError:
            raise InputWrong("The request body is not valid JSON.") from None


def _faults(kind: type[msgspec.Struct], value: object) -> list[str]:
    """What is wrong with each member of `value`, which could not be taken for a `kind`."""
    if not isinstance(value, dict):
        return ["The request body must be a JSON object."]
    faults = []
    for field in msgspec.structs.fields(kind):
        if field.encode_name not in value:
            if field.required:
                faults.append(f"{field.encode_name} is missing.")
            continue
        try:
            msgspec.convert(value[field.encode_name], field.type)
        except msgspec.ValidationError as error:
            faults.append(f"{field.encode_name} has the wrong type: {error}.")
    return faults
