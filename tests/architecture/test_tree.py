"""What holds for every file of the tree."""

import ast
import re
from pathlib import Path

from tests.architecture import tree

LINES_MAX = 400
ELSEWHERE = re.compile(r"[/]work\b|\bshared[/]|pypi\.org|pythonhosted\.org|npmjs\.(org|com)|\bcrates\.io")
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv"}
TIME = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now"),
    *("datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.ctime"),
}


def names_used(path: Path) -> set[str]:
    """The dotted names in a module, and `module.name` for each name that it imports from one."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Attribute():
                names.add(ast.unparse(node))
            case ast.ImportFrom(module=str(module), names=imported):
                names |= {f"{module}.{alias.name}" for alias in imported}
    return names


def users_of(names: set[str]) -> list[str]:
    modules = tree.files(".py", under=tree.SOURCE)
    return [tree.named(module) for module in modules if names_used(module) & names]


def test_no_file_is_too_long_to_be_read() -> None:
    lengths = {
        tree.named(path): path.read_bytes().count(b"\n")
        for path in tree.files(".py", ".html", ".css", ".sql", ".js")
        if "static/vendor" not in tree.named(path)
    }
    assert "src/admit/server.py" in lengths
    assert {name: length for name, length in lengths.items() if length > LINES_MAX} == {}


def test_only_the_settings_read_the_environment() -> None:
    assert users_of(ENVIRONMENT) == ["src/admit/config.py"]


def test_only_the_clock_asks_what_time_it_is() -> None:
    assert users_of(TIME) == ["src/admit/lib/clock.py"]


def test_what_lies_elsewhere_is_recognised() -> None:
    places = [f"/{folder}/x" for folder in ("work", "shared")] + [f"https://{name}.org" for name in ("pypi",)]
    assert [place for place in places if not ELSEWHERE.search(place)] == []


def test_nothing_names_a_registry_or_a_place_outside_of_the_checkout() -> None:
    naming = [
        f"{tree.named(path)}:{number}: {line}"
        for path in tree.files()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1)
        if ELSEWHERE.search(line)
    ]
    assert naming == []
