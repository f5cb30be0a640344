"""The table from a Refusal's code to its status."""

import pytest

from admit.model.errors import every_refusal
from admit.web.errors import STATUS_BY_CODE, code_name


def test_every_refusal_has_a_status_and_every_status_its_refusal() -> None:
    assert {kind.code for kind in every_refusal()} == set(STATUS_BY_CODE)


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in every_refusal()]
    assert sorted(set(codes)) == codes


@pytest.mark.parametrize(
    "status, name",
    [
        (400, "BAD_REQUEST"),
        (401, "UNAUTHORIZED"),
        (403, "FORBIDDEN"),
        (404, "NOT_FOUND"),
        (405, "METHOD_NOT_ALLOWED"),
        (412, "PRECONDITION_FAILED"),
        (413, "CONTENT_TOO_LARGE"),
        (429, "TOO_MANY_REQUESTS"),
        (500, "INTERNAL_SERVER_ERROR"),
        (503, "SERVICE_UNAVAILABLE"),
        (504, "GATEWAY_TIMEOUT"),
    ],
)
def test_the_code_in_the_body_follows_the_status(status: int, name: str) -> None:
    assert code_name(status) == name
