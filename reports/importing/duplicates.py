"""Copies that their header does not give away: body or dates lost, or told otherwise by another site.

Rows keep the hash of their folded text (`fingerprint`, indexed): a copy shares the hashes of its longest rows with
the report that it copies, in whatever encoding and layout it comes. So candidates cost two look-ups in an index,
however many reports there are, and only they are compared text by text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.corrections.rows import fingerprint
from reports.importing.identify import alike
from reports.importing.states import ParsedValues
from reports.models import Measure, Problem, Report
from reports.models.bulk import looked_up

LONGEST = 24
"""So many rows of each table are looked up: the longest, which no two reports share by chance."""
SHORTEST = 15
"""Characters below which a row may be a set phrase of the genre."""
SHARED = 2
CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Longest:
    """The fingerprints of a text's longest problems and measures."""

    problems: list[str]
    measures: list[str]


def longest_rows(values: ParsedValues) -> Longest:
    return Longest(_longest(values.problems), _longest(values.measures))


def look_alike(rows: Longest, text: str) -> Report | None:
    """The stored report that the text with these rows is, to all appearance, a copy of; None when there is none.

    Only a likeness: whether anything contradicts is for the caller to see.
    """
    shared: Counter[int] = Counter()
    for model, fingerprints in ((Problem, rows.problems), (Measure, rows.measures)):
        shared.update(looked_up(model, "fingerprint", fingerprints, give="report_id"))
    likely = {key: count for key, count in shared.items() if count >= SHARED}
    if not likely:
        return None
    shown = Report.objects.public().filter(pk__in=likely).select_related("round__body", "source_text")
    for report in sorted(shown, key=lambda each: (-likely[each.pk], each.pk))[:CANDIDATES]:
        if alike(report.source_text.text, text):
            return report
    return None


def _longest(rows: Sequence[dict[str, Any]]) -> list[str]:
    texts = {row["text"] for row in rows if row["text"] and len(row["text"]) >= SHORTEST}
    return [fingerprint(text) for text in sorted(texts, key=lambda each: (-len(each), each))[:LONGEST]]
