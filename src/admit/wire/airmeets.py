"""GET /api/v1/airmeets."""

import msgspec

from admit.wire.paging import Cursors


class Airmeet(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    uid: str
    name: str
    status: str
    timezone: str
    start_time: str
    end_time: str


class AirmeetPage(msgspec.Struct, frozen=True, gc=False):
    data: list[Airmeet]
    cursors: Cursors
