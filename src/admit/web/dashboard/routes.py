"""The dashboard as a table."""

from starlette.routing import Route

from admit.web.dashboard import accounts, airmeets, joining, keys, members
from admit.web.dashboard.pages import Page, PageEndpoint
from admit.web.site import Site

COMMUNITY = "/communities/{community_id}"
AIRMEETS = COMMUNITY + "/airmeets"
AIRMEET = AIRMEETS + "/{airmeet_id}"
KEYS = COMMUNITY + "/settings/keys"
KEY = KEYS + "/{access_key}"
MEMBERS = COMMUNITY + "/settings/members"
MEMBER = MEMBERS + "/{account_id}"
INVITATIONS = COMMUNITY + "/settings/invitations"

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
    Page("GET", joining.PATH, joining.show_invitation),
    Page("POST", joining.PATH, joining.join),
    Page("POST", joining.PATH + "/signup", joining.sign_up),
    Page("GET", COMMUNITY + "/leave", members.confirm_leaving),
    Page("POST", COMMUNITY + "/leave", members.leave),
    Page("GET", MEMBERS, members.show_members),
    Page("GET", MEMBER, members.show_member),
    Page("POST", MEMBER, members.change_role),
    Page("GET", MEMBER + "/remove", members.confirm_removal),
    Page("POST", MEMBER + "/remove", members.remove),
    Page("POST", INVITATIONS, members.invite),
    Page("POST", INVITATIONS + "/{invitation_id}/revoke", members.revoke_invitation),
    Page("GET", KEYS, keys.show_keys),
    Page("POST", KEYS, keys.generate),
    Page("GET", KEY, keys.show_key),
    Page("GET", KEY + "/rotate", keys.show_rotation),
    Page("POST", KEY + "/rotate", keys.rotate),
    Page("GET", KEY + "/revoke", keys.confirm_revocation),
    Page("POST", KEY + "/revoke", keys.revoke),
)


def routes(site: Site) -> list[Route]:
    return [Route(page.path, PageEndpoint(site, page), methods=[page.method]) for page in PAGES]
