"""Originals on disk, by their SHA-256: written once, whole, and never altered."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from reports.models import SourceDocument


def keep(data: bytes, sha256: str) -> Path:
    """Stores the bytes under their hash unless they are there. A crash leaves no half file: the name appears last."""
    path = SourceDocument(sha256=sha256).path
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


@contextmanager
def keeping(data: bytes, sha256: str) -> Iterator[None]:
    """Stores the bytes while the block goes on: waiting for the disk takes as long as storing a report. They are there
    when the block has ended. Raises OSError then, when they could not be stored and the block did not fail itself.
    """
    kept = _writer().submit(keep, data, sha256)
    try:
        yield
    except BaseException:
        wait([kept])
        raise
    kept.result()


@cache
def _writer() -> ThreadPoolExecutor:
    """A thread that stays: a new one for each file took longer to start than to write."""
    return ThreadPoolExecutor(1, thread_name_prefix="originals")
