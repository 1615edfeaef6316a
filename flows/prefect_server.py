"""Prefect without telemetry, and a local Prefect server where none is reachable."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.store import Store

STARTUP_SECONDS = 180


def keep_prefect_local(store: Store) -> None:
    """Set Prefect's environment before it is imported: its files in the store, no telemetry, no look-up."""
    os.environ.setdefault("PREFECT_HOME", str(store.root / ".prefect"))
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")


@contextmanager
def prefect_server(store: Store, *, with_pages: bool = False) -> Iterator[str]:
    """The address of a reachable Prefect server: PREFECT_API_URL if it answers, else one started here for the while.

    `with_pages` lets a server that is started here show Prefect's own pages. Raises TimeoutError when it does not
    answer in time.
    """
    keep_prefect_local(store)
    given = os.environ.get("PREFECT_API_URL")
    if given and _answers(given):
        yield given
        return
    port = _free_port()
    address = f"http://127.0.0.1:{port}/api"
    log_path = store.run / "prefect-server.log"
    with log_path.open("ab") as log:
        command = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(
            [sys.executable, "-m", *command, "--ui" if with_pages else "--no-ui"],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=store.root,
        )
        try:
            _wait_until_it_answers(address, server, log_path)
            os.environ["PREFECT_API_URL"] = address
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
            if os.environ.get("PREFECT_API_URL") == address:
                del os.environ["PREFECT_API_URL"]


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log_path: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if _answers(address):
            return
        if server.poll() is not None:
            break
        time.sleep(0.25)
    raise TimeoutError(f"The local Prefect server did not start. Its own words are in {log_path}.")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
