"""The fictional sample reports: shown only while no real report is held (design.md §3, Origin)."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from reports.models import Body, DeclaredTotal, DocumentText, InspectionRound, Region, Report, SourceDocument
from reports.models.choices import Origin
from reports.models.reference import load_regions, read_regions
from reports.search.sync import ContentChange

GAZETTEER = Path(settings.BASE_DIR) / "samples" / "regions.csv"


def load_sample_regions() -> None:
    """The fictional regions, in the table only while samples are held."""
    load_regions(Region, read_regions(GAZETTEER), fictional=True)


def remove(change: ContentChange) -> int:
    """Takes every sample out of the archive, with its documents, rounds, bodies and regions; returns how many."""
    samples = list(Report.objects.filter(origin=Origin.SAMPLE))
    if not samples and not Region.objects.filter(fictional=True).exists():
        return 0
    for report in samples:
        change.remove(report)
    ids = [report.pk for report in samples]
    SourceDocument.objects.filter(report__in=ids).update(report=None)
    documents = DocumentText.objects.filter(report__in=ids).values_list("document_id", flat=True)
    owned = [*documents]
    texts = DocumentText.objects.filter(document__in=owned)
    DeclaredTotal.objects.filter(report__in=ids).delete()
    Report.objects.filter(pk__in=ids).delete()
    texts.delete()
    SourceDocument.objects.filter(report=None).delete()
    InspectionRound.objects.filter(reports=None).delete()
    Body.objects.filter(rounds=None, region__fictional=True).delete()
    for level in ("county", "prefecture", "province"):
        Region.objects.filter(fictional=True, level=level).delete()
    return len(samples)
