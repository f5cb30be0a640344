"""An airmeet's people as a file, sent while it is read: memory does not grow with the list."""

from collections.abc import AsyncIterator, Callable, Sequence

import msgspec
from starlette.responses import Response, StreamingResponse

from admit import present
from admit.lib import sheets
from admit.model.guests import From, Guest, Slice, Sort
from admit.web.dashboard import people_pages
from admit.web.dashboard.visits import Visit
from admit.web.templates import PRIVATE_HEADERS
from admit.wire.guests import GuestRow, GuestRowWithLink

ROWS_AT_ONCE = 500

Rows = Sequence[GuestRow]


async def export_csv(visit: Visit) -> Response:
    """For spreadsheets."""
    return await _export(visit, "csv", "text/csv; charset=utf-8", _csv_head, _csv_rows)


async def export_jsonl(visit: Visit) -> Response:
    """For programs: every value as it is kept."""
    return await _export(visit, "jsonl", "application/jsonl", lambda _: "", _jsonl_rows)


async def _export(
    visit: Visit,
    suffix: str,
    media_type: str,
    head: Callable[[type[GuestRow]], str],
    write: Callable[[Rows], str],
) -> Response:
    """Sorted by email, so that whatever changes meanwhile nobody is met twice or missed.

    The first slice is read before the answer begins, so that a refusal is still a page.
    """
    with_links = visit.request.query_params.get("links") == "1"
    who = msgspec.structs.replace(people_pages.wanted(visit), sort=Sort.EMAIL)
    slices = people_pages.slices(visit, who, From(), size=ROWS_AT_ONCE, with_codes=with_links)
    first = await anext(slices)

    def rows(part: Slice) -> Rows:
        return [_row(visit, guest, with_links=with_links) for _, guest in part.rows]

    async def pieces() -> AsyncIterator[str]:
        yield head(GuestRowWithLink if with_links else GuestRow) + write(rows(first))
        async for part in slices:
            yield write(rows(part))

    name = f'attachment; filename="people-{visit.airmeet_id}.{suffix}"'
    return StreamingResponse(
        pieces(), headers={**PRIVATE_HEADERS, "Content-Disposition": name, "Content-Type": media_type}
    )


def _row(visit: Visit, guest: Guest, *, with_links: bool) -> GuestRow:
    return present.guest_with_link(guest, visit.site.public_url) if with_links else present.guest(guest)


def _csv_head(shape: type[GuestRow]) -> str:
    return sheets.BOM + sheets.csv_lines([[field.encode_name for field in msgspec.structs.fields(shape)]])


def _csv_rows(rows: Rows) -> str:
    return sheets.csv_lines(map(str, msgspec.structs.astuple(row)) for row in rows)


def _jsonl_rows(rows: Rows) -> str:
    return msgspec.json.Encoder().encode_lines(rows).decode()
