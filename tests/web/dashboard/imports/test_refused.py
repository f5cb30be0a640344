"""Whose import it is, and what is no table."""

import gzip
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest

from admit.model.actors import Operator
from admit.model.members import Role
from admit.store.database import Transaction
from tests.dashboard import CSRF, Organizer
from tests.harness import Integration, LiveServer
from tests.sockets import exchange
from tests.web.dashboard.imports import loads
from tests.web.dashboard.roles import join

ADA = ["Ada Lovelace", "ada@example.com", "London"]
SAVE_AS_CSV = "Save the sheet as CSV, and upload that."
NOWHERE = "01930000-0000-7000-8000-000000000000"


def zipped() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return written.getvalue()


@pytest.fixture
def stranger(server: LiveServer) -> Iterator[Organizer]:
    with Organizer(server) as stranger:
        yield stranger.sign_up("Charlie's community")


@pytest.mark.parametrize(
    "content, sentence",
    [
        (zipped(), f"This is a workbook or an archive. {SAVE_AS_CSV}"),
        (gzip.compress(b"a,b"), f"This is not a text file. {SAVE_AS_CSV}"),
        (bytes(range(256)), f"This is not a text file. {SAVE_AS_CSV}"),
        (b"\n\n , ,\n", "There are no rows in it."),
        (b'name,email\n"Ada,ada@example.com\n', "A quotation mark that opens in row 2 is never closed."),
        (b"x" * 200_000, "Row 1 has a cell of more than 131,072 characters."),
        (b"a\n" * 100_002, "It has more than 100,000 rows. Split it into several files."),
        (b"," * 101, "There are no rows in it."),
        (b"a," * 101, "It has more than 100 columns."),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_no_table_is_said_and_changes_nothing(
    organizer: Organizer, imports: str, content: bytes, sentence: str
) -> None:
    before = organizer.server.state()
    page = loads.send(organizer, imports, content)
    assert (page.status_code, loads.fault(page)) == (400, sentence)
    assert organizer.server.state() == before


def test_nothing_at_all_is_asked_for_again(organizer: Organizer, imports: str) -> None:
    organizer.get(imports)
    page = organizer.post(imports, purpose="register")
    assert (page.status_code, loads.fault(page)) == (400, "Choose a file, or paste some rows.")


def test_an_unknown_purpose_is_refused_and_what_was_pasted_stays(organizer: Organizer, imports: str) -> None:
    organizer.get(imports)
    page = organizer.post(imports, purpose="sell", pasted="Ada,ada@example.com")
    assert page.status_code == 400
    assert ">Ada,ada@example.com</textarea>" in page.text


def test_twenty_uploads_may_wait(organizer: Organizer, imports: str) -> None:
    for _ in range(20):
        assert loads.send(organizer, imports, b"a,b\n").status_code == 200
    before = organizer.server.state()
    page = loads.send(organizer, imports, b"a,b\n")
    sentence = "20 uploads wait to be started; start or discard one of them first."
    assert (page.status_code, loads.fault(page)) == (400, sentence)
    assert organizer.server.state() == before


def test_a_form_that_is_torn_is_refused(organizer: Organizer, imports: str) -> None:
    organizer.get(imports)
    torn = organizer.http.post(imports, content=b"--x\r\nnot a head", headers={"Content-Type": "multipart/form-data"})
    assert torn.status_code == 400


def test_more_than_20_mib_is_413_before_it_is_read(organizer: Organizer, imports: str) -> None:
    head = f"POST {imports} HTTP/1.1\r\nHost: x\r\nCookie: admit_session={organizer.session}\r\n"
    page = exchange(organizer.server.url, f"{head}Content-Length: {20 * 1024 * 1024 + 1}\r\n\r\n".encode())
    assert (page.status_code, loads.fault(page)) == (413, "The request body is longer than 20 MiB.")


def test_who_has_not_signed_in_is_not_read(organizer: Organizer, imports: str) -> None:
    head = f"POST {imports} HTTP/1.1\r\nHost: x\r\nContent-Length: {20 * 1024 * 1024}\r\n\r\n"
    answer = exchange(organizer.server.url, head.encode())
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/signin")


@pytest.mark.parametrize("path", ["", "/start", "/columns"])
def test_every_other_page_takes_256_kib(organizer: Organizer, imports: str, path: str) -> None:
    target = f"{imports}/{NOWHERE}{path}"
    head = f"POST {target} HTTP/1.1\r\nHost: x\r\nCookie: admit_session={organizer.session}\r\n"
    answer = exchange(organizer.server.url, f"{head}Content-Length: {256 * 1024 + 1}\r\n\r\n".encode())
    assert answer.status_code == 413


def test_an_upload_needs_a_form_of_our_own(organizer: Organizer, imports: str) -> None:
    before = organizer.server.state()
    page = organizer.http.post(imports, data={"purpose": "register"}, files={"file": ("a.csv", b"a,b")})
    assert page.status_code == 403
    assert organizer.server.state() == before


def test_another_community_sees_nothing_of_it(organizer: Organizer, stranger: Organizer, imports: str) -> None:
    address = loads.begin(organizer, imports, ADA, ["Nobody", "nobody", ""])
    theirs = address.replace(organizer.community_id, stranger.community_id)
    before = organizer.server.state()
    for base in (address, theirs):
        pages = [base.rpartition("/")[0], base, f"{base}/undo", f"{base}/left-out.csv"]
        assert [stranger.http.get(page).status_code for page in pages] == [404] * 4
        stranger.get("/")
        proof = CSRF.search(stranger.page.text)
        assert proof is not None
        for deed in ("", "/columns", "/start", "/cancel", "/undo"):
            target = base + deed if deed else base.rpartition("/")[0]
            answer = stranger.http.post(target, data={"csrf": proof[1], "purpose": "register", "pasted": "a@b.com,A"})
            assert answer.status_code == 404, target
    assert organizer.server.state() == before


def test_an_import_of_another_airmeet_is_not_this_ones(
    organizer: Organizer, airmeet: Integration, imports: str
) -> None:
    address = loads.begin(organizer, imports, ADA)
    other = airmeet.new_airmeet("Another")
    assert organizer.get(address.replace(airmeet.airmeet_id, other)).status_code == 404
    assert organizer.get(f"{imports}/{NOWHERE}").status_code == 404
    assert organizer.get(f"{imports}/nonsense").status_code == 404


def test_a_helper_imports_into_their_airmeet_and_no_other(
    organizer: Organizer, stranger: Organizer, airmeet: Integration, imports: str
) -> None:
    other = airmeet.new_airmeet("Another")
    join(stranger, organizer.server, organizer.community_id, Role.HELPER, airmeet.airmeet_id)
    assert stranger.get(imports.replace(airmeet.airmeet_id, other)).status_code == 404
    loads.run(stranger, imports, ADA)
    assert [row["email"] for row in airmeet.list_registrations()["data"]] == ["ada@example.com"]
    stranger.get(imports)
    assert stranger.post(imports.replace(airmeet.airmeet_id, other), pasted="a@b.com,A").status_code == 404


def test_an_import_stops_when_who_started_it_is_removed(
    organizer: Organizer, stranger: Organizer, airmeet: Integration, imports: str
) -> None:
    join(stranger, organizer.server, organizer.community_id, Role.HELPER, airmeet.airmeet_id)
    address = loads.begin(stranger, imports, ADA)

    async def start_and_remove(tx: Transaction, _: Operator) -> None:
        of_community, of_import = {"community_id": organizer.community_id}, {"import_id": address.rpartition("/")[2]}
        await tx.run("UPDATE imports SET state = 'running', position = 1 WHERE import_id = :import_id", of_import)
        await tx.run("DELETE FROM member_airmeets WHERE community_id = :community_id", of_community)
        await tx.run("DELETE FROM members WHERE community_id = :community_id AND role = 'helper'", of_community)

    organizer.server.operate(start_and_remove)
    organizer.server.finish_imports()
    page = organizer.get(address)
    assert re.search(r'role="status">Stopped<', page.text)
    assert f"There is no community {organizer.community_id}." in page.text
    assert airmeet.list_registrations()["data"] == []
