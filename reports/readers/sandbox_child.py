"""The child of `sandbox.read_untrusted`: limits itself, reads one file, answers with one line of JSON.

Arguments: path, name, seconds of processor time, megabytes of memory.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from reports.readers import ReadError, read_file
from reports.readers.limits import MB

try:
    import resource
except ImportError:  # Windows has no such limits: there the parent's clock is the only one
    resource = None  # type: ignore[assignment]

_OPEN_FILES = 64


def limit_resources(seconds: int, memory_mb: int) -> None:
    """From here on: so much processor time and memory, no file written, no core left behind."""
    if resource is None:
        return  # type: ignore[unreachable]
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory_mb * MB,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    for kind, limit in limits.items():
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS but does not set it
            continue


def answer(path: Path, name: str) -> dict[str, Any]:
    """{"document": …} or {"error": {"code", "zh", "en"}}."""
    try:
        return {"document": dataclasses.asdict(read_file(path, name=name))}
    except ReadError as error:
        return {"error": {"code": error.code, "zh": error.zh, "en": error.en}}
    except MemoryError:
        return {"error": {"code": "memory", "zh": "", "en": ""}}


def main() -> None:
    """Read as the arguments say."""
    path, name, seconds, memory_mb = sys.argv[1:]
    limit_resources(int(seconds), int(memory_mb))
    sys.stdout.write(json.dumps(answer(Path(path), name)))


if __name__ == "__main__":
    main()
