"""The list as a file."""

import csv
import io
import json
import re

import httpx

from tests.dashboard import Organizer
from tests.harness import Integration

HEAD = [
    *("email", "name", "organisation", "designation", "city", "country"),
    *("registeredAt", "authorized", "authorizedAt", "revokedAt", "arrivedAt", "leftAt", "secondsInside"),
]
NOW = "2026-11-24T04:30:00.000Z"


def table(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), strict=True))


def test_everybody_is_exported_once_sorted_by_email(organizer: Organizer, airmeet: Integration, people: str) -> None:
    airmeet.authorize("zoe@example.com", 'Zoe, the "Great"', city="Łódź")
    airmeet.register("ada@example.com", "Ada", organisation="Engines", designation="Countess", country="UK")
    airmeet.authorize("ada@example.com", "Ada")
    airmeet.authorize("bob@example.com", "Bob")
    airmeet.revoke("bob@example.com")
    answer = organizer.get(f"{people}.csv?sort=newest")
    assert answer.content.startswith(b"\xef\xbb\xbfemail,name,")
    assert answer.content.endswith(b"\r\n")
    assert table(answer) == [
        HEAD,
        ["ada@example.com", "Ada", "Engines", "Countess", "", "UK", NOW, "yes", NOW, "", "", "", "0"],
        ["bob@example.com", "Bob", "", "", "", "", "", "revoked", NOW, NOW, "", "", "0"],
        ["zoe@example.com", 'Zoe, the "Great"', "", "", "Łódź", "", "", "yes", NOW, "", "", "", "0"],
    ]
    headers = answer.headers
    assert headers["content-type"] == "text/csv; charset=utf-8"
    assert headers["content-disposition"] == f'attachment; filename="people-{airmeet.airmeet_id}.csv"'
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_spreadsheet_runs_no_cell_as_a_formula(organizer: Organizer, airmeet: Integration, people: str) -> None:
    names = ["=cmd()", "+1", "-1", "@SUM(A1)", "a=b", "'=quoted"]
    for number, name in enumerate(names):
        airmeet.register(f"={number}@example.com", name, organisation="=1+1", city="-x")
    rows = table(organizer.get(f"{people}.csv"))[1:]
    assert [row[1] for row in rows] == ["'=cmd()", "'+1", "'-1", "'@SUM(A1)", "a=b", "'=quoted"]
    assert {(row[0][:2], row[2], row[4]) for row in rows} == {("'=", "'=1+1", "'-x")}
    lines = [json.loads(line) for line in organizer.get(f"{people}.jsonl").text.splitlines()]
    assert [line["name"] for line in lines] == names


def test_json_lines_hold_an_object_for_each_person(organizer: Organizer, airmeet: Integration, people: str) -> None:
    airmeet.register("ada@example.com", "Ada\u2028<script>")
    answer = organizer.get(f"{people}.jsonl")
    [line] = answer.content.splitlines()
    assert json.loads(line) == dict.fromkeys(HEAD, "") | {
        "email": "ada@example.com",
        "name": "Ada\u2028<script>",
        "registeredAt": NOW,
        "authorized": "no",
        "secondsInside": 0,
    }
    assert answer.headers["content-type"] == "application/jsonl"
    assert re.search(r'filename="people-[0-9a-f-]+\.jsonl"', answer.headers["content-disposition"])


def test_an_export_holds_those_who_match(organizer: Organizer, airmeet: Integration, people: str) -> None:
    airmeet.register("ada@example.com", "Ada")
    airmeet.authorize("bob@example.com", "Bob")
    airmeet.authorize("cleo@example.com", "Cleo")
    rows = table(organizer.get(f"{people}.csv?q=o&show=authorized"))
    assert [row[0] for row in rows] == ["email", "bob@example.com", "cleo@example.com"]
    assert table(organizer.get(f"{people}.csv?q=nobody")) == [HEAD]
    assert organizer.get(f"{people}.jsonl?q=nobody").content == b""


def test_links_are_in_the_file_of_whoever_asks_for_them(
    organizer: Organizer, airmeet: Integration, people: str
) -> None:
    link = airmeet.authorize("ada@example.com", "Ada").json()["entryLink"]
    airmeet.register("bob@example.com", "Bob")
    rows = table(organizer.get(f"{people}.csv?links=1"))
    assert [row[-1] for row in rows] == ["entryLink", link, ""]
    lines = organizer.get(f"{people}.jsonl?links=1").text.splitlines()
    assert [json.loads(line)["entryLink"] for line in lines] == [link, ""]


def test_a_long_list_is_sent_in_many_pieces_and_whole(organizer: Organizer, airmeet: Integration, people: str) -> None:
    for number in range(1_101):
        airmeet.register(f"{number:04}@example.com")
    with organizer.http.stream("GET", f"{people}.csv") as answer:
        pieces = list(answer.iter_raw())
    assert "content-length" not in answer.headers
    assert len(pieces) > 1
    rows = list(csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == [f"{number:04}@example.com" for number in range(1_101)]
