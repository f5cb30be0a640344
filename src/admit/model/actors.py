"""Actors: who is asking. Every action takes one and asks it whether this may be done."""

import msgspec

from admit.model.access_keys import Access
from admit.model.airmeets import Airmeet
from admit.model.errors import KeyNotPermitted, OtherCommunity


class Operator(msgspec.Struct, frozen=True):
    """Whoever runs the installation, through the `admit` command: may do everything."""

    def require_operator(self) -> None:
        pass

    def require_listing(self) -> None:
        pass

    def require_reading(self, airmeet: Airmeet) -> None:
        pass

    def require_writing(self, airmeet: Airmeet) -> None:
        pass


class KeyHolder(msgspec.Struct, frozen=True):
    """An integration that shows a token of this access key. `airmeet_ids` None means all of the community's."""

    community_id: str
    access_key: str
    access: Access
    airmeet_ids: frozenset[str] | None = None

    def require_operator(self) -> None:
        raise KeyNotPermitted("Only the operator of this installation may do this.")

    def require_listing(self) -> None:
        self._require_access(Access.READ_ONLY)

    def require_reading(self, airmeet: Airmeet) -> None:
        self._require_airmeet(airmeet)
        self._require_access(Access.READ_ONLY)

    def require_writing(self, airmeet: Airmeet) -> None:
        self._require_airmeet(airmeet)
        self._require_access(Access.WRITE_ONLY)

    def _require_airmeet(self, airmeet: Airmeet) -> None:
        if airmeet.community_id != self.community_id:
            raise OtherCommunity
        if self.airmeet_ids is not None and airmeet.airmeet_id not in self.airmeet_ids:
            raise KeyNotPermitted("The access key of this token was not given this airmeet.")

    def _require_access(self, needed: Access) -> None:
        if self.access not in {needed, Access.READ_WRITE}:
            raise KeyNotPermitted(f"The access key of this token is {self.access}.")


Actor = Operator | KeyHolder
