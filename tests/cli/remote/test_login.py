"""`admit login` and `admit logout`."""

import json
from pathlib import Path

import pytest

from admit.testing import AdmitServer
from tests.cli.remote.user import User, plain

KEYRING = """
import json, pathlib
from . import errors
KEPT = pathlib.Path(__file__).with_name("kept.json")

def _all():
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}

def set_password(service, name, secret):
    KEPT.write_text(json.dumps(_all() | {f"{service}/{name}": secret}))

def get_password(service, name):
    return _all().get(f"{service}/{name}")

def delete_password(service, name):
    KEPT.write_text(json.dumps({key: value for key, value in _all().items() if key != f"{service}/{name}"}))
"""
ERRORS = "class KeyringError(Exception): pass\n"
NOWHERE = "def set_password(*_): raise errors.KeyringError('No recommended backend was available.')\n"


def put_keyring(folder: Path, *, works: bool) -> None:
    """The package of that name is somebody else's; this one does what it promises."""
    (folder / "keyring").mkdir()
    (folder / "keyring" / "__init__.py").write_text(KEYRING + ("" if works else NOWHERE))
    (folder / "keyring" / "errors.py").write_text(ERRORS)


def profile(user: User, name: str = "default") -> Path:
    return user.config / "profiles" / f"{name}.json"


def test_it_stores_a_profile_that_its_owner_alone_may_read(stranger: User, admit_server: AdmitServer) -> None:
    words = ("login", "--url", admit_server.url, "--access-key", admit_server.access_key, "--json")
    outcome = stranger.run(*words, typed=f"{admit_server.secret_key}\n")
    assert (outcome.status, outcome.complaint) == (0, "")
    assert json.loads(outcome.answer) == {
        "profile": "default",
        "url": admit_server.url,
        "label": "Test",
        "secretKeyIn": str(profile(stranger)),
    }
    assert json.loads(profile(stranger).read_bytes()) == {
        "url": admit_server.url,
        "accessKey": admit_server.access_key,
        "secretKey": admit_server.secret_key,
    }
    modes = [oct(path.stat().st_mode & 0o777) for path in (profile(stranger).parent, profile(stranger))]
    assert modes == ["0o700", "0o600"]
    assert stranger.ask("airmeets")[0]["name"] == "Open evening"


def test_a_person_is_asked_and_the_secret_is_not_shown(stranger: User, admit_server: AdmitServer) -> None:
    typed = [
        *(("URL: ", admit_server.url), ("Access key: ", admit_server.access_key)),
        ("Secret key: ", admit_server.secret_key),
    ]
    shown = plain(stranger.watch("login", typed=typed))
    assert [line.split()[0] for line in shown.splitlines()[-4:]] == ["profile", "url", "label", "secretKeyIn"]
    assert (admit_server.access_key in shown, admit_server.secret_key in shown) == (True, False)
    assert stranger.ask("airmeets")[0]["name"] == "Open evening"


def test_what_does_not_work_is_not_stored(stranger: User, admit_server: AdmitServer) -> None:
    words = ("login", "--url", admit_server.url, "--access-key", admit_server.access_key)
    outcome = stranger.run(*words, typed="admit_sk_wrong")
    assert outcome.status == 1
    assert outcome.complaint.startswith(
        "Error: The access key and the secret key do not belong together. (400, request "
    )
    assert not stranger.config.exists()


@pytest.mark.parametrize(
    "url, secret, sentence",
    [
        ("events", "x", "'events' is not the address of an installation, such as https://events.example.com."),
        ("https://events.example.com", "", "The secret key is empty, or has characters that no key has."),
    ],
)
def test_what_cannot_be_an_address_or_a_key_is_told(stranger: User, url: str, secret: str, sentence: str) -> None:
    outcome = stranger.run("login", "--url", url, "--access-key", "key", typed=secret)
    assert (outcome.status, outcome.complaint) == (1, f"Error: {sentence}\n")


@pytest.mark.parametrize("name", ["..", "a/b", "", ".hidden", "x" * 65])
def test_a_profile_has_a_name_that_may_be_a_files(stranger: User, name: str) -> None:
    outcome = stranger.run("airmeets", "--profile", name)
    sentence = f"{name!r} is not up to 64 letters, digits, dots, hyphens and underscores."
    last = outcome.complaint.splitlines()[-1]
    assert (outcome.status, last) == (2, f"Error: Invalid value for '--profile': {sentence}")


def test_profiles_are_told_apart(user: User, admit_server: AdmitServer) -> None:
    with AdmitServer() as other:
        user.log_in(other, "--profile", "other")
        uids = [user.ask("airmeets", "--profile", name)[0]["uid"] for name in ("default", "other")]
        assert uids == [admit_server.airmeet_id, other.airmeet_id]


def test_the_environment_wins_and_leaves_nothing_behind(stranger: User, admit_server: AdmitServer) -> None:
    pair = {
        "ADMIT_URL": admit_server.url,
        "ADMIT_ACCESS_KEY": admit_server.access_key,
        "ADMIT_SECRET_KEY": admit_server.secret_key,
    }
    outcome = stranger.run("airmeets", "--json", variables=pair)
    assert json.loads(outcome.answer)[0]["uid"] == admit_server.airmeet_id
    assert not stranger.config.exists()
    outcome = stranger.run("airmeets", variables=pair | {"ADMIT_SECRET_KEY": ""})
    sentence = "Error: ADMIT_SECRET_KEY: not set, though the rest of the key pair is.\n"
    assert (outcome.status, outcome.complaint) == (1, sentence)


def test_without_a_profile_it_says_how_to_make_one(stranger: User) -> None:
    outcome = stranger.run("airmeets", "--profile", "work")
    sentence = "Error: There is no profile 'work' yet: make it with admit login --profile work.\n"
    assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", sentence)


def test_logout_forgets_the_profile_and_its_token(user: User) -> None:
    user.ask("airmeets")
    assert sorted(path.name for path in user.config.rglob("*.json")) == ["default.json", "default.json"]
    assert user.ask("logout") == {"profile": "default", "forgotten": True}
    assert list(user.config.rglob("*.json")) == []
    outcome = user.run("logout")
    assert (outcome.status, outcome.complaint) == (1, "Error: There is no profile 'default'.\n")


def test_the_token_is_kept_for_the_next_command(user: User, admit_server: AdmitServer) -> None:
    before = len(admit_server.requests)
    for _ in range(2):
        user.ask("airmeets")
    assert [request.path for request in admit_server.requests[before:]].count("/api/v1/auth") == 1


def test_a_keyring_keeps_the_secret_key_where_there_is_one(stranger: User, admit_server: AdmitServer) -> None:
    put_keyring(stranger.home, works=True)
    stranger.log_in(admit_server)
    assert admit_server.secret_key not in profile(stranger).read_text()
    assert stranger.ask("airmeets")[0]["name"] == "Open evening"
    stranger.ask("logout")
    assert (stranger.home / "keyring" / "kept.json").read_text() == "{}"


def test_a_keyring_without_a_place_to_keep_anything_in_is_left_alone(stranger: User, admit_server: AdmitServer) -> None:
    put_keyring(stranger.home, works=False)
    stranger.log_in(admit_server)
    assert admit_server.secret_key in profile(stranger).read_text()
    assert stranger.ask("airmeets")[0]["name"] == "Open evening"
