"""The query of every list: size, after and before."""

import re

from admit.model.errors import InputWrong
from admit.model.paging import CURSOR_MAX, SIZE_DEFAULT, SIZE_MAX, PageRequest
from admit.web.calls import Call

CURSOR = re.compile(r"-?[0-9]+")
SIZE = re.compile(r"[0-9]+")
DIGITS_MAX = 18
"""As many digits as surely fit; what is longer lies beyond every row."""


def page_request(call: Call) -> PageRequest:
    """`before` is not even looked at when `after` is there. Raises InputWrong with a sentence for each fault."""
    query = call.query()
    after, before = query.get("after"), query.get("before")
    faults: list[str] = []
    size = _size(query.get("size"), faults)
    if after is not None:
        wanted = PageRequest(size=size, after=_cursor("after", after, faults))
    elif before is not None:
        wanted = PageRequest(size=size, before=_cursor("before", before, faults))
    else:
        wanted = PageRequest(size=size)
    if faults:
        raise InputWrong(*faults)
    return wanted


def _size(text: str | None, faults: list[str]) -> int:
    if text is None:
        return SIZE_DEFAULT
    if not SIZE.fullmatch(text) or not text.strip("0"):
        faults.append("size must be a whole number from 1 up.")
        return SIZE_DEFAULT
    return min(_whole_number(text), SIZE_MAX)


def _cursor(name: str, text: str, faults: list[str]) -> int:
    if not CURSOR.fullmatch(text):
        faults.append(f"{name} must be a whole number: a cursor out of an earlier answer.")
        return 0
    return 0 if text.startswith("-") else _whole_number(text)


def _whole_number(digits: str) -> int:
    significant = digits.lstrip("0")
    return CURSOR_MAX if len(significant) > DIGITS_MAX else int(significant or "0")
