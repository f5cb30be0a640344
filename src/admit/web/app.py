"""The ASGI application: every route, behind the edge."""

from collections.abc import Awaitable, Sequence
from functools import lru_cache

from starlette.routing import Match, Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from admit.web import health, reference
from admit.web.api.routes import OPERATIONS
from admit.web.attendee.routes import routes as attendee_routes
from admit.web.dashboard.routes import routes as dashboard_routes
from admit.web.dashboard.routes import takes_uploads
from admit.web.edge import Edge, WriteLine
from admit.web.operations import Endpoint
from admit.web.site import Site

REMEMBERED_MAX = 4096
REMEMBERED_CHARACTERS_MAX = 256


def create_app(site: Site, write_log_line: WriteLine | None = None) -> ASGIApp:
    """With `write_log_line`, each request leaves a line there."""
    operations = [
        Route(operation.path.replace("{email}", "{email:path}"), Endpoint(site, operation), methods=[operation.method])
        for operation in OPERATIONS
    ]
    routes = [
        *operations,
        *attendee_routes(site),
        *dashboard_routes(site),
        *reference.routes(site),
        *health.routes(site),
    ]
    return Edge(
        Routes(routes),
        takes_uploads=takes_uploads,
        timeout_seconds=site.request_timeout_seconds,
        write_line=write_log_line,
    )


class Routes:
    """Starlette's router, which tries one pattern after another; where a path led before is remembered."""

    def __init__(self, routes: Sequence[Route | Mount]) -> None:
        self._routes = routes
        self._router = Router(routes, redirect_slashes=False)
        self._remembered = lru_cache(maxsize=REMEMBERED_MAX)(self._find)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        find = self._remembered if len(scope["path"]) <= REMEMBERED_CHARACTERS_MAX else self._find
        found = find(scope["method"], scope["path"])
        if found is None:
            return self._router(scope, receive, send)  # It says what is wrong.
        route, child_scope = found
        scope["route"] = route
        scope.update(child_scope)
        return route.app(scope, receive, send)

    def _find(self, method: str, path: str) -> tuple[Route | Mount, Scope] | None:
        scope = {"type": "http", "method": method, "path": path}
        for route in self._routes:
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return route, child_scope
        return None
