"""What the pages of an event's door have in common, rendered once for everybody who comes by a link."""

from functools import lru_cache

import msgspec
from markupsafe import Markup

from admit.model.airmeets import Airmeet
from admit.web.attendee.schedule import schedule
from admit.web.templates import environment

FRAME = environment.get_template("attendee/frame.html")
THEIRS = Markup("<!-- theirs -->")
"""Nothing that is put into a page can hold it, since all of that is escaped."""


class Frame(msgspec.Struct, frozen=True):
    above: Markup
    below: Markup


def frame(airmeet: Airmeet, *, refresh: int = 0) -> Frame:
    """With `refresh`, a browser without scripts asks for the page again after so many seconds."""
    return _frame(msgspec.structs.replace(airmeet, registration_count=0, authorized_count=0), refresh)


@lru_cache(maxsize=1024)
def _frame(airmeet: Airmeet, refresh: int) -> Frame:
    above, _, below = FRAME.render(
        airmeet=airmeet,
        when=schedule(airmeet.starts_at, airmeet.ends_at, airmeet.timezone),
        here=f"/e/{airmeet.airmeet_id}",
        refresh=refresh,
        theirs=THEIRS,
    ).partition(THEIRS)
    return Frame(Markup(above), Markup(below))  # noqa: S704 (the template has escaped what was put into it)
