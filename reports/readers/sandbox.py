"""Reading and unpacking what comes from outside: in a child process that may take only so much time and memory."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.readers.errors import refusal
from reports.readers.limits import SANDBOX_MEMORY_MB, SANDBOX_SECONDS
from reports.readers.types import ReadDocument, ReadError

_PROJECT = Path(__file__).resolve().parents[2]
_CHILD = "reports.readers.sandbox_child"
_STANDARD_INPUT = "-"


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
    answer = _ask("read", [str(path.resolve()), name or path.name], seconds=seconds, memory_mb=memory_mb)
    return ReadDocument(**answer["document"])


def read_untrusted_bytes(
    data: bytes, name: str, *, seconds: float = SANDBOX_SECONDS, memory_mb: int = SANDBOX_MEMORY_MB
) -> ReadDocument:
    """As `read_untrusted`, of bytes that this process holds already."""
    answer = _ask("read", [_STANDARD_INPUT, name], seconds=seconds, memory_mb=memory_mb, data=data)
    return ReadDocument(**answer["document"])


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An entry of a zip: the name that the zip gives it, and the file that holds its bytes, or why there is none."""

    name: str
    path: Path | None
    refused: str = ""


def unpack_untrusted(
    path: Path, folder: Path, *, seconds: float = SANDBOX_SECONDS, memory_mb: int = SANDBOX_MEMORY_MB
) -> list[Unpacked]:
    """Unpacks the zip at `path` into `folder`, in a child process, under names of our own.

    Each entry costs itself only. Raises ReadError for a file that is no zip or holds too many entries or bytes
    (`limits.py`), and `timeout`, `memory`, `crashed`.
    """
    arguments = [str(path.resolve()), str(folder.resolve())]
    answer = _ask("unpack", arguments, seconds=seconds, memory_mb=memory_mb)
    return [
        Unpacked(each["name"], folder / each["file"] if each["file"] else None, each["refused"])
        for each in answer["entries"]
    ]


def _ask(
    act: str, arguments: Sequence[str], *, seconds: float, memory_mb: int, data: bytes | None = None
) -> dict[str, Any]:
    """The child's answer. Raises ReadError."""
    command = [sys.executable, "-B", "-X", "utf8", "-m", _CHILD, act, str(math.ceil(seconds)), str(memory_mb)]
    try:
        done = subprocess.run(
            [*command, *arguments],
            cwd=_PROJECT,
            env={},  # no secret of the site's environment reaches the child
            input=data if data is not None else b"",
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise refusal("timeout", limit=f"{seconds:g}") from error
    except ValueError as error:  # a null character in the name
        raise refusal("unreadable", detail=type(error).__name__) from error
    return _outcome(done.returncode, done.stdout, seconds=seconds, memory_mb=memory_mb)


def _outcome(returncode: int, output: bytes, *, seconds: float, memory_mb: int) -> dict[str, Any]:
    """What the child's end means: its answer, or the reason that there is none."""
    if returncode == -signal.SIGXCPU:
        raise refusal("timeout", limit=f"{seconds:g}")
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError as error:
        how = f"signal {-returncode}" if returncode < 0 else f"exit {returncode}"
        raise refusal("crashed", detail=how) from error
    if "error" not in answer:
        return answer
    if answer["error"]["code"] == "memory":
        raise refusal("memory", limit=memory_mb)
    raise ReadError(**answer["error"])
