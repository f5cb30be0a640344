"""What `admit serve` says to the program that started it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx

SERVE = (sys.executable, "-m", "admit", "serve", "--port", "0", "--json", "--database")


def test_whoever_started_the_server_reads_its_address_while_it_runs(tmp_path: Path) -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = (*SERVE, f"sqlite:///{tmp_path}/admit.db")
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=buffered) as server:
        try:
            assert server.stdout is not None
            url = json.loads(server.stdout.readline())["url"]
            assert httpx.get(f"{url}/healthz").status_code == 200
        finally:
            server.terminate()
