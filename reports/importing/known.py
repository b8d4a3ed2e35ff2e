"""What the archive holds of a run's files: asked once, so that an unchanged run does not ask twenty thousand times."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from reports.importing.version import software_version
from reports.models import SourceDocument, Tombstone


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of the archive: the report that it belongs to, and whether the present software has nothing to do."""

    document_id: int
    report_id: int
    report_public_id: str
    current: bool


class Known:
    """SHA-256 -> what the archive holds of these bytes, or why they were withdrawn. Kept up to date by the importer."""

    def __init__(self) -> None:
        version = software_version()
        rows = SourceDocument.objects.exclude(report=None).values_list(
            "sha256", "pk", "report_id", "report__public_id", "report__parser_version"
        )
        primary = set(
            SourceDocument.objects.filter(report__source_text__document=F("pk")).values_list("sha256", flat=True)
        )
        self._held = {
            sha256: HeldDocument(document, report, public_id, sha256 not in primary or parsed_by == version)
            for sha256, document, report, public_id, parsed_by in rows
        }
        self._withdrawn: dict[str, str] = dict(Tombstone.objects.values_list("sha256", "reason"))

    def nothing_to_do(self, sha256: str) -> bool:
        """True for bytes that are stored and parsed by this very software, and for withdrawn ones."""
        held = self._held.get(sha256)
        return sha256 in self._withdrawn or (held is not None and held.current)

    def held(self, sha256: str) -> HeldDocument | None:
        return self._held.get(sha256)

    def withdrawn(self, sha256: str) -> str | None:
        """The reason for which these bytes were withdrawn."""
        return self._withdrawn.get(sha256)

    def add(self, sha256: str, held: HeldDocument) -> None:
        self._held[sha256] = held
