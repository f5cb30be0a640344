"""examples/crm_sync: somebody else's program, and its own tests."""

import re
import subprocess
import sys

from tests.architecture.tree import ROOT

SECONDS_MAX = 10


def test_its_own_tests_pass_within_ten_seconds() -> None:
    """In three and a half on a quiet machine."""
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:schemathesis", "-p", "no:cacheprovider"]
    folder = ROOT / "examples" / "crm_sync"
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    [seconds] = re.findall(r"^\d+ passed in ([\d.]+)s", done.stdout.splitlines()[-1])
    assert float(seconds) < SECONDS_MAX
