"""A call is tried again where that may help. It is safe, since every write of the API is: a replay changes nothing."""

import logging
import random
from collections.abc import Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import msgspec

from admit.client.errors import Unreachable
from admit.client.steps import Answer, Lost, Pause, Script, Send
from admit.lib.clock import Timestamp, to_datetime

RETRIED = {429, 502, 503, 504}
MAY_HAVE_BEEN_DONE = {502, 504}
"""The proxy says so; whether the server behind it did the work, nobody knows."""
BACKOFF_SECONDS = 0.2
WAIT_SECONDS_MAX = 60.0
"""Who is asked to wait for longer gets the exception, and may decide for themselves."""

log = logging.getLogger("admit.client")


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is what the log calls it, since the path may name a person."""

    name: str
    request_id: str
    send: Send
    is_done_if_gone: bool
    """A 404 to a later attempt means that an earlier one did it, and its answer was lost."""


def deliver(delivery: Delivery, *, retries: int, now: Timestamp) -> Script[Answer]:
    """The answer to the last attempt. Raises Unreachable where there was none."""
    may_be_done = False
    for backoff_seconds, is_last in _backoffs(retries):
        try:
            answer = yield delivery.send
        except Lost as lost:
            if is_last:
                raise Unreachable(str(lost), delivery.request_id) from lost
            may_be_done, reason, seconds = True, str(lost), backoff_seconds
        else:
            if answer is None:
                raise AssertionError("A driver answers what it is asked to send.")
            if may_be_done and delivery.is_done_if_gone and answer.status == HTTPStatus.NOT_FOUND:
                return Answer(HTTPStatus.NO_CONTENT, answer.headers, b"")
            asked_seconds = retry_after_seconds(answer.headers, now)
            if is_last or answer.status not in RETRIED or (asked_seconds or 0) > WAIT_SECONDS_MAX:
                return answer
            may_be_done = may_be_done or answer.status in MAY_HAVE_BEEN_DONE
            reason, seconds = str(answer.status), backoff_seconds + (asked_seconds or 0)
        log.info("%s: %s; again in %.1f s request_id=%s", delivery.name, reason, seconds, delivery.request_id)
        yield Pause(seconds)
    raise AssertionError("The last attempt returns or raises.")


def retry_after_seconds(headers: Mapping[str, str], now: Timestamp) -> float | None:
    """Of the header Retry-After (RFC 9110, 10.2.3), which holds seconds or a date; None where it is absent or odd."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max((at - to_datetime(now)).total_seconds(), 0.0)


def _backoffs(retries: int) -> Iterator[tuple[float, bool]]:
    """How long to wait after each attempt, and whether it is the last. Random, so that not all come back at once."""
    for number in range(retries + 1):
        yield random.uniform(0, BACKOFF_SECONDS * 2**number), number == retries  # noqa: S311 (guards no secret)
