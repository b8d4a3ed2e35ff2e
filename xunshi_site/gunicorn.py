"""How gunicorn serves the site, under `make run` and in the container alike.

WEB_CONCURRENCY is the number of processes (gunicorn's own variable); each answers four requests at a time, most of
which wait for the database.
"""

from __future__ import annotations

import os
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 5
# A worker is renewed now and then, at uneven moments, so that no leak grows for weeks.
max_requests = 20_000
max_requests_jitter = 2_000
# The heartbeat file of a worker must not wait for a disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Says where the site is, once it listens."""
    for address in server.address:
        print(f"网站已启动 · the site is at http://{address[0]}:{address[1]}/  (Ctrl+C 停止 · stops it)", flush=True)
