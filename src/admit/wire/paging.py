"""What every list's answer says about where its page lies."""

import msgspec


class Cursors(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Of this page's first and last row; both 0 on an empty page. `pageCount` is the whole list's at this size."""

    before: int
    after: int
    page_count: int
