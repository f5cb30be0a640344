"""examples/crm_sync: somebody else's program, and its own tests."""

import re
import subprocess
import sys

from tests.architecture.tree import ROOT


def test_its_own_tests_pass() -> None:
    """In five seconds on a quiet machine; how long a busy one takes is not looked at."""
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:schemathesis", "-p", "no:cacheprovider"]
    folder = ROOT / "examples" / "crm_sync"
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.match(r"\d+ passed in ", done.stdout.splitlines()[-1])
