"""What a container, a load balancer or a monitor asks: does the process answer, can it serve, and how is it doing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from reports.search.folder import READY
from xunshi_site import vitals
from xunshi_site.addresses import is_inside

LOWEST_FREE = 500 * 1024 * 1024
"""With less space than this an import may fail half way; the site still serves."""
LONGEST_LAG = 300.0
"""Seconds after which a change that the index has not taken up is a fault."""
TEXT = "text/plain; charset=utf-8"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all; touches neither database nor index."""
    return HttpResponse("ok\n", content_type=TEXT)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 `ready` when this process can serve, else 503 with the reason in one word: `database`, `migrations`, `index`.

    Addresses of INSIDE_ADDRESSES get the details too, a line each.
    """
    try:
        word = reason()
        details = dict(detail_lines()) if is_inside(request) and word != "migrations" else {}
    except DatabaseError:
        connection.close()
        word, details = "database", {}
    lines = [word, *(f"{name}: {value}" for name, value in details.items())]
    status = 200 if word == "ready" else 503
    return HttpResponse("\n".join(lines) + "\n", status=status, content_type=TEXT)


def reason() -> str:
    """`ready`, or why the site cannot serve. Raises DatabaseError when the database does not answer."""
    if vitals.unapplied_migrations():
        return "migrations"
    return "ready" if vitals.index_age().state == READY else "index"


def detail_lines() -> Iterator[tuple[str, Any]]:
    """Name and value of each detail; what an operator should look at is marked with `!`."""
    age = vitals.index_age()
    yield "archive version", age.version
    yield (
        "index",
        f"{age.state}, {age.versions} versions and {age.seconds:.0f} s behind" + _mark(age.seconds > LONGEST_LAG),
    )
    free = vitals.free_bytes()
    yield "free space", f"{free // 2**20} MiB" + _mark(free < LOWEST_FREE)
    run = vitals.last_import()
    if run:
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(run.outcomes.items()))
        ended = f"finished {run.finished:%Y-%m-%dT%H:%M:%S%z}" if run.finished else "not finished"
        yield (
            "last import",
            f"started {run.started:%Y-%m-%dT%H:%M:%S%z}, {ended}" + (f"; {outcomes}" if outcomes else ""),
        )
    for name, waiting in vitals.queues().items():
        yield f"waiting {name}", waiting


def _mark(wrong: bool) -> str:
    return " !" if wrong else ""


def inside_only(view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The view for INSIDE_ADDRESSES; for anybody else there is no such page."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not is_inside(request):
            raise Http404
        return view(request)

    return guarded


@inside_only
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, in Prometheus' text form. Without a database, what needs none."""
    archive = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(archive)  # type: ignore[no-untyped-call]
        counted = b""
    else:
        counted = generate_latest(REGISTRY)
    archive.register(ArchiveGauges())
    return HttpResponse(counted + generate_latest(archive), content_type=CONTENT_TYPE_LATEST)


class ArchiveGauges(Collector):
    """The state of archive and index when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        try:
            yield from list(_gauges())
            up = 1
        except DatabaseError:
            connection.close()
            up = 0
        yield GaugeMetricFamily("archive_database_up", "Whether the database answers.", value=up)
        yield GaugeMetricFamily("archive_free_bytes", "Space left in the archive's home.", value=vitals.free_bytes())


def _gauges() -> Iterator[Metric]:
    age = vitals.index_age()
    for name, text, value in (
        ("archive_version", "The content's version.", age.version),
        ("archive_index_ready", "Whether the index of this host can be used.", int(age.state == READY)),
        ("archive_index_lag_versions", "Versions that the index has not taken up.", age.versions),
        ("archive_index_lag_seconds", "How long the oldest of them has been waiting.", age.seconds),
    ):
        yield GaugeMetricFamily(name, text, value=value)
    run = vitals.last_import()
    if run:
        yield GaugeMetricFamily(
            "archive_import_started_seconds", "When the last import began.", value=run.started.timestamp()
        )
        finished = run.finished.timestamp() if run.finished else 0
        yield GaugeMetricFamily(
            "archive_import_finished_seconds", "When it ended; 0 while it runs, or was killed.", value=finished
        )
        yield _labelled("archive_import_files", "Files of the last import.", "outcome", run.outcomes)
    yield _labelled("archive_queue_length", "What waits for a person or a process.", "queue", vitals.queues())
    yield _labelled("archive_rows", "What readers can see.", "kind", vitals.holdings())


def _labelled(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
