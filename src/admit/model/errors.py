"""Refusals: the expected ways of saying no, each with a stable code and a sentence for a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class Refusal(Exception):
    """Raised where a rule says no. `sentences` are shown to the caller; `code` never changes."""

    code: ClassVar[str]

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


class InputWrong(Refusal):
    """The caller's body, query or option breaks a rule; one sentence for each."""

    code = "input_wrong"


@contextmanager
def gather(faults: list[str]) -> Iterator[None]:
    """An InputWrong adds its sentences to `faults` instead of going on: one answer tells them all."""
    try:
        yield
    except InputWrong as refusal:
        faults.extend(refusal.sentences)


class CredentialsMissing(Refusal):
    code = "credentials_missing"


class CredentialsWrong(Refusal):
    """The same words for an unknown access key and for a wrong secret."""

    code = "credentials_wrong"

    def __init__(self) -> None:
        super().__init__("The access key and the secret key do not belong together.")


class KeyRevoked(Refusal):
    code = "key_revoked"

    def __init__(self) -> None:
        super().__init__("This access key was revoked; generate a new one.")


class KeyExpired(Refusal):
    code = "key_expired"

    def __init__(self) -> None:
        super().__init__("This access key has expired; generate a new one.")


class TokenMissing(Refusal):
    code = "token_missing"

    def __init__(self) -> None:
        super().__init__("The header X-Airmeet-Access-Token is missing.")


class TokenBad(Refusal):
    """Malformed, not ours, or of a key that is unknown or revoked."""

    code = "token_bad"

    def __init__(self) -> None:
        super().__init__("The supplied access token is bad; get a new one from POST /api/v1/auth.")


class TokenExpired(Refusal):
    code = "token_expired"

    def __init__(self) -> None:
        super().__init__("The supplied access token has expired; get a new one from POST /api/v1/auth.")


class SignedOut(Refusal):
    """Nobody is signed in, or the session has ended."""

    code = "signed_out"

    def __init__(self) -> None:
        super().__init__("You are signed out; sign in and try again.")


class SignInWrong(Refusal):
    """The same words for an unknown address and for a wrong password."""

    code = "sign_in_wrong"

    def __init__(self) -> None:
        super().__init__("The email and the password do not belong together.")


class AccountExists(Refusal):
    code = "account_exists"

    def __init__(
        self, sentence: str = "There is an account with this email already; sign in, or choose another address."
    ) -> None:
        super().__init__(sentence)


class FormStale(Refusal):
    """A form that this site did not give to this browser, or gave to it before it signed in."""

    code = "form_stale"

    def __init__(self) -> None:
        super().__init__("This form is out of date; go back, load the page again, and send it once more.")


class RoleNotPermitted(Refusal):
    code = "role_not_permitted"

    def __init__(self) -> None:
        super().__init__("Your role in this community does not allow this; ask one of its owners.")


class MemberUnknown(Refusal):
    code = "member_unknown"

    def __init__(self) -> None:
        super().__init__("There is no such member in this community.")


class LastOwner(Refusal):
    code = "last_owner"

    def __init__(self) -> None:
        super().__init__("A community needs an owner; make somebody else an owner first.")


class MemberAlready(Refusal):
    code = "member_already"

    def __init__(self) -> None:
        super().__init__("You belong to this community already; the invitation is still open for somebody else.")


class InvitationUnknown(Refusal):
    """The same for one that was used, revoked, has expired, or never was."""

    code = "invitation_unknown"

    def __init__(self) -> None:
        super().__init__("This invitation does not open anything any more; ask who sent it for a new one.")


class CommunityUnknown(Refusal):
    code = "community_unknown"

    def __init__(self, community_id: str) -> None:
        super().__init__(f"There is no community {community_id}.")


class AccessKeyUnknown(Refusal):
    code = "access_key_unknown"

    def __init__(self, access_key: str) -> None:
        super().__init__(f"There is no access key {access_key}.")


class AirmeetUnknown(Refusal):
    code = "airmeet_unknown"

    def __init__(self) -> None:
        super().__init__("There is no airmeet with this airmeet_id.")


class OtherCommunity(Refusal):
    code = "other_community"

    def __init__(self) -> None:
        super().__init__("This airmeet belongs to another community than the supplied access token.")


class KeyNotPermitted(Refusal):
    code = "key_not_permitted"


class NotAuthorized(Refusal):
    code = "attendee_not_authorized"

    def __init__(self) -> None:
        super().__init__("No attendee with this email is authorized for this airmeet.")


class GuestUnknown(Refusal):
    code = "guest_unknown"

    def __init__(self) -> None:
        super().__init__("Nobody stands there on this airmeet's list now; look for them in the list.")


class LinkUnknown(Refusal):
    """The same for a wrong code, a revoked one and an airmeet that does not exist."""

    code = "entry_link_unknown"

    def __init__(self) -> None:
        super().__init__("This entry link does not open anything.")


class SeatTaken(Refusal):
    """The entry link is in use by another browser."""

    code = "seat_taken"

    def __init__(self) -> None:
        super().__init__("You are in this event in another browser; move it here to go on in this one.")


class DoorClosed(Refusal):
    """The airmeet is over, or was archived."""

    code = "door_closed"

    def __init__(self) -> None:
        super().__init__("This event is over; nobody comes in any more.")


class EnrolmentUnknown(Refusal):
    """The same for a code that was never given, and for one whose day is over."""

    code = "enrolment_unknown"

    def __init__(self) -> None:
        super().__init__("This link does not confirm anything any more; register again.")


class RegistrationClosed(Refusal):
    """The event is over, or by invitation only."""

    code = "registration_closed"

    def __init__(self) -> None:
        super().__init__("Nobody can register for this event on this page; ask its organizers.")


class AccessTakenAway(Refusal):
    code = "access_taken_away"

    def __init__(self) -> None:
        super().__init__("The organizers have taken your access to this event away; ask them if that is not right.")


class ProfileLinkUnknown(Refusal):
    """The same for a code that was never given, was used, or has expired."""

    code = "profile_link_unknown"

    def __init__(self) -> None:
        super().__init__("This link does not open a profile any more; ask for a new one.")


class AddressUnproven(Refusal):
    """Nobody's profile is open in this browser, or not any more."""

    code = "address_unproven"

    def __init__(self) -> None:
        super().__init__("Your profile is closed; have a link sent to open it again.")


class StatusUnreachable(Refusal):
    code = "status_unreachable"


class MessageUnknown(Refusal):
    code = "message_unknown"

    def __init__(self) -> None:
        super().__init__("There is no message with this id in the outbox.")


class ResetUnknown(Refusal):
    """The same for a code that was never given, was used, has expired, or whose account has a newer password."""

    code = "reset_unknown"

    def __init__(self) -> None:
        super().__init__("This link does not set a password any more; ask for a new one.")


class PageUnknown(Refusal):
    """A page that is not there for this visitor."""

    code = "page_unknown"

    def __init__(self) -> None:
        super().__init__("There is nothing at this address.")


class ImportUnknown(Refusal):
    code = "import_unknown"

    def __init__(self) -> None:
        super().__init__("This airmeet has no such import; it may have been discarded.")


class ImportMoved(Refusal):
    """What was pressed no longer fits what the import is at."""

    code = "import_moved"

    def __init__(self) -> None:
        super().__init__("This import has gone on in the meantime; look at its page again.")


class DatabaseUnavailable(Refusal):
    """Nothing was written; the same request may be sent again."""

    code = "database_unavailable"

    def __init__(self) -> None:
        super().__init__("The database cannot be used right now; nothing was changed, try again in a moment.")


def every_refusal() -> list[type[Refusal]]:
    """Each kind of Refusal there is, for the tables that must cover them all."""
    return sorted(Refusal.__subclasses__(), key=lambda kind: kind.code)
