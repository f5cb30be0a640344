"""Actors: who is asking. Every action takes one and asks it whether this may be done."""

from typing import ClassVar

import msgspec

from admit.model.access_keys import Access
from admit.model.activities import ActorKind
from admit.model.airmeets import Airmeet
from admit.model.errors import (
    AirmeetUnknown,
    CommunityUnknown,
    KeyNotPermitted,
    LinkUnknown,
    OtherCommunity,
    RoleNotPermitted,
)
from admit.model.members import ADMINISTERING, MANAGING, Membership, Role
from admit.model.people import Email


class Operator(msgspec.Struct, frozen=True):
    """Whoever runs the installation, through the `admit` command: may do everything."""

    kind: ClassVar[ActorKind] = ActorKind.OPERATOR
    label: ClassVar[str] = ""
    address: str = ""

    def require_operator(self) -> None:
        pass

    def require_listing(self) -> None:
        pass

    def require_reading(self, airmeet: Airmeet) -> None:
        pass

    def require_writing(self, airmeet: Airmeet) -> None:
        pass

    def require_managing(self, _: str, /) -> None:
        pass

    def require_administering(self, _: str, /) -> None:
        pass


class System(Operator, frozen=True):
    """Admit itself, at the time that somebody set."""

    kind: ClassVar[ActorKind] = ActorKind.SYSTEM


class Member(msgspec.Struct, frozen=True):
    """Somebody signed in, in one of their communities. What is not theirs is not there, as far as they can tell."""

    kind: ClassVar[ActorKind] = ActorKind.MEMBER
    membership: Membership
    address: str = ""

    @property
    def label(self) -> str:
        return self.membership.email

    @property
    def community_id(self) -> str:
        return self.membership.community.community_id

    def require_operator(self) -> None:
        raise RoleNotPermitted

    def require_listing(self) -> None:
        pass

    def require_reading(self, airmeet: Airmeet) -> None:
        chosen = self.membership.airmeet_ids
        if airmeet.community_id != self.community_id or (chosen is not None and airmeet.airmeet_id not in chosen):
            raise AirmeetUnknown

    def require_writing(self, airmeet: Airmeet) -> None:
        self.require_reading(airmeet)

    def require_managing(self, community_id: str, /) -> None:
        self._require_role(community_id, MANAGING)

    def require_administering(self, community_id: str, /) -> None:
        self._require_role(community_id, ADMINISTERING)

    def _require_role(self, community_id: str, roles: set[Role]) -> None:
        if community_id != self.community_id:
            raise CommunityUnknown(community_id)
        if self.membership.role not in roles:
            raise RoleNotPermitted


class KeyHolder(msgspec.Struct, frozen=True):
    """An integration that shows a token of this access key. `airmeet_ids` None means all of the community's."""

    kind: ClassVar[ActorKind] = ActorKind.KEY
    community_id: str
    access_key: str
    access: Access
    airmeet_ids: frozenset[str] | None = None
    label: str = ""
    address: str = ""

    def require_operator(self) -> None:
        raise KeyNotPermitted("Only the operator of this installation may do this.")

    def require_managing(self, _: str, /) -> None:
        raise KeyNotPermitted("An access key cannot change a community's airmeets.")

    def require_administering(self, _: str, /) -> None:
        raise KeyNotPermitted("An access key cannot change a community's settings.")

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


class Entrant(msgspec.Struct, frozen=True):
    """Whoever holds a link for this address: may do what its pages offer, for themselves, at this one airmeet."""

    kind: ClassVar[ActorKind] = ActorKind.ATTENDEE
    airmeet_id: str
    email: Email
    address: str = ""

    @property
    def label(self) -> str:
        return self.email.address

    def require_operator(self) -> None:
        raise LinkUnknown

    def require_listing(self) -> None:
        raise LinkUnknown

    def require_reading(self, _: Airmeet, /) -> None:
        raise LinkUnknown

    def require_writing(self, airmeet: Airmeet) -> None:
        """To their own registration: the actions of entries pass no other."""
        if airmeet.airmeet_id != self.airmeet_id:
            raise LinkUnknown

    def require_managing(self, _: str, /) -> None:
        raise LinkUnknown

    def require_administering(self, _: str, /) -> None:
        raise LinkUnknown


Actor = Operator | Member | KeyHolder | Entrant
