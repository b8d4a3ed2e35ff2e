"""报告自述与逐条清点: what a report says about itself beside what is counted in it (design.md §3, Counting)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.counting import counted_problems, listed_by_heading
from reports.models import DeclaredTotal, Problem, Report
from reports.models.choices import DeclaredKey, Status
from reports.views.passages import line_of
from reports.views.wording import yuan

STATUS_KEYS = {
    DeclaredKey.COMPLETED: Status.COMPLETED,
    DeclaredKey.MOSTLY_COMPLETED: Status.MOSTLY_COMPLETED,
    DeclaredKey.IN_PROGRESS: Status.IN_PROGRESS,
    DeclaredKey.LONG_TERM: Status.LONG_TERM,
    DeclaredKey.NOT_COMPLETED: Status.NOT_COMPLETED,
}
MONEY = {DeclaredKey.MONEY_RECOVERED, DeclaredKey.LOSSES_RECOVERED}


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One line of the table. `difference` is counted less declared, None where the two cannot be compared.

    `line` is where the line of the source begins that states the total; None where that is not known.
    """

    key: str
    label: str
    declared: str
    words: str
    counted: str
    difference: int | None
    comparable: bool
    line: int | None = None


class Totals:
    """The table and its sentences for one report."""

    def __init__(
        self,
        report: Report,
        declared: Sequence[DeclaredTotal],
        problems: Sequence[Problem],
        measures: int,
        *,
        source: str = "",
    ) -> None:
        self.declared: Mapping[str, DeclaredTotal] = {total.key: total for total in declared}
        self.problems, self.measures, self.source = problems, measures, source
        self.counted = report.counted_problems
        self.stated = self._value(DeclaredKey.PROBLEMS)
        self.by_heading = listed_by_heading(self.stated, self.counted)
        self.every_status_known = bool(problems) and all(problem.status != Status.UNKNOWN for problem in problems)

    def _value(self, key: DeclaredKey) -> int | None:
        return self.declared[key].value if key in self.declared else None

    def rows(self) -> list[TotalRow]:
        """Problems and measures always; the rest where the report states them, in the order of DeclaredKey."""
        always = (DeclaredKey.PROBLEMS, DeclaredKey.MEASURES)
        return [self._row(key) for key in DeclaredKey if key in self.declared or key in always]

    def _row(self, key: DeclaredKey) -> TotalRow:
        total = self.declared.get(key)
        counted = self._counted(key)
        comparable = total is not None and counted is not None and self._comparable(key)
        declared = "" if total is None else yuan(total.value) if key in MONEY else f"{total.value:,}"
        return TotalRow(
            key=key,
            label=str(key.label).removesuffix("（元）").removesuffix(" (yuan)"),
            declared=declared,
            words=total.words if total else "",
            counted="" if counted is None else f"{counted:,}",
            difference=counted - total.value if comparable and total is not None and counted is not None else None,
            comparable=comparable,
            line=None if total is None or total.start is None else line_of(self.source, total.start),
        )

    def _counted(self, key: DeclaredKey) -> int | None:
        if key == DeclaredKey.PROBLEMS:
            return self.counted
        if key == DeclaredKey.MEASURES:
            return self.measures
        if key in STATUS_KEYS and any(problem.status != Status.UNKNOWN for problem in self.problems):
            of_status = (problem for problem in self.problems if problem.status == STATUS_KEYS[key])
            return counted_problems((problem.run, problem.number) for problem in of_status)
        return None

    def _comparable(self, key: DeclaredKey) -> bool:
        """Measures are not: what a report calls so is the number of its plan, of which it tells a part."""
        if key == DeclaredKey.MEASURES:
            return False
        if key in STATUS_KEYS:
            return self.every_status_known and not self.by_heading
        return not self.by_heading

    def sentences(self) -> list[str]:
        """What the table comes to, in plain words; empty when the report states nothing and nothing differs."""
        told = []
        if self.stated is not None:
            numbers = {"stated": self.stated, "counted": self.counted}
            if self.counted == 0:
                told.append(_("报告自述有 %(stated)d 个问题，正文没有逐条列出。") % numbers)
            elif self.by_heading:
                told.append(
                    _("报告自述有 %(stated)d 个问题，正文归并成 %(counted)d 条来写：口径不同，不算不符。") % numbers
                )
            elif self.stated != self.counted:
                gap = abs(self.stated - self.counted)
                less = _("少 %d 个") % gap if self.counted < self.stated else _("多 %d 个") % gap
                told.append(_("报告自述有 %(stated)d 个问题，正文逐条列出 %(counted)d 个，") % numbers + less + _("。"))
            else:
                told.append(_("报告自述有 %(stated)d 个问题，正文逐条列出的也是 %(counted)d 个，两相符合。") % numbers)
        elif self.counted:
            told.append(_("报告没有说共有多少个问题，正文逐条列出 %d 个。") % self.counted)
        told_apart = [total for key in STATUS_KEYS if (total := self.declared.get(key)) and total.value]
        if told_apart and self.problems and all(problem.status == Status.UNKNOWN for problem in self.problems):
            split = _("、").join(f"{total.get_key_display()} {total.value:,}" for total in told_apart)
            told.append(_("报告只写了各种整改状态的总数（%s），没有写明是哪些问题。") % split)
        rows = {row.key: row for row in self.rows()}
        differing = [row for key in STATUS_KEYS if (row := rows.get(key)) and row.difference]
        if differing:
            told.append(
                _("整改状态也有出入：")
                + _("；").join(
                    _("%(label)s自述 %(declared)s 个，逐条清点 %(counted)s 个")
                    % {"label": row.label, "declared": row.declared, "counted": row.counted}
                    for row in differing
                )
                + _("。")
            )
        if len(self.problems) > self.counted:
            numbers = {"rows": len(self.problems), "counted": self.counted}
            told.append(
                _("同号分列的问题（如 35-1、35-2）清点时算一个，所以下面的 %(rows)d 条算作 %(counted)d 个。") % numbers
            )
        return told
