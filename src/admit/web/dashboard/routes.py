"""The dashboard as a table."""

from starlette.routing import Match, Route
from starlette.types import Scope

from admit.model.imports import FILE_BYTES_MAX
from admit.web.dashboard import accounts, airmeets, imports, keys
from admit.web.dashboard.pages import Page, PageEndpoint
from admit.web.site import Site

COMMUNITY = "/communities/{community_id}"
AIRMEETS = COMMUNITY + "/airmeets"
AIRMEET = AIRMEETS + "/{airmeet_id}"
IMPORTS = AIRMEET + "/imports"
IMPORT = IMPORTS + "/{import_id}"
KEYS = COMMUNITY + "/settings/keys"
KEY = KEYS + "/{access_key}"

PAGES = (
    Page("GET", "/", accounts.home),
    Page("GET", "/signup", accounts.show_sign_up),
    Page("POST", "/signup", accounts.sign_up),
    Page("GET", "/signin", accounts.show_sign_in),
    Page("POST", "/signin", accounts.sign_in),
    Page("POST", "/signout", accounts.sign_out),
    Page("GET", AIRMEETS, airmeets.show_airmeets),
    Page("POST", AIRMEETS, airmeets.create),
    Page("GET", AIRMEETS + "/new", airmeets.show_new),
    Page("GET", AIRMEET, airmeets.show_airmeet),
    Page("POST", AIRMEET + "/status", airmeets.change_status),
    Page("POST", AIRMEET + "/archive", airmeets.archive),
    Page("GET", IMPORTS, imports.show_imports),
    Page("POST", IMPORTS, imports.upload, FILE_BYTES_MAX),
    Page("GET", IMPORT, imports.show_import),
    Page("POST", IMPORT + "/columns", imports.map_columns),
    Page("POST", IMPORT + "/start", imports.start),
    Page("POST", IMPORT + "/cancel", imports.cancel),
    Page("GET", IMPORT + "/undo", imports.confirm_undoing),
    Page("POST", IMPORT + "/undo", imports.undo),
    Page("GET", IMPORT + "/left-out.csv", imports.download_left_out),
    Page("GET", KEYS, keys.show_keys),
    Page("POST", KEYS, keys.generate),
    Page("GET", KEY + "/revoke", keys.confirm_revocation),
    Page("POST", KEY + "/revoke", keys.revoke),
)


def routes(site: Site) -> list[Route]:
    return [Route(page.path, PageEndpoint(site, page), methods=[page.method]) for page in PAGES]


def takes_uploads(scope: Scope) -> bool:
    """Whether a page that takes long bodies is at this path."""
    return any(route.matches(scope)[0] is Match.FULL for route in UPLOADS)


UPLOADS = [Route(page.path, page.show, methods=[page.method]) for page in PAGES if page.takes_uploads]
