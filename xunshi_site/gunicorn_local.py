"""How `serve` serves: as everywhere, and the site's own processes see to uploads."""

from __future__ import annotations

from typing import Any

from xunshi_site import gunicorn
from xunshi_site.gunicorn import *  # noqa: F403


def post_worker_init(worker: Any) -> None:  # type: ignore[no-redef]
    """In each process that serves, once the application is loaded."""
    from reports.ops.errands import watch_uploads  # noqa: PLC0415

    gunicorn.post_worker_init(worker)
    watch_uploads()
