"""`pip install admit`: the client, without any part of the server."""

import json
import re
from pathlib import Path

import pytest

from admit.cli.commands import OPERATORS, USERS
from admit.testing import AdmitServer
from tests.packaging.conftest import Installation, bring

IMPORT_SECONDS_MAX = 0.150
SERVER_PACKAGES = (
    "apsw",
    "argon2",
    "email_validator",
    "httptools",
    "jinja2",
    "jwt",
    "starlette",
    "uuid_utils",
    "uvicorn",
)

IMPORT = """
import json, time
began_at = time.process_time()
import admit
admit.Client, admit.AsyncClient
seconds = time.process_time() - began_at
print(json.dumps([seconds, sorted(sys.modules)]))
"""

FIND = """
import json
from importlib.util import find_spec
print(json.dumps([name for name in sys.argv[1:] if find_spec(name)]))
"""

CALL = """
from admit import Client
with Client(*sys.argv[1:]) as client:
    print([airmeet.name for airmeet in client.airmeets()])
"""


def test_no_server_package_is_there(base: Installation) -> None:
    done = base.run(FIND, *SERVER_PACKAGES, "httpx")
    assert (done.stdout, done.stderr) == ('["httpx"]\n', "")


def test_the_client_is_imported_and_nothing_of_the_server(base: Installation) -> None:
    done = base.run(IMPORT)
    assert done.stderr == ""
    ours = {name for name in json.loads(done.stdout)[1] if name.startswith("admit.")}
    assert {".".join(name.split(".")[:2]) for name in ours} == {"admit.client", "admit.lib", "admit.wire"}


def test_it_says_that_it_is_typed(base: Installation) -> None:
    """PEP 561: without this file, whoever checks types sees none of ours."""
    assert (base.folder / "admit" / "py.typed").exists()


def test_the_import_takes_less_than_150_ms(base: Installation) -> None:
    """Of the processor, and the best of five: others use this machine, too."""
    seconds = min(json.loads(base.run(IMPORT).stdout)[0] for _ in range(5))
    assert seconds < IMPORT_SECONDS_MAX


def test_it_calls_a_server(base: Installation, admit_server: AdmitServer) -> None:
    done = base.run(CALL, admit_server.url, admit_server.access_key, admit_server.secret_key)
    assert (done.stdout, done.stderr) == ("['Open evening']\n", "")


def test_to_import_admit_alone_loads_no_client(base: Installation) -> None:
    """The server imports it, too, and has no use for httpx."""
    assert base.run("import admit; print('httpx' in sys.modules)").stdout == "False\n"


def test_the_command_for_users_works(base: Installation, admit_server: AdmitServer) -> None:
    pair = {
        "ADMIT_URL": admit_server.url,
        "ADMIT_ACCESS_KEY": admit_server.access_key,
        "ADMIT_SECRET_KEY": admit_server.secret_key,
    }
    done = base.run(f"import os; os.environ.update({pair!r})\nfrom admit.cli import main; main()", "airmeets", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [row["name"] for row in json.loads(done.stdout)] == ["Open evening"]


def test_the_help_tells_of_every_command(base: Installation) -> None:
    done = base.run("from admit.cli import main; main()", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    told = dict(line.split(None, 1) for line in done.stdout.partition("Commands:\n")[2].splitlines())
    assert {name for name, text in told.items() if text == "Needs pip install 'admit[server]'."} == set(OPERATORS)
    assert set(told) == {*USERS, *OPERATORS}


@pytest.mark.parametrize(
    "words", [["serve", "--demo"], ["keys", "create", "--help"], ["airmeets", "list"], ["emulate"]]
)
def test_a_command_for_operators_says_what_to_install(base: Installation, words: list[str]) -> None:
    done = base.run("from admit.cli import main; main()", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        r"Error: This command needs \w+: install it with pip install 'admit\[server\]'\.\n", done.stderr
    )


def test_the_fixture_says_what_to_install(base: Installation, tmp_path: Path) -> None:
    """Where pytest is there and the server is not."""
    (tmp_path / "test_it.py").write_text("def test_it(admit_server): pass\ndef test_other(): pass\n")
    bring(["pytest"], tmp_path)
    program = f"sys.path.insert(1, {str(tmp_path)!r})\nimport pytest; sys.exit(pytest.main(sys.argv[1:]))"
    done = base.run(program, "-p", "no:cacheprovider", "-q", str(tmp_path / "test_it.py"))
    assert "install it with pip install 'admit[testing]'." in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 passed, 1 error")
