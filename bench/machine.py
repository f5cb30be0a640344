"""Where and on what a run was made."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import apsw
import msgspec

REPOSITORY = Path(__file__).parent.parent
PACKAGES = ("uvicorn", "uvloop", "httptools", "starlette", "msgspec", "apsw")


class Machine(msgspec.Struct, frozen=True):
    """`load_average` is of the minute before the run: what else the machine was doing."""

    cpu: str
    cores: int
    kernel: str
    python: str
    sqlite: str
    packages: dict[str, str]
    filesystem: str
    load_average: float


class Commit(msgspec.Struct, frozen=True):
    """`is_dirty` is None, and `name` is "unknown", outside a git checkout."""

    name: str
    is_dirty: bool | None


def machine(folder: Path) -> Machine:
    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        kernel=platform.release(),
        python=platform.python_version(),
        sqlite=apsw.sqlite_lib_version(),
        packages={name: version(name) for name in PACKAGES},
        filesystem=_said("stat", "-f", "-c", "%T", str(folder)) or "unknown",
        load_average=os.getloadavg()[0],
    )


def commit() -> Commit:
    name = _said("git", "rev-parse", "--short", "HEAD")
    if name is None:
        return Commit(name="unknown", is_dirty=None)
    return Commit(name=name, is_dirty=bool(_said("git", "status", "--porcelain", "--", ".", ":!bench/results")))


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _said(*command: str) -> str | None:
    """None if the command is not there, or not content."""
    try:
        told = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return told.stdout.strip()
