"""The person in the body of a registration or an authorization."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """`null` means not given. Both spellings of the organisation are understood; the one with an s wins."""

    email: Annotated[str, Meta(description="Up to 254 characters. Letter case does not tell two people apart.")]
    name: Annotated[str, Meta(description="1 to 255 characters.")]
    city: Annotated[str | None, Meta(description="Up to 255 characters.")] = None
    country: Annotated[str | None, Meta(description="Up to 255 characters.")] = None
    designation: Annotated[str | None, Meta(description="The person's role, up to 255 characters.")] = None
    organisation: Annotated[str | None, Meta(description="Up to 255 characters.")] = None
    organization: Annotated[
        str | None, Meta(description="Another spelling, heeded where `organisation` is absent or `null`.")
    ] = None
