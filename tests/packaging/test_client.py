"""`pip install admit`: the client, without any part of the server."""

import json

from admit.testing import AdmitServer
from tests.packaging.conftest import Installation

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
began_at = time.perf_counter()
import admit
admit.Client, admit.AsyncClient
seconds = time.perf_counter() - began_at
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
    assert json.loads(base.run(FIND, *SERVER_PACKAGES, "httpx").stdout) == ["httpx"]


def test_the_client_is_imported_and_nothing_of_the_server(base: Installation) -> None:
    done = base.run(IMPORT)
    assert done.stderr == ""
    ours = {name for name in json.loads(done.stdout)[1] if name.startswith("admit.")}
    assert {".".join(name.split(".")[:2]) for name in ours} == {"admit.client", "admit.lib", "admit.wire"}


def test_the_import_takes_less_than_150_ms(base: Installation) -> None:
    """The best of five, since others use this machine, too."""
    seconds = min(json.loads(base.run(IMPORT).stdout)[0] for _ in range(5))
    assert seconds < IMPORT_SECONDS_MAX


def test_it_calls_a_server(base: Installation, admit_server: AdmitServer) -> None:
    done = base.run(CALL, admit_server.url, admit_server.access_key, admit_server.secret_key)
    assert (done.stdout, done.stderr) == ("['Open evening']\n", "")


def test_to_import_admit_alone_loads_no_client(base: Installation) -> None:
    """The server imports it, too, and has no use for httpx."""
    assert base.run("import admit; print('httpx' in sys.modules)").stdout == "False\n"
