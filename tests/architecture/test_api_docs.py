"""docs/api.md tells what the route table holds: every operation, parameter, member, status and code, and no other."""

import re
from pathlib import Path

import msgspec
import pytest

from admit.model.paging import SIZE_DEFAULT, SIZE_MAX
from admit.web import openapi, reference_entries
from admit.web.api.routes import OPERATIONS
from admit.web.openapi import ALWAYS_POSSIBLE
from admit.web.operations import Operation
from admit.wire.people import Person

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^##+ (.+)\n((?:(?!^##).*\n?)*)", PAGE, re.MULTILINE))

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


def test_has_every_operation_in_the_order_of_the_table() -> None:
    titles = [title for title in SECTIONS if title.startswith("`")]
    assert titles == [title_of(operation) for operation in OPERATIONS]


@each_operation
def test_has_every_status_of_the_operation(operation: Operation) -> None:
    assert statuses_in(SECTIONS[title_of(operation)]) == [200 if operation.answer else 204, *operation.refusals]


@each_operation
def test_names_every_parameter_and_member(operation: Operation) -> None:
    places = ["Authentication", "Cursors", title_of(operation)]
    names = [parameter.name for parameter in operation.parameters]
    if operation.body is Person:
        places.append("`POST /api/v1/airmeet/{airmeet_id}/user`")
        names += [field.encode_name for field in msgspec.structs.fields(Person)]
    told = "".join(SECTIONS[place] for place in places)
    assert [name for name in names if f"`{name}`" not in told] == []


def test_has_every_code_with_its_status() -> None:
    entries = reference_entries.entries(openapi.document(OPERATIONS, public_url="https://events.example.com"))
    told = re.findall(r"^\| (\d{3}) \| `([A-Z_]+)` \|", SECTIONS["Errors"], re.MULTILINE)
    assert {int(status): code for status, code in told} == reference_entries.errors(entries)


def test_says_why_for_each_status_that_any_operation_can_answer() -> None:
    told = re.findall(r"^\| (\d{3}) \| `[A-Z_]+` \| [^|]", SECTIONS["Errors"], re.MULTILINE)
    assert [int(status) for status in told] == [404, 405, *ALWAYS_POSSIBLE]


def test_says_how_long_a_page_is() -> None:
    assert f"{SIZE_DEFAULT} rows unless `size` says otherwise, and never more than {SIZE_MAX}" in SECTIONS["Cursors"]


def title_of(operation: Operation) -> str:
    return f"`{operation.method} {operation.path}`"


def statuses_in(section: str) -> list[int]:
    return [int(status) for status in re.findall(r"^\| (\d{3}) \|", section, re.MULTILINE)]
