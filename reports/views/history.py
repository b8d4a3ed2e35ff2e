"""What editors corrected in a report: before, after, when, why, and under which alias. Undone corrections stay told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from reports.corrections.payloads import MODELS
from reports.models import Category, Correction, EditorAlias, Problem, Report
from reports.models.choices import CorrectionState, DeclaredKey, Operation, TargetType
from reports.views import gone
from reports.views.names import problem_name, round_name
from reports.views.pager import pager
from reports.views.report import found
from reports.views.wording import category_name, code_name

PER_PAGE = 50
FIELDS = {
    "categories": gettext_lazy("类别"),
    "declared": gettext_lazy("报告自述数字"),
    "body": gettext_lazy("被巡视单位"),
    "published": gettext_lazy("公布日期"),
    "signed": gettext_lazy("落款日期"),
    "start": gettext_lazy("开始"),
    "end": gettext_lazy("结束"),
    "feedback": gettext_lazy("反馈"),
}
"""Names of fields that are several columns, or none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one field, or a row's text, was and is; `name` is empty for texts, None means nothing stood there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One correction in words. `target` leads to the problem where it still has a page."""

    act: str
    kind: str
    label: str
    target: str | None
    differences: list[Difference]
    reason: str
    who: str
    when: dt.datetime
    undone: bool
    undone_who: str
    undone_when: dt.datetime | None
    undone_reason: str
    waits: bool
    unneeded: bool


@require_safe
def history(request: HttpRequest, public_id: str) -> HttpResponse:
    """The corrections of a report and of its round, newest first. Words taken out are in none of them: redacting
    takes them out of the corrections too."""
    report = found(public_id)
    if report.withdrawn_at is not None:
        return gone.withdrawn(request, report)
    rows = corrections_of(report)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    place = reverse("reports:report_history", args=[report.public_id])
    shown = pager(page=page, total=rows.count(), per_page=PER_PAGE, url=lambda number: f"{place}?page={number}")
    start = (shown.page - 1) * PER_PAGE
    region = report.round.body.region
    context = {
        "report": report,
        "chain": region.chain() if region else [],
        "entries": entries(list(rows[start : start + PER_PAGE])),
        "pager": shown,
    }
    return render(request, "pages/history.html", context)


def corrections_of(report: Report) -> Any:
    of_round = Q(target_type=TargetType.ROUND, target=report.round.public_id)
    of_report = Q(report=report) & ~Q(target_type=TargetType.ROUND)
    return Correction.objects.filter(of_round | of_report).order_by("-pk")


def entries(rows: list[Correction]) -> list[Entry]:
    """The corrections in words, in three queries."""
    names = {row.by_name for row in rows} | {row.undone_by_name for row in rows}
    aliases = {alias.by_name: alias.public_name for alias in EditorAlias.objects.filter(by_name__in=names)}
    words = Words()
    pages = set(
        Problem.objects.live()
        .filter(public_id__in=[row.target for row in rows if row.target_type == TargetType.PROBLEM])
        .values_list("public_id", flat=True)
    )
    return [
        Entry(
            act=str(row.get_operation_display()),
            kind=str(row.get_target_type_display()),
            label=row.target_label if row.target_type in (TargetType.PROBLEM, TargetType.MEASURE) else "",
            target=row.target if row.target in pages else None,
            differences=words.differences(row),
            reason=row.reason,
            who=_who(row.by_name, row.by_id is not None, aliases),
            when=row.created_at,
            undone=row.state == CorrectionState.UNDONE,
            undone_who=_who(row.undone_by_name, False, aliases),
            undone_when=row.undone_at,
            undone_reason=row.undone_reason,
            waits=row.state == CorrectionState.CONFLICT,
            unneeded=row.state == CorrectionState.REDUNDANT,
        )
        for row in rows
    ]


def _who(by_name: str, is_user: bool, aliases: Mapping[str, str]) -> str:
    """An alias, never a user name: what has none was a command's run, or somebody of before there were aliases."""
    return aliases.get(by_name) or (_("编辑") if is_user else _("程序"))


class Words:
    """Values of corrections as readers see them."""

    def __init__(self) -> None:
        self._categories: dict[str, str] = {}

    def differences(self, row: Correction) -> list[Difference]:
        if row.operation == Operation.REDACT:
            return []
        if row.operation == Operation.SET:
            return [
                Difference(
                    self.name(row.target_type, name),
                    self.value(row.target_type, name, row.before.get(name)),
                    self.value(row.target_type, name, row.after.get(name)),
                )
                for name in row.payload
            ]
        keys = [key for key in {**row.before, **row.after} if key != "order"]
        texts = [(_text(row.before.get(key)), _text(row.after.get(key))) for key in keys]
        return [Difference("", before, after) for before, after in texts if before != after]

    def name(self, target_type: str, field: str) -> str:
        """The name of a field of a kind of row."""
        if field in FIELDS:
            return str(FIELDS[field])
        return str(MODELS[target_type]._meta.get_field(field).verbose_name)

    def value(self, target_type: str, name: str, value: Any) -> str | None:
        """A field's value, in the form that a correction has it; None when there is none."""
        if value in (None, "", [], {}):
            return None
        if name == "categories":
            return _("、").join(self._category(code) for code in value)
        if name == "body":
            place = value["region"]["name"] if value["region"] else _("中央单位") if value["central"] else "—"
            return f"{value['name']} · {place}"
        if name == "continues":
            return self._problem(value)
        if name == "declared":
            return _("；").join(f"{DeclaredKey(key).label} {each['value']}" for key, each in value.items())
        if name == "types":
            return _("、").join(code_name("measure_types", code) for code in value)
        if isinstance(value, list):
            return " / ".join(str(each) for each in value)
        if isinstance(value, dict):
            return str(value["date"])[: {"day": 10, "month": 7, "year": 4}[value["precision"]]]
        choices = dict(MODELS[target_type]._meta.get_field(name).flatchoices)
        return str(choices.get(value, value))

    def _problem(self, public_id: str) -> str:
        """A problem of another report, in words as far as readers may see it."""
        rows = Problem.objects.public().select_related("report__round__authority_region")
        row = rows.filter(public_id=public_id).first()
        if row is None:
            return public_id
        words = (round_name(row.report.round), problem_name(row), row.statement)
        return " ".join(part for part in words if part)

    def _category(self, code: str) -> str:
        if not self._categories:
            self._categories = {each.code: category_name(each) for each in Category.objects.all()}
        return self._categories.get(code, code)


def _text(row: Mapping[str, Any] | None) -> str | None:
    """A row's number and text; None for a row that was not there."""
    if row is None:
        return None
    words = row.get("text") or _("（原文缺）")
    return f"{row['number']} {words}" if row.get("number") else words
