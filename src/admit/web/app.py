"""The ASGI application: every route, behind the edge."""

from starlette.routing import Route, Router
from starlette.types import ASGIApp

from admit.web import health, reference
from admit.web.api.routes import OPERATIONS
from admit.web.attendee.routes import routes as attendee_routes
from admit.web.dashboard.routes import routes as dashboard_routes
from admit.web.dashboard.routes import takes_uploads
from admit.web.edge import Edge, WriteLine
from admit.web.operations import Endpoint
from admit.web.site import Site


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
        Router(routes, redirect_slashes=False),
        takes_uploads=takes_uploads,
        timeout_seconds=site.request_timeout_seconds,
        write_line=write_log_line,
    )
