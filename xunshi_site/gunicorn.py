"""How gunicorn serves the site, under `make run` and in the container alike.

WEB_CONCURRENCY is the number of processes (gunicorn's own variable); each answers eight requests at a time, most of
which wait for the database or for their client.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from xunshi_site.garbage import look_rarely
from xunshi_site.limits.seconds import STATEMENT_SECONDS
from xunshi_site.seats import Board

MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
"""Where small files that are written all the time wait for no disk."""

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "xunshi_site.patience.PatientWorker"
threads = 8
timeout = 60
graceful_timeout = 10
keepalive = 5
# Heads of requests: the longest question in Chinese, percent-encoded, fits into a line.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
# Who is behind a proxy is decided in one place, xunshi_site/addresses.py.
forwarded_allow_ips = ""
forwarder_headers = ""
sendfile = False
# A worker is renewed now and then, at uneven moments, so that no leak grows for weeks.
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = MEMORY
loglevel = "warning"

# Read by the database's driver when it connects: the statements of web requests end, those of commands do not.
_own = os.environ.get("PGOPTIONS", "")
os.environ["PGOPTIONS"] = f"-c statement_timeout={STATEMENT_SECONDS}s {_own}".strip()
# Read by prometheus_client when it is imported: the processes' numbers are added up from files in this folder.
_metrics = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="xunshi-metrics-", dir=MEMORY)


_board = Board()


def pre_fork(server: Any, worker: Any) -> None:
    """A worker is about to be made."""
    worker.seat = _board.take()


def when_ready(server: Any) -> None:
    """Says where the site is, once it listens."""
    for address in server.address:
        where = f"http://{address[0]}:{address[1]}/" if isinstance(address, tuple) else address
        print(f"网站已启动 · the site is at {where}  (Ctrl+C 停止 · stops it)", flush=True)


def post_worker_init(worker: Any) -> None:
    """A worker has loaded the site."""
    look_rarely()


def child_exit(server: Any, worker: Any) -> None:
    """A process has ended: it holds no connections, and its gauges are no longer added."""
    if worker.seat is not None:
        _board.leave(worker.seat)
    from prometheus_client import multiprocess  # noqa: PLC0415  after PROMETHEUS_MULTIPROC_DIR is set

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    shutil.rmtree(_metrics, ignore_errors=True)
