"""Many people at once: uploaded or pasted, looked at, brought in by the importer, and taken back."""

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from admit.actions import imports
from admit.lib import ids, sheets, tables
from admit.lib.tables import NoTable, Table
from admit.model.errors import ImportMoved, InputWrong
from admit.model.import_rows import Remark
from admit.model.imports import COLUMNS_MAX, MAPPABLE, ROWS_MAX, Meaning, Purpose, State
from admit.web.dashboard.visits import Visit
from admit.web.templates import SCRIPTED_PRIVATE_HEADERS

ROWS_AT_ONCE = 2_000
SOURCE_LENGTH_MAX = 100
PASTED = "Pasted rows"
MEANINGS = {
    Meaning.IGNORED: "Leave out",
    Meaning.EMAIL: "Email",
    Meaning.NAME: "Name",
    Meaning.FIRST_NAME: "First name",
    Meaning.LAST_NAME: "Last name",
    Meaning.CITY: "City",
    Meaning.COUNTRY: "Country",
    Meaning.ORGANISATION: "Organisation",
    Meaning.DESIGNATION: "Designation",
}


async def show_imports(visit: Visit) -> Response:
    return await _list_page(visit)


async def upload(visit: Visit) -> Response:
    """The rows go to the disk some at a time, so that nobody else waits for all of them."""
    await visit.membership()
    await visit.read(imports.list_, visit.airmeet_id)
    try:
        purpose = _purpose(visit)
        source, table = await _table(visit)
        imported = await visit.write(imports.begin, visit.airmeet_id, table=table, source=source, purpose=purpose)
    except InputWrong as refusal:
        return await _list_page(visit, status=400, errors=refusal.sentences)
    for first in range(0, len(table.rows), ROWS_AT_ONCE):
        rows = table.rows[first : first + ROWS_AT_ONCE]
        await visit.write(imports.add_rows, visit.airmeet_id, imported.import_id, rows)
    await visit.write(imports.finish_upload, visit.airmeet_id, imported.import_id)
    return _go_on(visit, imported.import_id)


async def show_import(visit: Visit) -> Response:
    return await _page(visit)


async def map_columns(visit: Visit) -> Response:
    await visit.membership()
    try:
        await visit.write(
            imports.map_columns,
            visit.airmeet_id,
            _import_id(visit),
            meanings=[_meaning(text) for text in visit.form_lists.get("column", [])],
            has_header=visit.form["header"] == "yes",
            purpose=_purpose(visit),
        )
    except InputWrong as refusal:
        return await _page(visit, status=400, errors=refusal.sentences)
    return _go_on(visit, _import_id(visit))


async def start(visit: Visit) -> Response:
    await visit.write(imports.start, visit.airmeet_id, _import_id(visit))
    return _go_on(visit, _import_id(visit))


async def cancel(visit: Visit) -> Response:
    state = await visit.write(imports.cancel, visit.airmeet_id, _import_id(visit))
    visit.site.wake_importer()
    return visit.redirect(_home(visit) if state is State.DISCARDED else f"{_home(visit)}/{_import_id(visit)}")


async def confirm_undoing(visit: Visit) -> Response:
    await visit.membership()
    view = await visit.read(imports.view, visit.airmeet_id, _import_id(visit))
    if not view.imported.may_be_undone:
        raise ImportMoved
    return visit.page("dashboard/import_undo.html", view=view, airmeet=view.airmeet, imported=view.imported)


async def undo(visit: Visit) -> Response:
    await visit.write(imports.undo, visit.airmeet_id, _import_id(visit))
    return _go_on(visit, _import_id(visit))


async def download_left_out(visit: Visit) -> Response:
    """The rows that were not imported, each with its reason behind the columns that it came with."""
    import_id = _import_id(visit)
    header = await visit.read(imports.find_header, visit.airmeet_id, import_id)
    imported = await visit.read(imports.get, visit.airmeet_id, import_id)
    width = len(imported.columns)

    async def pieces() -> AsyncIterator[str]:
        yield sheets.BOM + (sheets.csv_lines([_padded(header, width, "reason")]) if header else "")
        after, rows = 0, list[Remark]()
        while after == 0 or len(rows) == ROWS_AT_ONCE:
            rows = await visit.read(imports.list_left_out, visit.airmeet_id, import_id, after, size=ROWS_AT_ONCE)
            yield sheets.csv_lines(_padded(row.cells, width, row.reason or "") for row in rows)
            after = rows[-1].number if rows else 1

    disposition = f'attachment; filename="left-out-{import_id}.csv"'
    headers = {**SCRIPTED_PRIVATE_HEADERS, "Content-Disposition": disposition}
    return StreamingResponse(pieces(), headers=headers, media_type="text/csv; charset=utf-8")


async def _list_page(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    await visit.membership()
    airmeet, past = await visit.read(imports.list_, visit.airmeet_id)
    return visit.page("dashboard/imports.html", status=status, errors=errors, airmeet=airmeet, past=past)


async def _page(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    await visit.membership()
    view = await visit.read(imports.view, visit.airmeet_id, _import_id(visit))
    chosen = visit.form_lists.get("column", [])
    return visit.page(
        "dashboard/import.html",
        status=status,
        errors=errors,
        view=view,
        airmeet=view.airmeet,
        imported=view.imported,
        is_mappable=view.imported.state in MAPPABLE,
        chosen=chosen if len(chosen) == len(view.imported.columns) else view.imported.columns,
        meanings=MEANINGS,
        windows_1252=tables.WINDOWS_1252,
    )


async def _table(visit: Visit) -> tuple[str, Table]:
    """What to call it, and its rows. Raises InputWrong."""
    file, pasted = visit.files.get("file"), visit.form["pasted"]
    if (file is None or not file.name) and not pasted.strip():
        raise InputWrong("Choose a file, or paste some rows.")
    name, content = (file.name, file.content) if file is not None and file.name else (PASTED, pasted.encode())
    try:
        table = await asyncio.to_thread(tables.read_file, content, rows_max=ROWS_MAX, width_max=COLUMNS_MAX)
    except NoTable as refusal:
        raise InputWrong(str(refusal)) from None
    return "".join(character for character in name if character.isprintable())[:SOURCE_LENGTH_MAX], table


def _go_on(visit: Visit, import_id: str) -> Response:
    visit.site.wake_importer()
    return visit.redirect(f"{_home(visit)}/{import_id}")


def _home(visit: Visit) -> str:
    return f"{visit.home}/airmeets/{visit.airmeet_id}/imports"


def _import_id(visit: Visit) -> str:
    return ids.canonical_uuid(visit.request.path_params["import_id"]) or ""


def _padded(cells: list[str], width: int, reason: str) -> list[str]:
    """The reason stands in a column of its own, however many cells the row has."""
    return [*cells, *[""] * (width - len(cells)), reason]


def _purpose(visit: Visit) -> Purpose:
    try:
        return Purpose(visit.form["purpose"])
    except ValueError:
        raise InputWrong("Choose whether to register people, to authorize them, or both.") from None


def _meaning(text: str) -> Meaning:
    try:
        return Meaning(text)
    except ValueError:
        raise InputWrong("Choose one of the meanings of a column.") from None
