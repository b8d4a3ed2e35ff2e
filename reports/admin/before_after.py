"""A correction for the eyes: what stood before and after, what the parse said then and says now, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.corrections.structure import OBSTACLES
from reports.models import Correction
from reports.models.choices import Operation
from reports.views.history import Words

NOTHING = "—"
LONGEST_MARKED = 2000
"""Longer texts stand side by side unmarked: comparing takes the square of their length."""


def before_after(correction: Correction) -> SafeString:
    """A row for each value that the correction changed, what went struck out and what came underlined."""
    rows = [(each.name, *marked(each.before, each.after)) for each in Words().differences(correction)]
    return table([_("内容"), _("更正前"), _("更正后")], rows) if rows else SafeString(NOTHING)


def marked(before: str | None, after: str | None) -> tuple[SafeString, SafeString]:
    """Two texts, safe, with the characters of the one that the other lacks in `del` and `ins`."""
    if before is None or after is None or max(len(before), len(after)) > LONGEST_MARKED:
        return SafeString(escape(before or NOTHING)), SafeString(escape(after or NOTHING))
    old, new = [], []
    for change, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = change == "equal"
        old.append(_piece(before[i:j], "" if same else "del"))
        new.append(_piece(after[k:m], "" if same else "ins"))
    return mark_safe("".join(old)), mark_safe("".join(new))


def _piece(text: str, tag: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if tag and text else str(escape(text))


def conflict_rows(correction: Correction) -> list[tuple[str, str, str, str]]:
    """For each value that a conflict is about: its name, the parse then, the parse now, the correction."""
    words, kind = Words(), correction.target_type
    corrected = correction.payload if correction.operation == Operation.SET else {}
    names = list(corrected) or [name for name in correction.against if name != "with"]

    return [
        (
            words.name(kind, name),
            words.value(kind, name, correction.against.get(name)) or NOTHING,
            words.value(kind, name, (correction.conflict or {}).get(name)) or NOTHING,
            words.value(kind, name, corrected.get(name)) or NOTHING,
        )
        for name in names
    ]


def obstacle(correction: Correction) -> str:
    """Why a correction in conflict cannot be carried out; nothing when it can."""
    parsed = correction.conflict or {}
    return OBSTACLES["gone"] if parsed.get("retired") else OBSTACLES.get(parsed.get("obstacle", ""), "")


def conflict_table(correction: Correction) -> SafeString:
    """What the parse said when the correction was made, what it says now, and the correction."""
    shown = table([_("内容"), _("原解析"), _("新解析"), _("更正")], conflict_rows(correction))
    said = obstacle(correction)
    return format_html("<p>{}</p>{}", said, shown) if said else shown


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> SafeString:
    """The first cell of each row is its heading."""
    return format_html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads)),
        format_html_join(
            "",
            '<tr><th scope="row">{}</th>{}</tr>',
            ((first, format_html_join("", "<td>{}</td>", ((cell,) for cell in rest))) for first, *rest in rows),
        ),
    )
