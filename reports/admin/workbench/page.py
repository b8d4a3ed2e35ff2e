"""Requests of the workbench: the page, an item's form alone, and forms that come in.

Without a script every act is a form that is sent, and a page that comes back. The script sends the same forms and puts
the same page in place; of an item that is chosen it asks for `?part=editor` only.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.admin.review import mark_reviewed, mark_unreviewed
from reports.admin.site import progress, worst_unreviewed
from reports.admin.workbench import acts
from reports.admin.workbench.contents import Contents
from reports.admin.workbench.editor import EMPTY, USUAL, Editor, Editors, Reason
from reports.admin.workbench.fields import Values, changed
from reports.admin.workbench.meanwhile import ChangedMeanwhileError, Opened, corrections_since, meanwhile
from reports.corrections import CorrectionError
from reports.models import Correction, Report

KEPT_REASON = "workbench_reason"
"""Where the session keeps the last reason."""
NEW = {"problem": "p", "measure": "m"}


def workbench(request: HttpRequest, model_admin: Any, key: int) -> HttpResponse:
    """The workbench of the report with the primary key `key`. 403 without the right to look at it; with that alone
    nothing can be changed."""
    rows = Report.objects.select_related("round__body__region", "source_text")
    report = get_object_or_404(rows, pk=key)
    if not model_admin.has_view_permission(request, report):
        raise PermissionDenied
    if request.method != "POST":
        return Page(request, report).show()
    act = request.POST.get("act", "")
    if act in ("review", "unreview"):
        return _review(request, model_admin, report, act)
    return Incoming(request, report, act).answer()


class Page:
    """A page of the workbench, with one item's form open."""

    def __init__(self, request: HttpRequest, report: Report) -> None:
        self.request, self.report = request, report
        self.contents = Contents.load(report)
        self.editors = Editors(self.contents, Reason(*request.session.get(KEPT_REASON, ())), request.user)

    def show(self) -> HttpResponse:
        """The item that the address names; without one the first problem that is doubtful, else the first."""
        key, new = self.request.GET.get("item", ""), self.request.GET.get("new", "")
        if new in NEW:
            return self.render(self.editors.new(new, key if key in self.contents.items() else ""))
        if self.contents.row(key) is None:
            if key:
                messages.info(self.request, _("所指的条目已不在这份通报中。"))
            key = self._first()
        return self.render(self.editors.of(key))

    def _first(self) -> str:
        problems = self.contents.problems
        doubtful = (each.key for each in problems if each.conflicts or each.doubts)
        return next(doubtful, problems[0].key if problems else "report")

    def render(self, editor: Editor, status: int = 200) -> HttpResponse:
        context = {"editor": editor, "report": self.report, "address": address(self.report), "usual": USUAL}
        if self.request.GET.get("part") == "editor":
            return TemplateResponse(self.request, "admin/workbench/editor.html", context, status=status)
        context |= {
            **admin.site.each_context(self.request),
            "is_nav_sidebar_enabled": False,
            "title": _("校对：%s") % self.report.display_title,
            "contents": self.contents,
            "lines": self.contents.source_lines("" if editor.is_new else editor.key),
            "done": self.contents.last_operations(),
            "lost": [self.editors.conflict(each) for each in self.contents.lost],
            "next_report": worst_unreviewed(besides=self.report),
            "progress": progress(),
            "topics": [category for category in self.editors.categories if category.parent_id is not None],
            "may_review": self.request.user.has_perm(acts.RIGHTS["report"]),
            "may_undo": self.request.user.has_perm(acts.RIGHTS["correction"]),
        }
        return TemplateResponse(self.request, "admin/workbench/page.html", context, status=status)


class Incoming:
    """A form that came in. What cannot be done is told on the same page, with everything that was typed."""

    def __init__(self, request: HttpRequest, report: Report, act: str) -> None:
        self.request, self.report, self.act = request, report, act
        self.data = request.POST
        self.reason = Reason.read(self.data)
        self.user: Any = request.user

    def answer(self) -> HttpResponse:
        if self.act in ("undo", "keep", "drop", "edit"):
            return self._decide()
        self._keep_reason()
        if self.data.get("new") in NEW:
            return self._add()
        return self._change()

    def _keep_reason(self) -> None:
        kept = [self.reason.why, self.reason.more]
        if self.request.session.get(KEPT_REASON) != kept:
            self.request.session[KEPT_REASON] = kept

    def _done(self, outcome: acts.Outcome) -> HttpResponse:
        messages.success(self.request, outcome.said)
        return HttpResponseRedirect(address(self.report, item=outcome.key))

    def _change(self) -> HttpResponse:
        key = self.data.get("item", "")
        try:
            kind = acts.kind_of(key)
            was: Values = json.loads(self.data.get("was", ""))
            opened = Opened.read(self.data.get("opened", ""))
        except (KeyError, ValueError) as error:
            raise BadRequest("no form of the workbench") from error
        self._allow(kind)
        page = Page(self.request, self.report)
        form = page.editors.form(kind, was, self.data)
        row = page.contents.row(key)
        if not form.is_valid():
            return page.render(page.editors.of(key, form) if row is not None else page.editors.new(kind, "", form), 422)
        data = {**self.data.dict(), "split_measures": self.data.getlist("split_measures")}
        asked = acts.Asked(page.contents, key, kind, row, was, form.given(), data, str(self.reason), self.user)
        try:
            outcome = acts.perform(self.act, asked)
        except ChangedMeanwhileError as error:
            return self._meanwhile(asked, opened, error.now)
        except CorrectionError as error:
            editor = page.editors.of(key, form)
            editor.error = str(error)
            return page.render(editor, 422)
        if self.act == "next":
            outcome = acts.Outcome(outcome.said, following(page.contents, key))
        return self._done(outcome)

    def _meanwhile(self, asked: acts.Asked, opened: Opened, now: Values | None) -> HttpResponse:
        """Tells what somebody else did. The form comes back with this editor's values, and the others as they are now;
        sent again it saves over. Of a row that is gone his values are offered as a new row."""
        page = Page(self.request, self.report)
        mine = changed(asked.was, asked.given)
        public_id = asked.key.partition("-")[2]
        if now is None:
            form = page.editors.form(asked.kind, EMPTY[asked.kind], shown={**EMPTY[asked.kind], **asked.given})
            editor = page.editors.new(asked.kind, self.data.get("back", ""), form)
            editor.error = _("这一条已被去掉。您写的内容在这里，可作为新条目加入，也可放弃。")
            editor.removed_by = corrections_since(self.report, public_id, opened)
            return page.render(editor, 409)
        editor = page.editors.of(asked.key, page.editors.form(asked.kind, now, shown={**now, **mine}))
        editor.meanwhile = meanwhile(self.report, asked.kind, public_id, opened, was=asked.was, now=now, mine=mine)
        return page.render(editor, 409)

    def _add(self) -> HttpResponse:
        kind, after = self.data["new"], self.data.get("item", "")
        self._allow("report" if kind == "problem" else "problem")
        page = Page(self.request, self.report)
        form = page.editors.form(kind, EMPTY[kind], self.data)
        editor = page.editors.new(kind, after, form)
        if not form.is_valid():
            return page.render(editor, 422)
        values = changed(EMPTY[kind], form.given())
        places = {name: int(self.data[name]) for name in ("start", "end") if self.data.get(name, "").isdecimal()}
        try:
            outcome = acts.add(page.contents, kind, after, {**values, **places}, reason=str(self.reason), by=self.user)
        except CorrectionError as error:
            editor.error = str(error)
            return page.render(editor, 422)
        return self._done(outcome)

    def _decide(self) -> HttpResponse:
        self._allow("correction")
        number = self.data.get("correction", "")
        rows = Correction.objects.filter(report=self.report) | Correction.objects.filter(
            target_type="round", target=self.report.round.public_id
        )
        correction = get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0)
        page = Page(self.request, self.report)
        payload = None
        if self.act == "edit":
            form = page.editors.decision_form(correction, self.data)
            if not form.is_valid():
                errors = (str(error) for found in form.errors.values() for error in found)
                messages.error(self.request, " ".join(errors))
                return page.show()
            payload = form.given()
        try:
            outcome = acts.decide(correction, self.act, payload, reason=str(self.reason), by=self.user)
        except CorrectionError as error:
            messages.error(self.request, str(error))
            return HttpResponseRedirect(address(self.report, item=self.data.get("item", "")))
        return self._done(outcome)

    def _allow(self, kind: str) -> None:
        if not self.user.has_perm(acts.RIGHTS[kind]):
            raise PermissionDenied


def following(contents: Contents, key: str) -> str:
    """The next problem after an item: of the last one itself."""
    keys = list(contents.items())
    if key not in keys:
        return contents.problems[0].key if contents.problems else key
    return next((each for each in keys[keys.index(key) + 1 :] if each.startswith("p-")), key)


def address(report: Report, *, item: str = "") -> str:
    found = reverse("admin:reports_report_workbench", args=[report.pk])
    return f"{found}?item={item}#i-{item}" if item else found


def _review(request: HttpRequest, model_admin: Any, report: Report, act: str) -> HttpResponse:
    if not model_admin.has_change_permission(request, report):
        raise PermissionDenied
    mark = mark_reviewed if act == "review" else mark_unreviewed
    mark(model_admin, request, Report.objects.filter(pk=report.pk))
    return HttpResponseRedirect(address(report, item=request.POST.get("item", "")))
