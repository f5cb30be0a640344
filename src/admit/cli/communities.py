"""`admit communities`."""

import click

from admit.actions import communities as actions
from admit.cli.running import act, operator_options
from admit.cli.showing import show, show_list
from admit.model.communities import Community


@click.group()
def communities() -> None:
    """The communities on this installation."""


@communities.command("create")
@click.argument("name")
@operator_options
def create(name: str, database: str | None, *, as_json: bool) -> None:
    """Make a community."""
    show(_shown(act(database, actions.create, name=name)), as_json=as_json)


@communities.command("list")
@operator_options
def list_(database: str | None, *, as_json: bool) -> None:
    """List the communities, oldest first."""
    show_list([_shown(community) for community in act(database, actions.list_)], as_json=as_json)


def _shown(community: Community) -> dict[str, str]:
    return {"id": community.community_id, "name": community.name}
