"""GET /api/v1/airmeets."""

from typing import Annotated

import msgspec
from msgspec import Meta

from admit.wire.paging import Cursors


class Airmeet(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    uid: Annotated[str, Meta(description="The airmeet's id, a UUID: the `airmeet_id` of the other calls.")]
    name: Annotated[str, Meta(description="What the event is called.")]
    status: Annotated[str, Meta(description="`CREATED`, `ONGOING`, `PAUSED` or `FINISHED`.")]
    timezone: Annotated[str, Meta(description="The event's own time zone, by its IANA name.")]
    start_time: Annotated[str, Meta(description="When it is to start, in UTC.")]
    end_time: Annotated[str, Meta(description="When it is to end, in UTC.")]


class AirmeetPage(msgspec.Struct, frozen=True, gc=False):
    data: Annotated[list[Airmeet], Meta(description="The rows of this page, oldest first.")]
    cursors: Annotated[Cursors, Meta(description="Where this page lies in the list.")]
