"""The rows of the archive (design.md §3), one file a subject."""

from reports.models.audit import AuditEntry, EditorAlias
from reports.models.body import Body
from reports.models.category import Category, ProblemCategory
from reports.models.correction import Correction, Redaction, Tombstone
from reports.models.document import DocumentText, SourceDocument
from reports.models.error_report import ErrorReport
from reports.models.importing import ImportRecord, ImportRun
from reports.models.problem import Measure, MeasureFact, Problem, ProblemMeasure
from reports.models.region import Region
from reports.models.report import DeclaredTotal, Report
from reports.models.round import InspectionRound
from reports.models.state import ArchiveState, Change
from reports.models.upload import Upload

__all__ = [
    "ArchiveState",
    "AuditEntry",
    "Body",
    "Category",
    "Change",
    "Correction",
    "DeclaredTotal",
    "DocumentText",
    "EditorAlias",
    "ErrorReport",
    "ImportRecord",
    "ImportRun",
    "InspectionRound",
    "Measure",
    "MeasureFact",
    "Problem",
    "ProblemCategory",
    "ProblemMeasure",
    "Redaction",
    "Region",
    "Report",
    "SourceDocument",
    "Tombstone",
    "Upload",
]
