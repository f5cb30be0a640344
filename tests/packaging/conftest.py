"""The wheel as somebody installs it who only wants the client: with what it depends on, and nothing else."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT


class Installation:
    """A folder of packages and a Python that sees no others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`program` is Python."""
        code = f"import sys; sys.path.insert(0, {str(self.folder)!r})\n{program}"
        command = [sys.executable, "-I", "-S", "-W", "error", "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    [built] = folder.iterdir()
    return built


@pytest.fixture(scope="session")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What `pip install admit` makes."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bring(project["dependencies"], folder)
    return Installation(folder)


def bring(requirements: list[str], folder: Path) -> None:
    """Them and what they need, from where it is installed here."""
    for name in _needed(requirements):
        _link(name, folder)


def _needed(requirements: list[str]) -> set[str]:
    """The names of what they bring, directly or not, on this machine."""
    found: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement, _, marker = waiting.pop().partition(";")
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        if "extra" in marker or "python_version <" in marker or "python_full_version <" in marker or name in found:
            continue
        if "win32" in marker or "Windows" in marker:
            continue
        found.add(name)
        waiting += distribution(name).requires or []
    return found


def _link(name: str, folder: Path) -> None:
    """Its packages and its metadata."""
    installed = distribution(name)
    for top in {file.parts[0] for file in installed.files or []} - {"..", "__pycache__"}:
        (folder / top).symlink_to(Path(str(installed.locate_file(top))))
