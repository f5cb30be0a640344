"""The API's reference: the OpenAPI document, and the same as a page that needs nothing from elsewhere."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from admit.web import openapi, reference_entries, templates
from admit.web.api.examples import REFUSED
from admit.web.api.routes import OPERATIONS
from admit.web.errors import JSON
from admit.web.site import Site


def routes(site: Site) -> list[Route | Mount]:
    document = openapi.document(OPERATIONS, public_url=site.public_url)
    encoded = msgspec.json.encode(document)
    page = _page(document)

    async def show_document(_: Request) -> Response:
        return Response(encoded, media_type=JSON)

    async def show_page(_: Request) -> Response:
        return Response(page, headers=templates.HEADERS, media_type="text/html")

    return [
        Route("/api/v1/openapi.json", show_document),
        Route("/docs", show_page),
        Mount("/static", StaticFiles(packages=[("admit", "static")])),
    ]


def _page(document: openapi.Document) -> str:
    entries = reference_entries.entries(document)
    return templates.environment.get_template("reference.html").render(
        base_url=document["servers"][0]["url"],
        entries=entries,
        errors=reference_entries.errors(entries),
        example_error=reference_entries.pretty(msgspec.to_builtins(REFUSED)),
    )
