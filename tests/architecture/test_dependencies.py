"""What is installed: locked with hashes, from wherever the machine gets its packages, and each for a reason."""

import re
import tomllib
from itertools import chain
from typing import Any

import pytest

from tests.architecture.tree import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
REASONS = ROOT / "docs" / "decisions" / "0001-dependencies.md"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)


def requirements(lock: str) -> dict[str, set[str]]:
    """Each `name==version` and its hashes."""
    lines = (line.strip() for line in (ROOT / lock).read_text("utf-8").splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("#"))
    entries = [entry.split() for entry in text.replace("\\\n", " ").splitlines()]
    return {name: {word for word in rest if word.startswith("--hash=sha256:")} for name, *rest in entries}


def declared() -> set[str]:
    """The names in pyproject.toml, wherever they stand. An extra that brings another one names ourselves."""
    pyproject: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = pyproject["project"]
    groups = (
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *pyproject["dependency-groups"].values(),
    )
    found = [NAME.match(item) for item in chain(*groups) if isinstance(item, str)]
    return {match[0].lower() for match in found if match} - {project["name"]}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_its_hashes_and_names_no_host(lock: str) -> None:
    pinned = requirements(lock)
    assert "apsw" in {name.partition("==")[0] for name in pinned}
    assert [name for name, hashes in pinned.items() if not re.match(r"[a-z0-9-]+==\S+", name) or not hashes] == []
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"https?:|index-url|find-links|trusted-host|file:", text) == []


def test_the_developers_lock_holds_all_of_the_servers() -> None:
    servers, developers = requirements(LOCKS[0]), requirements(LOCKS[1])
    assert {name: developers.get(name) for name in servers} == servers


def test_each_dependency_has_a_row_that_says_why() -> None:
    rows = re.findall(r"^\| ([a-z0-9][a-z0-9-]*) \| (.+) \| .+ \|$", REASONS.read_text("utf-8"), re.MULTILINE)
    assert {name for name, why in rows if why != "why it is here"} == declared()
