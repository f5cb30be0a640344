"""The v1 API as a table. The OpenAPI document and the reference page are made from it."""

from admit.actions import airmeets as airmeet_actions
from admit.model.paging import SIZE_DEFAULT, SIZE_MAX
from admit.web.api import airmeets, attendees, auth, examples, registrations
from admit.web.operations import Operation, Parameter
from admit.wire.airmeets import AirmeetPage
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.auth import AuthAnswer
from admit.wire.people import Person
from admit.wire.registrations import Registered, RegistrationPage

TOKEN = Parameter(
    "X-Airmeet-Access-Token", "header", {"type": "string"}, "A token from `POST /api/v1/auth`.", is_required=True
)
ACCESS_KEY = Parameter(
    "X-Airmeet-Access-Key", "header", {"type": "string", "format": "uuid"}, "The access key.", is_required=True
)
SECRET_KEY = Parameter(
    "X-Airmeet-Secret-Key", "header", {"type": "string"}, "The secret shown when the key was made.", is_required=True
)
PAGING = (
    Parameter(
        "size",
        "query",
        {"type": "integer", "minimum": 1, "default": SIZE_DEFAULT},
        f"How many rows at the most; more than {SIZE_MAX} means {SIZE_MAX}.",
    ),
    Parameter(
        "after",
        "query",
        {"type": "integer"},
        "The rows that follow this cursor, nearest first; 0 is the start of the list. With it `before` is ignored.",
    ),
    Parameter("before", "query", {"type": "integer"}, "The page of rows that precede this cursor, in the same order."),
)

TOKEN_BAD = "The token is missing, malformed, unknown, or of a revoked key"
INPUT_WRONG = "; or the body or query breaks a rule."
OTHER_COMMUNITY = "The airmeet belongs to another community than the token."
KEY_MAY_NOT = "The access key of the token may not do this."
AIRMEET_UNKNOWN = "There is no such airmeet."
TOKEN_EXPIRED = "The token has expired: get a new one."

OPERATIONS = (
    Operation(
        name="issueToken",
        method="POST",
        path="/api/v1/auth",
        summary="Exchange a key pair for a token",
        description="The token is good for 30 days and may be kept. A new one never ends an older one; revoking the "
        "access key ends them all at once.",
        run=auth.issue_token,
        parameters=(ACCESS_KEY, SECRET_KEY),
        answer=AuthAnswer,
        example_answer=examples.AUTH_ANSWER,
        refusals={
            400: "A header is missing, or the two keys do not belong together.",
            403: "The access key was revoked or has expired.",
        },
    ),
    Operation(
        name="listAirmeets",
        method="GET",
        path="/api/v1/airmeets",
        summary="List airmeets",
        description="The airmeets that the token's key may touch, oldest first, archived ones left out.",
        run=airmeets.list_airmeets,
        requires=airmeet_actions.require_listing,
        parameters=(TOKEN, *PAGING),
        answer=AirmeetPage,
        example_answer=examples.AIRMEET_PAGE,
        refusals={400: TOKEN_BAD + INPUT_WRONG, 403: KEY_MAY_NOT, 412: TOKEN_EXPIRED},
    ),
    Operation(
        name="listRegistrations",
        method="GET",
        path="/api/v1/airmeet/{airmeet_id}/registrations",
        summary="List an airmeet's registrations",
        description="In the order of registration, oldest first. To hear of new ones, keep the last `cursors.after` "
        "that was not 0 and ask again from there: no row is skipped and none comes twice, whoever writes meanwhile.",
        run=registrations.list_registrations,
        requires=airmeet_actions.require_reading,
        parameters=(TOKEN, *PAGING),
        answer=RegistrationPage,
        example_answer=examples.REGISTRATION_PAGE,
        refusals={
            400: TOKEN_BAD + INPUT_WRONG,
            401: OTHER_COMMUNITY,
            403: KEY_MAY_NOT,
            404: AIRMEET_UNKNOWN,
            412: TOKEN_EXPIRED,
        },
    ),
    Operation(
        name="registerUser",
        method="POST",
        path="/api/v1/airmeet/{airmeet_id}/user",
        summary="Register a user",
        description="Makes the person's account if there is none, and the registration if there is none. Sending it "
        "again changes nothing. The email is answered as it was first given to this airmeet.",
        run=registrations.register,
        requires=airmeet_actions.require_writing,
        parameters=(TOKEN,),
        body=Person,
        example_body=examples.PERSON,
        answer=Registered,
        example_answer=examples.REGISTERED,
        refusals={
            400: TOKEN_BAD + INPUT_WRONG,
            401: OTHER_COMMUNITY,
            403: KEY_MAY_NOT,
            404: AIRMEET_UNKNOWN,
            412: TOKEN_EXPIRED,
        },
    ),
    Operation(
        name="authorizeAttendee",
        method="POST",
        path="/api/v1/airmeet/{airmeet_id}/attendee",
        summary="Add an authorized attendee",
        description="Answers the person's own entry link, the same every time. Sending it again changes no detail; it "
        "authorizes again whoever had been removed.",
        run=attendees.authorize,
        requires=airmeet_actions.require_writing,
        parameters=(TOKEN,),
        body=Person,
        example_body=examples.PERSON,
        answer=AuthorizedAttendee,
        example_answer=examples.AUTHORIZED,
        refusals={
            400: TOKEN_BAD + INPUT_WRONG,
            401: OTHER_COMMUNITY,
            403: KEY_MAY_NOT,
            404: AIRMEET_UNKNOWN,
            412: TOKEN_EXPIRED,
        },
    ),
    Operation(
        name="revokeAttendee",
        method="DELETE",
        path="/api/v1/airmeet/{airmeet_id}/attendee/{email}",
        summary="Remove an authorized attendee",
        description="From this moment the entry link opens nothing. A registration stays in the list. The email is "
        "URL-encoded; its letter case does not matter.",
        run=attendees.revoke,
        requires=airmeet_actions.require_writing,
        parameters=(TOKEN,),
        refusals={
            400: TOKEN_BAD + ".",
            401: OTHER_COMMUNITY,
            403: KEY_MAY_NOT,
            404: "There is no such airmeet, or nobody with this email is authorized for it now.",
            412: TOKEN_EXPIRED,
        },
    ),
)
