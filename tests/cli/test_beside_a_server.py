"""The operator's commands while a server runs on the same database."""

import httpx

from admit.actions import access_keys
from tests.cli.terminal import Terminal


def test_a_revoked_key_is_felt_at_once(terminal: Terminal, access_key: str) -> None:
    token = terminal.ask("tokens", "create", "--access-key", access_key)["token"]
    with terminal.serve() as serving, httpx.Client(base_url=serving.url) as http:
        headers = {"X-Airmeet-Access-Token": token}
        before = http.get("/api/v1/airmeets", headers=headers)
        terminal.ask("keys", "revoke", access_key)
        after = http.get("/api/v1/airmeets", headers=headers)
    assert (before.status_code, after.status_code, after.json()["code"]) == (200, 400, "BAD_REQUEST")


def test_a_new_key_and_a_new_airmeet_are_served_at_once(terminal: Terminal, community: str) -> None:
    with terminal.serve() as serving, httpx.Client(base_url=serving.url) as http:
        key = terminal.ask("keys", "create", "--community", community, "--label", "CRM sync")
        airmeet = terminal.ask(
            *("airmeets", "create", "--community", community, "--name", "Open evening", "--timezone", "UTC"),
            *("--start", "2026-12-10T18:00", "--end", "2026-12-10T20:00"),
        )
        pair = {"X-Airmeet-Access-Key": key["accessKey"], "X-Airmeet-Secret-Key": key["secretKey"]}
        token = http.post("/api/v1/auth", headers=pair).json()["token"]
        page = http.get("/api/v1/airmeets", headers={"X-Airmeet-Access-Token": token})
    assert [row["uid"] for row in page.json()["data"]] == [airmeet["uid"]]


def test_an_expired_key_gives_no_token(terminal: Terminal, community: str) -> None:
    created = terminal.ask(
        *("keys", "create", "--community", community, "--label", "Old"), "--expires", "2020-01-01T00:00:00Z"
    )
    with terminal.serve() as serving:
        pair = {"X-Airmeet-Access-Key": created["accessKey"], "X-Airmeet-Secret-Key": created["secretKey"]}
        answer = httpx.post(f"{serving.url}/api/v1/auth", headers=pair)
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_writes_of_both_are_kept(terminal: Terminal, community: str) -> None:
    key, secret = terminal.arrange(access_keys.create, community_id=community, label="CRM sync")
    with terminal.serve() as serving, httpx.Client(base_url=serving.url) as http:
        pair = {"X-Airmeet-Access-Key": key.access_key, "X-Airmeet-Secret-Key": secret}
        headers = {"X-Airmeet-Access-Token": http.post("/api/v1/auth", headers=pair).json()["token"]}
        uids = []
        for number in range(3):
            uids.append(
                terminal.ask(
                    *("airmeets", "create", "--community", community, "--name", f"{number}", "--timezone", "UTC"),
                    *("--start", "2026-12-10T18:00", "--end", "2026-12-10T20:00"),
                )["uid"]
            )
            person = {"email": f"guest{number}@example.com", "name": "Guest"}
            http.post(f"/api/v1/airmeet/{uids[0]}/user", headers=headers, json=person).raise_for_status()
    listed = terminal.ask("airmeets", "list")
    assert [(row["uid"], row["registrations"]) for row in listed] == [(uids[0], 3), (uids[1], 0), (uids[2], 0)]
