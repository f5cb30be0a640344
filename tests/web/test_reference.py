"""The API's reference, as the OpenAPI document and as a page."""

from tests.harness import LiveServer


def test_every_member_that_travels_says_what_it_means(server: LiveServer) -> None:
    schemas = server.http.get("/api/v1/openapi.json").json()["components"]["schemas"]
    members = {
        f"{name}.{member}": described.get("description", "")
        for name, schema in schemas.items()
        for member, described in schema["properties"].items()
    }
    assert "Person.email" in members
    assert [member for member, meaning in members.items() if not meaning.endswith(".")] == []
