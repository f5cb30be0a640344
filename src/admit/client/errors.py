"""What a call may raise: one exception for each code of the API, and two for when there was no answer to speak of."""

from collections.abc import Sequence
from http import HTTPStatus

import msgspec

from admit.wire.errors import ErrorBody


class AdmitError(Exception):
    """Everything that a call raises. `request_id` finds the call in the server's log; empty where none was sent."""

    request_id: str = ""


class Unreachable(AdmitError):
    """No answer, after every retry: no connection, a connection that broke, or 65 seconds of waiting."""

    def __init__(self, reason: str, request_id: str) -> None:
        super().__init__(reason, request_id)
        self.reason = reason
        self.request_id = request_id

    def __str__(self) -> str:
        return f"No answer: {self.reason} (request {self.request_id})"


class AnswerUnreadable(AdmitError):
    """A success whose body is not what the API promises: perhaps something else answers at this address."""

    def __init__(self, reason: str, request_id: str) -> None:
        super().__init__(reason, request_id)
        self.reason = reason
        self.request_id = request_id

    def __str__(self) -> str:
        return f"The answer cannot be read: {self.reason} (request {self.request_id})"


class ApiError(AdmitError):
    """The API said no. `sentences` are its own, one for each fault; `code` follows `status`, such as `BAD_REQUEST`.

    A status that has no exception of its own raises this one.
    """

    def __init__(
        self, status: int, code: str, sentences: Sequence[str], request_id: str, retry_after_seconds: float | None
    ) -> None:
        super().__init__(status, code, sentences, request_id, retry_after_seconds)
        self.status = status
        self.code = code
        self.sentences = tuple(sentences)
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds
        """How long the server asked to wait, or None."""

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {' '.join(self.sentences)} (request {self.request_id})"


class BadRequest(ApiError):
    """400: the body or the query breaks a rule, or the token is bad and a new one did not help."""


class CredentialsWrong(BadRequest):
    """400 to the key pair itself: the access key and the secret key do not belong together."""


class Unauthorized(ApiError):
    """401: the airmeet belongs to another community than the key."""


class Forbidden(ApiError):
    """403: the key was revoked, has expired, or may not do this."""


class NotFound(ApiError):
    """404: there is no such airmeet, or nobody with this email is authorized for it."""


class MethodNotAllowed(ApiError):
    """405: something else than the API answers at this address."""


class PreconditionFailed(ApiError):
    """412: the token has expired, and a new one did not help."""


class ContentTooLarge(ApiError):
    """413: the body is longer than 64 KiB."""


class TooManyRequests(ApiError):
    """429, after every retry, or because the server asks for a longer wait than a call has time for."""


class InternalServerError(ApiError):
    """500: a bug of the server's. The request id is what its operator needs."""


class BadGateway(ApiError):
    """502, after every retry: the reverse proxy has no server behind it."""


class ServiceUnavailable(ApiError):
    """503, after every retry: the server cannot work right now, and nothing was changed."""


class GatewayTimeout(ApiError):
    """504, after every retry: it took too long and was given up."""


BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    412: PreconditionFailed,
    413: ContentTooLarge,
    429: TooManyRequests,
    500: InternalServerError,
    502: BadGateway,
    503: ServiceUnavailable,
    504: GatewayTimeout,
}


def api_error(status: int, body: bytes, request_id: str, retry_after_seconds: float | None) -> ApiError:
    """The exception for an answer that is not a success, whether or not its body has the shape of the contract."""
    told = _told(status, body)
    return BY_STATUS.get(status, ApiError)(status, told.code, told.errors, request_id, retry_after_seconds)


def sentences(body: bytes) -> list[str]:
    """What an answer says for a person; empty where it is not in the API's words."""
    try:
        return msgspec.json.decode(body, type=ErrorBody).errors
    except msgspec.MsgspecError:
        return []


def _told(status: int, body: bytes) -> ErrorBody:
    try:
        return msgspec.json.decode(body, type=ErrorBody)
    except msgspec.MsgspecError:
        known = {each.value: each for each in HTTPStatus}.get(status)
        name = known.name if known else "UNKNOWN"
        return ErrorBody(code=name, errors=["The answer does not say why."])
