"""Copies that their header does not give away: body or dates lost, or told otherwise by another site.

Problems keep the hash of their folded text (`fingerprint`, indexed): a copy shares the hashes of its longest problems
with the report that it copies, in whatever encoding and layout it comes. So candidates cost one look-up in an index,
however many reports there are, and only they are compared text by text. The measures of a report are three times as
many and longer, so that fewer of them come through a damaged copy unchanged: an index of theirs would cost an import
more than all that it finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from reports.importing.identify import alike
from reports.models import Problem, Report
from reports.models.bulk import looked_up

LONGEST = 48
"""So many problems are looked up: the longest, which no two reports share by chance."""
SHORTEST = 15
"""Characters below which a row may be a set phrase of the genre."""
SHARED = 2
FEW = 5
"""Of a text with so few problems one that is shared makes a candidate."""
CANDIDATES = 3


def longest_rows(problems: Iterable[tuple[str | None, str]]) -> list[str]:
    """The fingerprints of a text's longest problems, each once; `problems` are (statement, fingerprint)."""
    found = {print_: len(text) for text, print_ in problems if text and len(text) >= SHORTEST}
    return sorted(found, key=lambda each: (-found[each], each))[:LONGEST]


def look_alike(fingerprints: Sequence[str], text: str) -> Report | None:
    """The stored report that the text with these problems is, to all appearance, a copy of; None when there is none.

    Only a likeness: whether anything contradicts is for the caller to see.
    """
    shared = Counter(looked_up(Problem, "fingerprint", fingerprints, give="report_id"))
    least = SHARED if len(fingerprints) > FEW else 1
    likely = {key: count for key, count in shared.items() if count >= least}
    if not likely:
        return None
    shown = Report.objects.public().filter(pk__in=likely).select_related("round__body", "source_text")
    for report in sorted(shown, key=lambda each: (-likely[each.pk], each.pk))[:CANDIDATES]:
        if alike(report.source_text.text, text):
            return report
    return None
