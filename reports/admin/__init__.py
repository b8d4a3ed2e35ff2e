"""The admin: editors correct here, operators see what imports did."""

from reports.admin import corrections_made, documents, hints, problems, records, reference, reports, uploads

__all__ = ["corrections_made", "documents", "hints", "problems", "records", "reference", "reports", "uploads"]
