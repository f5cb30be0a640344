"""Whether the process lives, and whether it can do its work."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admit.store import migrate
from admit.web.site import Site


def routes(site: Site) -> list[Route]:
    async def is_alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def is_ready(_: Request) -> Response:
        """503, in the shape of every error, while the database cannot be read or written."""
        await site.database.write(migrate.touch)
        return JSONResponse({"status": "ok"})

    return [Route("/healthz", is_alive), Route("/readyz", is_ready)]
