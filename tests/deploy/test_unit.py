"""The systemd unit of deploy/, as systemd itself judges it."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "deploy" / "admit.service"
EXPOSURE_TENTHS_MAX = 20
"""Of 100. What is left is mostly that it has a network."""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """With a program that is there."""
    text = UNIT.read_text("utf-8")
    assert "/opt/admit/bin/admit serve" in text
    unit = tmp_path / "admit.service"
    unit.write_text(text.replace("/opt/admit/bin/admit serve", "/bin/true"))
    return unit


def analyze(*words: str) -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed: on Debian, it comes with systemd")
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)  # noqa: S603 (a tool)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stderr


def test_systemd_understands_every_line_of_the_unit(unit: Path) -> None:
    assert analyze("verify", str(unit)) == ""


def test_the_unit_leaves_a_process_little_to_harm(unit: Path) -> None:
    analyze("security", "--offline=true", f"--threshold={EXPOSURE_TENTHS_MAX}", "--no-pager", str(unit))
