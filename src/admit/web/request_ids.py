"""What the log and the answer call a request."""

import re
from collections.abc import Mapping

from admit.lib import ids

HEADER = b"x-request-id"
WHAT_A_LOG_CAN_HOLD = re.compile(rb"[A-Za-z0-9._-]{1,128}")


def choose(headers: Mapping[bytes, bytes]) -> str:
    """The caller's own (the last, of several), where a log can hold it; or a new one. Names are in lower case."""
    own = headers.get(HEADER)
    if own is not None and WHAT_A_LOG_CAN_HOLD.fullmatch(own):
        return own.decode()
    return ids.new_request_id()
