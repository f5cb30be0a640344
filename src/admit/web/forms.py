"""What a form sent, with and without files."""

from collections.abc import AsyncGenerator
from urllib.parse import parse_qsl

import msgspec
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from admit.model.errors import InputWrong
from admit.model.imports import FILE_BYTES_MAX

FIELDS_MAX = 1_000
FILES_MAX = 1
MULTIPART = "multipart/form-data"


class Upload(msgspec.Struct, frozen=True):
    """`name` is what the browser calls it; empty where no file was chosen."""

    name: str
    content: bytes


class Form(msgspec.Struct, frozen=True):
    """The fields in the order in which they were sent."""

    fields: list[tuple[str, str]]
    files: dict[str, Upload]


class InMemory(MultiPartParser):
    """No part is written to the disk: the body is in memory already."""

    spool_max_size = FILE_BYTES_MAX


async def parse(headers: Headers, body: bytes) -> Form:
    """Raises InputWrong."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() == MULTIPART:
        return await _parse_multipart(headers, body)
    try:
        fields = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        raise InputWrong(f"The form has more than {FIELDS_MAX} fields.") from None
    return Form(fields=fields, files={})


async def _parse_multipart(headers: Headers, body: bytes) -> Form:
    parser = InMemory(headers, _once(body), max_files=FILES_MAX, max_fields=FIELDS_MAX, max_part_size=max(len(body), 1))
    try:
        parsed = await parser.parse()
    except MultiPartException as error:
        raise InputWrong(f"The form cannot be read: {error.message}") from None
    try:
        items = parsed.multi_items()
        files = {
            name: Upload(name=value.filename or "", content=await value.read())
            for name, value in items
            if isinstance(value, UploadFile)
        }
        return Form(fields=[(name, value) for name, value in items if isinstance(value, str)], files=files)
    finally:
        await parsed.close()


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
