"""How long questions take, for whoever watches the site: seconds by how much was found."""

from __future__ import annotations

from prometheus_client import Histogram

SEARCH_SECONDS = Histogram(
    "archive_search_seconds",
    "Seconds of a question to the index, by how many problems it found.",
    ("found",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)
BANDS = ((0, "none"), (99, "under 100"), (9_999, "under 10000"))
MOST = "10000 and more"


def note_search(seconds: float, found: int) -> None:
    """Counts one question that found `found` problems in `seconds`."""
    band = next((name for most, name in BANDS if found <= most), MOST)
    SEARCH_SECONDS.labels(band).observe(seconds)
