"""From a Refusal to its status, once for every page and operation; whatever else is raised is a bug."""

from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

from admit.model.errors import Refusal
from admit.wire.errors import ErrorBody

RETRY_AFTER_SECONDS = 1

STATUS_BY_CODE = {
    "access_key_unknown": 404,
    "access_taken_away": 403,
    "address_unproven": 401,
    "airmeet_unknown": 404,
    "attendee_not_authorized": 404,
    "body_too_large": 413,
    "community_unknown": 404,
    "account_exists": 409,
    "form_stale": 403,
    "guest_unknown": 404,
    "role_not_permitted": 403,
    "sign_in_wrong": 400,
    "signed_out": 401,
    "credentials_missing": 400,
    "credentials_wrong": 400,
    "database_unavailable": 503,
    "door_closed": 409,
    "enrolment_unknown": 404,
    "entry_link_unknown": 404,
    "import_moved": 409,
    "import_unknown": 404,
    "input_wrong": 400,
    "invitation_unknown": 404,
    "key_expired": 403,
    "key_not_permitted": 403,
    "key_revoked": 403,
    "last_owner": 409,
    "member_already": 409,
    "member_unknown": 404,
    "message_unknown": 404,
    "other_community": 401,
    "page_unknown": 404,
    "profile_link_unknown": 404,
    "registration_closed": 403,
    "reset_unknown": 404,
    "seat_taken": 409,
    "status_unreachable": 400,
    "token_bad": 400,
    "token_expired": 412,
    "token_missing": 400,
}

SENTENCE_BY_STATUS = {
    404: "There is nothing at this address.",
    405: "This address does not answer to this method.",
    500: "Something went wrong on our side; the request id says where to look in the log.",
    504: "This took too long and was given up; it may be sent again.",
}

JSON = "application/json"


class BodyTooLarge(Refusal):
    code = "body_too_large"


def code_name(status: int) -> str:
    """`BAD_REQUEST` for 400, and so on: the name that the status has in RFC 9110."""
    return "CONTENT_TOO_LARGE" if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else HTTPStatus(status).name


def error_body(status: int, sentences: tuple[str, ...] = ()) -> bytes:
    body = ErrorBody(code=code_name(status), errors=list(sentences or (SENTENCE_BY_STATUS[status],)))
    return msgspec.json.encode(body)


def response_to(error: Exception) -> Response:
    """The answer to a request in which `error` was raised."""
    match error:
        case Refusal():
            status = STATUS_BY_CODE[error.code]
            headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
            return Response(error_body(status, error.sentences), status, headers, JSON)
        case HTTPException():
            return Response(error_body(error.status_code), error.status_code, error.headers, JSON)
        case TimeoutError():
            return Response(error_body(HTTPStatus.GATEWAY_TIMEOUT), HTTPStatus.GATEWAY_TIMEOUT, None, JSON)
        case _:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return Response(error_body(status), status, None, JSON)
