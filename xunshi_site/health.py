"""What a container or a load balancer asks: does the process answer, and can it serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.models import ArchiveState


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all; touches neither database nor index."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated, else 503 with the reason in one word."""
    try:
        migrated = ArchiveState.objects.exists()
    except DatabaseError:
        connection.close()
        return HttpResponse("database\n", status=503, content_type="text/plain")
    if not migrated:
        return HttpResponse("migrations\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
