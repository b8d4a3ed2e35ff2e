"""Reading a file that comes from outside: in a child process that may take only so much time and memory."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
from pathlib import Path

from reports.readers.errors import refusal
from reports.readers.limits import SANDBOX_MEMORY_MB, SANDBOX_SECONDS
from reports.readers.types import ReadDocument, ReadError

_PROJECT = Path(__file__).resolve().parents[2]
_CHILD = "reports.readers.sandbox_child"


def read_untrusted(
    path: Path,
    *,
    name: str | None = None,
    seconds: float = SANDBOX_SECONDS,
    memory_mb: int = SANDBOX_MEMORY_MB,
) -> ReadDocument:
    """The text of the file at `path`, as `read_file` gives it, read in a child process.

    `name` is what the sender called the file (an upload lies under another name). The child ends after `seconds` of
    clock or processor time, and has `memory_mb` of address space where the system can limit it (Linux can). It writes
    no file. Raises ReadError: those of `read_file`, and `timeout`, `memory`, `crashed`.
    """
    command = [sys.executable, "-B", "-X", "utf8", "-m", _CHILD]
    arguments = [str(path.resolve()), name or path.name, str(math.ceil(seconds)), str(memory_mb)]
    try:
        done = subprocess.run(
            [*command, *arguments],
            cwd=_PROJECT,
            env={},  # no secret of the site's environment reaches the child
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise refusal("timeout", limit=f"{seconds:g}") from error
    except ValueError as error:  # a null character in the name
        raise refusal("unreadable", detail=type(error).__name__) from error
    return _outcome(done.returncode, done.stdout, seconds=seconds, memory_mb=memory_mb)


def _outcome(returncode: int, output: bytes, *, seconds: float, memory_mb: int) -> ReadDocument:
    """What the child's end means: its answer, or the reason that there is none."""
    if returncode == -signal.SIGXCPU:
        raise refusal("timeout", limit=f"{seconds:g}")
    try:
        answer = json.loads(output)
    except ValueError as error:
        how = f"signal {-returncode}" if returncode < 0 else f"exit {returncode}"
        raise refusal("crashed", detail=how) from error
    if "document" in answer:
        return ReadDocument(**answer["document"])
    if answer["error"]["code"] == "memory":
        raise refusal("memory", limit=memory_mb)
    raise ReadError(**answer["error"])
