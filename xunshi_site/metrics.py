"""What is counted while the site serves, for Prometheus.

With several processes (gunicorn) each writes into files below PROMETHEUS_MULTIPROC_DIR, which xunshi_site/gunicorn.py
sets before any of them starts, and /metrics adds them up. Without that variable the numbers are this process's own.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REQUESTS = Counter("archive_requests_total", "Answers, by view, method and status.", ("view", "method", "status"))
LATENCY = Histogram(
    "archive_request_seconds", "Seconds from a request to its answer's first byte, by view.", ("view",), buckets=SECONDS
)
LIMITED = Counter("archive_rate_limited_total", "Requests answered with 429, by class of addresses.", ("class",))
