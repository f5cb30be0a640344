"""The files of this checkout, without what make, the tools and the installation itself put there."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "admit"
NOT_OURS = {"var", "build", "dist", "scratch", "__pycache__"}
HIDDEN_OURS = {".ci", ".github", ".editorconfig", ".gitattributes", ".gitignore"}


def files(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """All of them when no suffix is given."""
    return sorted(path for path in _walk(under) if not suffixes or path.suffix in suffixes)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or (path.name.startswith(".") and path.name not in HIDDEN_OURS):
            continue
        if path.is_dir():
            yield from _walk(path)
        elif not path.name.endswith((".db", ".db-wal", ".db-shm")):
            yield path
