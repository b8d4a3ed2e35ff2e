"""What every template can say: the archive's version, what it holds, how the index stands, the reader's choices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from reports.models import ArchiveState, Report
from reports.models.choices import Origin
from reports.models.written import WrittenQuery
from reports.search.standing import index_state
from reports.views.preferences import SIZES, THEMES, chosen
from reports.views.wording import english_ready, page_language, sentence_gap

CURRENT_SECTION = {
    "problems": "problems",
    "problem": "problems",
    "reports": "reports",
    "report": "reports",
    "report_source": "reports",
    "regions": "regions",
    "region": "regions",
    "body": "regions",
    "categories": "categories",
    "category": "categories",
    "rounds": "rounds",
    "statistics": "statistics",
    "coverage": "statistics",
    "compare": "compare",
    "documents": "documents",
    "about": "about",
    "help_search": "about",
}


def archive(request: HttpRequest) -> dict[str, Any]:
    """Values under `archive`, read from the database only by templates that use them, once a page."""
    match = request.resolver_match
    return {
        "archive": SimpleLazyObject(lambda: _state(request)),
        "section": CURRENT_SECTION.get(match.url_name or "") if match and match.app_name == "reports" else None,
        "theme": chosen(request, "theme", THEMES),
        "size": chosen(request, "size", SIZES),
        "page_language": page_language(),
        "gap": sentence_gap(),
        "english_ready": english_ready(),
        "here": request.get_full_path(),
    }


def _state(request: HttpRequest) -> dict[str, Any]:
    """Samples, synthetic and real reports never stand in one archive (design.md §3), so one row tells all."""
    state = getattr(request, "archive_state", None) or ArchiveState.objects.filter(pk=1).first()
    return {
        "version": state.version if state else 0,
        "changed_at": state.changed_at if state else None,
        "origin": _UNREAL.first() or Origin.REAL,
        "index_state": index_state(state.version if state else None),
    }


_UNREAL = WrittenQuery[str](
    lambda: (
        Report.objects.filter(origin__in=[Origin.SAMPLE, Origin.SYNTHETIC])
        .order_by("pk")
        .values_list("origin", flat=True)[:1]
    )
)
