"""What the archive holds of a run's files: asked once, so that an unchanged run does not ask twenty thousand times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import F

from reports.importing.types import Given
from reports.importing.version import software_version
from reports.models import Report, SourceDocument, Tombstone


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of the archive: the report that it belongs to, and whether the present software has nothing to do.

    `primary`: the report's text is its. `told` is what manifests have said of it that takes part in a parse.
    """

    document_id: int
    report_id: int
    report_public_id: str
    current: bool
    primary: bool
    told: Given

    def is_told_anew(self, given: Given) -> bool:
        """Whether a manifest says something that its report would be read otherwise with. Not of a source's name or
        address: the same bytes may come from two places, and would be read anew at each import.
        """
        return self.primary and any(
            said is not None and said != before
            for said, before in ((given.published, self.told.published), (given.region, self.told.region))
        )


class Known:
    """SHA-256 -> what the archive holds of these bytes, or why they were withdrawn. Kept up to date by the importer."""

    def __init__(self) -> None:
        version = software_version()
        rows = SourceDocument.objects.exclude(report=None).values_list(
            "sha256", "pk", "report_id", "report__public_id", "report__parser_version", *_TOLD.values()
        )
        primary = set(
            SourceDocument.objects.filter(report__source_text__document=F("pk")).values_list("sha256", flat=True)
        )
        self._held = {
            sha256: HeldDocument(
                document,
                report,
                public_id,
                current=sha256 not in primary or parsed_by == version,
                primary=sha256 in primary,
                told=_told(told),
            )
            for sha256, document, report, public_id, parsed_by, *told in rows
        }
        self._withdrawn: dict[str, str] = dict(Tombstone.objects.values_list("sha256", "reason"))

    def nothing_to_do(self, sha256: str, given: Given) -> bool:
        """True for bytes that are stored and parsed by this very software, told the same, and for withdrawn ones."""
        held = self._held.get(sha256)
        return sha256 in self._withdrawn or (held is not None and held.current and not held.is_told_anew(given))

    def to_parse_with(self, sha256: str, given: Given) -> Given | None:
        """What these bytes are to be parsed with: what this manifest says, else what was said before. None where
        nothing is to be done."""
        if self.nothing_to_do(sha256, given):
            return None
        held = self._held.get(sha256)
        return given if held is None else completed(given, held.told)

    def held(self, sha256: str) -> HeldDocument | None:
        return self._held.get(sha256)

    def withdrawn(self, sha256: str) -> str | None:
        """The reason for which these bytes were withdrawn."""
        return self._withdrawn.get(sha256)

    def add(self, document: SourceDocument, report: Report) -> None:
        """A document that this software has just stored for a report."""
        self._held[document.sha256] = HeldDocument(
            document.pk,
            report.pk,
            report.public_id,
            current=True,
            primary=report.source_text.document_id == document.pk,
            told=told_of(document),
        )


def told_of(document: SourceDocument) -> Given:
    """What manifests have said of a document that takes part in its parse."""
    return _told([getattr(document, column) for column in _TOLD.values()])


def completed(given: Given, before: Given) -> Given:
    """What is given, and where that says nothing what was said before."""
    return replace(given, **{name: getattr(given, name) or getattr(before, name) for name in _TOLD})


def _told(values: Sequence[str]) -> Given:
    source_url, source_name, published, region = (value or None for value in values)
    if not (source_url or source_name or published or region):
        return _NOTHING
    return Given(source_url=source_url, source_name=source_name, published=published, region=region)


_TOLD = {"source_url": "url", "source_name": "source_name", "published": "published", "region": "region_code"}
"""What a manifest calls it -> column of the document."""
_NOTHING = Given()
