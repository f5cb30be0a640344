"""What the log and the answer call a request."""

import re
from collections.abc import Iterable

from admit.lib import ids

HEADER = b"x-request-id"
WHAT_A_LOG_CAN_HOLD = re.compile(rb"[A-Za-z0-9._-]{1,128}")


def choose(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's own, where a log can hold it; a new one otherwise. Names are in lower case."""
    for name, value in headers:
        if name == HEADER and WHAT_A_LOG_CAN_HOLD.fullmatch(value):
            return value.decode()
    return ids.new_request_id()
