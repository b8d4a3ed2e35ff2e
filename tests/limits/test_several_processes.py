"""A site of two processes: its limits and its metrics are those of one site."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests import served_site
from tests.served_site import ServedSite

ASKED, BURST = 60, 10


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_count_together(sample_site: ServedSite) -> None:
    """`search=20` is a burst of ten; in the time that all the requests take a few more may come free."""
    with served_site.serve(sample_site.home, WEB_CONCURRENCY="2", RATE_LIMITS="search=20") as site:
        with ThreadPoolExecutor(8) as pool:
            answers = Counter(pool.map(status, [f"{site.url}/problems/?page={page}" for page in range(ASKED)]))
        with urllib.request.urlopen(f"{site.url}/metrics", timeout=60) as answer:
            metrics = answer.read().decode()
    assert set(answers) == {200, 429}
    assert BURST <= answers[200] <= BURST + 10
    assert figure(metrics, 'archive_rate_limited_total{class="search"}') == answers[429]
    for code, count in answers.items():
        name = f'archive_requests_total{{method="GET",status="{code}",view="reports:problems"}}'
        assert figure(metrics, name) == count
    assert figure(metrics, 'archive_request_seconds_count{view="reports:problems"}') == ASKED


def figure(metrics: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", metrics, re.MULTILINE)
    assert found, name
    return float(found[1])
