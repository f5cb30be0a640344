"""`admit keys`."""

import pytest

from admit.actions import communities
from tests.cli.conftest import new_airmeet
from tests.cli.terminal import Terminal


def test_a_key_pair_is_made_and_its_secret_shown_this_once(terminal: Terminal, community: str) -> None:
    created = terminal.ask("keys", "create", "--community", community, "--label", "CRM sync")
    assert sorted(created) == ["accessKey", "label", "secretKey"]
    assert created["secretKey"].startswith("admit_sk_")
    [listed] = terminal.ask("keys", "list")
    assert listed == {
        "accessKey": created["accessKey"],
        "label": "CRM sync",
        "community": community,
        "access": "read-write",
        "airmeets": "all",
        "createdAt": listed["createdAt"],
        "expiresAt": None,
        "revokedAt": None,
    }


def test_a_person_is_shown_lines(terminal: Terminal, community: str) -> None:
    created = dict(terminal.tell("keys", "create", "--community", community, "--label", "CRM sync"))
    assert sorted(created) == ["accessKey", "label", "secretKey"]
    names, listed = terminal.tell("keys", "list")
    shown = dict(zip(names, listed, strict=True))
    assert shown == {
        "accessKey": created["accessKey"],
        "label": "CRM sync",
        "community": community,
        "access": "read-write",
        "airmeets": "all",
        "createdAt": shown["createdAt"],
        "expiresAt": "-",
        "revokedAt": "-",
    }


@pytest.mark.parametrize("access", ["read-only", "write-only"])
def test_a_key_may_be_narrowed_to_one_direction_some_airmeets_and_a_time(
    terminal: Terminal, community: str, access: str
) -> None:
    first, second = (new_airmeet(terminal, community).airmeet_id for _ in range(2))
    terminal.ask(
        *("keys", "create", "--community", community, "--label", "Sign-up form", f"--{access}"),
        *("--airmeet", second, "--airmeet", first, "--airmeet", first, "--expires", "2027-01-01T05:30+05:30"),
    )
    [listed] = terminal.ask("keys", "list")
    assert (listed["access"], listed["airmeets"], listed["expiresAt"]) == (
        access,
        [first, second],
        "2027-01-01T00:00:00.000Z",
    )


def test_a_key_is_made_only_for_what_is_there(terminal: Terminal, community: str) -> None:
    other = terminal.arrange(communities.create, name="Another").community_id
    foreign = new_airmeet(terminal, other).airmeet_id
    create = ("keys", "create", "--label", "CRM sync", "--community")
    for words, sentence in {
        ("nowhere",): "There is no community nowhere.",
        (community, "--airmeet", "nowhere"): "There is no airmeet with this airmeet_id.",
        (community, "--airmeet", foreign): f"The airmeet {foreign} belongs to another community.",
        (community, "--label", " "): "label is empty.",
    }.items():
        outcome = terminal.run(*create, *words)
        assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", f"Error: {sentence}\n")
    assert terminal.ask("keys", "list") == []


@pytest.mark.parametrize("expires", ["tomorrow", "2027-02-29T00:00:00Z", "9999-12-31T23:59-05:00", ""])
def test_an_expiry_that_is_no_instant_is_a_wrong_use(terminal: Terminal, community: str, expires: str) -> None:
    outcome = terminal.run("keys", "create", "--community", community, "--label", "x", "--expires", expires)
    assert (outcome.status, outcome.answer) == (2, "")
    sentence = f"{expires!r} is not an instant such as 2026-12-10T18:00:00Z."
    assert outcome.complaint.splitlines()[-1] == f"Error: Invalid value for '--expires': {sentence}"


def test_a_revoked_key_is_shown_with_the_time_of_its_first_revocation(terminal: Terminal, access_key: str) -> None:
    revoked = terminal.ask("keys", "revoke", access_key)
    assert revoked["revokedAt"] >= revoked["createdAt"]
    assert terminal.ask("keys", "list") == [revoked]
    again = dict(terminal.tell("keys", "revoke", access_key))
    assert (again["accessKey"], again["revokedAt"]) == (access_key, revoked["revokedAt"])


def test_a_key_that_is_not_there_cannot_be_revoked(terminal: Terminal) -> None:
    outcome = terminal.run("keys", "revoke", "nothing")
    assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", "Error: There is no access key nothing.\n")


def test_a_rotated_key_has_another_secret_and_says_when_the_old_one_ends(terminal: Terminal, access_key: str) -> None:
    overlapping = terminal.ask("keys", "rotate", access_key, "--overlap-hours", "24")
    at_once = terminal.ask("keys", "rotate", access_key, "--overlap-hours", "0")
    assert [(each["accessKey"], each["label"]) for each in (overlapping, at_once)] == [(access_key, "CRM sync")] * 2
    assert overlapping["secretKey"] != at_once["secretKey"]
    assert (overlapping["oldSecretEndsAt"] is None, at_once["oldSecretEndsAt"]) == (False, None)


@pytest.mark.parametrize("hours", ["-1", "721", "a day"])
def test_an_overlap_out_of_bounds_is_a_wrong_use(terminal: Terminal, access_key: str, hours: str) -> None:
    outcome = terminal.run("keys", "rotate", access_key, "--overlap-hours", hours)
    assert (outcome.status, outcome.answer) == (2, "")
    assert "Invalid value for '--overlap-hours'" in outcome.complaint
