"""A round whose reports came or went says again what those say together, and each of them shows it."""

from __future__ import annotations

from reports.corrections.effective import effective
from reports.corrections.plan import compare
from reports.corrections.rounds import merged_round, tellings
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.corrections.writer import carry_out
from reports.models import InspectionRound, Report
from reports.search.sync import ContentChange


def retell(round_: InspectionRound, change: ContentChange) -> None:
    """Writes the round's facts, parsed and shown, and what its reports derive from them."""
    told = merged_round(tellings(round_.reports.values_list("parsed", flat=True)))
    InspectionRound.objects.filter(pk=round_.pk).update(parsed=told)
    for report in Report.objects.filter(round=round_).select_related("round__body__region", "source_text"):
        change.touch(report)
        stored = StoredReport.load(report)
        parsed = stored.parsed_state()
        carry_out(compare(stored, parsed, effective(parsed, as_operations(corrections_of(report))), {}), stored)
