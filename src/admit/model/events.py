"""Events: an airmeet as everybody may see it, whether on its list or not."""

import msgspec

from admit.lib.clock import Timestamp
from admit.model.airmeets import Admission, Airmeet, Particulars, Status


class Revision(msgspec.Struct, frozen=True):
    """`number` grows with every change, and `at` is the last one's instant."""

    number: int
    at: Timestamp


class Event(msgspec.Struct, frozen=True):
    airmeet: Airmeet
    particulars: Particulars
    community: str
    revision: Revision

    @property
    def is_over(self) -> bool:
        return self.airmeet.status is Status.FINISHED

    @property
    def is_public(self) -> bool:
        return self.particulars.admission is Admission.PUBLIC

    @property
    def takes_registrations(self) -> bool:
        """From whoever comes, on the website."""
        return self.is_public and not self.is_over
