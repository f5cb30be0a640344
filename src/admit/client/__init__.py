"""The typed client of the v1 API: of Admit, and of Airmeet. It needs nothing of the server."""

from admit.client.asynchronous import AsyncClient, AsyncListing
from admit.client.bulk import Outcome, Progress
from admit.client.errors import (
    AdmitError,
    AnswerUnreadable,
    ApiError,
    BadGateway,
    BadRequest,
    ContentTooLarge,
    CredentialsWrong,
    Forbidden,
    GatewayTimeout,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    Unreachable,
)
from admit.client.sync import Client, Listing
from admit.wire.airmeets import Airmeet, AirmeetPage
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.people import Person
from admit.wire.registrations import Registered, Registration, RegistrationPage

__all__ = [
    "AdmitError",
    "Airmeet",
    "AirmeetPage",
    "AnswerUnreadable",
    "ApiError",
    "AsyncClient",
    "AsyncListing",
    "AuthorizedAttendee",
    "BadGateway",
    "BadRequest",
    "Client",
    "ContentTooLarge",
    "CredentialsWrong",
    "Forbidden",
    "GatewayTimeout",
    "InternalServerError",
    "Listing",
    "MethodNotAllowed",
    "NotFound",
    "Outcome",
    "Person",
    "PreconditionFailed",
    "Progress",
    "Registered",
    "Registration",
    "RegistrationPage",
    "ServiceUnavailable",
    "TooManyRequests",
    "Unauthorized",
    "Unreachable",
]
