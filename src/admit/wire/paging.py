"""What every list's answer says about where its page lies."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Cursors(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Of this page's first and last row; both 0 on an empty page. `pageCount` is the whole list's at this size."""

    before: Annotated[int, Meta(description="The cursor of this page's first row, 0 when the page is empty.")]
    after: Annotated[int, Meta(description="The cursor of this page's last row, 0 when the page is empty.")]
    page_count: Annotated[int, Meta(description="How many pages of this `size` the whole list makes.")]
