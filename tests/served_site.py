"""The site as a newcomer gets it: `manage.py serve` in a process of its own, with a fresh home and the samples."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 120
SECONDS_TO_STOP = 20
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL")


@dataclass(frozen=True)
class ServedSite:
    """A running site: `url` without a slash at its end, its `home`, and what it `said` while it started."""

    url: str
    home: Path
    said: str


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Variables of a process that is to know nothing of the caller's archive and settings."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return (
        inherited | {"ARCHIVE_HOME": str(home), "STATIC_ROOT": str(home / "static"), "PYTHONUTF8": "1"} | (extra or {})
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(home: Path, **variables: str) -> Iterator[ServedSite]:
    """Serves the archive in `home`, from nothing when it is empty, until the block ends. Keywords become environment
    variables; without them one process serves, and anybody may ask as often as they like.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    home.mkdir(parents=True, exist_ok=True)
    log = home.with_name(f"{home.name}.{port}.log")
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(home, {"WEB_CONCURRENCY": "1", "RATE_LIMITS": "off"} | variables),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_answering(f"{url}/readyz", server, log)
        yield ServedSite(url, home, log.read_text(encoding="utf-8"))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


@contextmanager
def gunicorn(folder: Path, config: str, application: str) -> Iterator[int]:
    """gunicorn itself with a configuration and a WSGI application of a test's own, given as sources that are written
    into `folder`; the port on which it answers, until the block ends.
    """
    (folder / "config.py").write_text(config)
    (folder / "answering.py").write_text(application)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(folder / "config.py")]
    server = subprocess.Popen(
        [*command, "--pythonpath", str(folder), "--bind", f"127.0.0.1:{port}", "answering:application"],
        cwd=ROOT,
        env=environment(folder),
    )
    try:
        wait_until_answering(f"http://127.0.0.1:{port}/", server, folder / "config.py")
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(SECONDS_TO_STOP)


def wait_until_answering(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Returns as soon as `url` is answered with a success; AssertionError with the log's words when it is not."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the site did not start:\n{log.read_text(encoding='utf-8')}")
