"""The selected item's form and what stands beside it: where it can be moved to, what follows, its conflicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.forms import ChoiceField
from django.utils.translation import gettext as _

from reports.admin.before_after import conflict_rows, obstacle
from reports.admin.workbench.acts import RIGHTS, kind_of
from reports.admin.workbench.contents import Contents, Item, ProblemItem, listed
from reports.admin.workbench.earlier import Choices, earlier_choices, with_likely
from reports.admin.workbench.fields import RowForm, Values, topic_choices, values_of
from reports.admin.workbench.meanwhile import Meanwhile, Opened
from reports.models import Category, Correction, Problem
from reports.models.choices import Operation

REASONS = (
    "对照原文更正",
    "解析切分有误",
    "编号或层级有误",
    "归类不当",
    "整改状态有误",
    "原件有错漏",
    "补录遗漏内容",
    "前后通报同一问题",
)
"""Reasons to choose from. They are content, read by everybody in the history, and so in the reports' language."""
USUAL = {"undo": "操作有误", "decide": "核对原文"}
"""The reasons that stand in the fields for undoing and for deciding a conflict, to be changed."""
START = 30
"""So many characters of a text name its row in a list of places."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a usual reason, and words of the editor's own; kept from one correction to the next."""

    why: str = REASONS[0]
    more: str = ""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Reason:
        why = data.get("why") or ""
        return cls(why if why in REASONS else "", (data.get("more") or "").strip())

    def __str__(self) -> str:
        return "：".join(part for part in (self.why, self.more) if part)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A correction that a new parse contradicts: per value (name, parsed then, parsed now, corrected to) in words.
    `obstacle`: why it cannot be carried out; `form`: to make it anew with other values, of a `set` that can be."""

    correction: Correction
    values: list[tuple[str, str, str, str]]
    obstacle: str
    form: RowForm | None


@dataclass(slots=True)
class Editor:
    """Everything that the template of the form needs. `row` is None for an item that is to be added after `key`.
    `back` is the key of the item before; `removed_by` are the corrections that took the row out meanwhile."""

    key: str
    kind: str
    row: Any
    form: RowForm
    opened: Opened
    reason: Reason
    allowed: bool
    item: Item | None = None
    back: str = ""
    next_item: Item | None = None
    places: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    owners: list[ProblemItem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    meanwhile: Meanwhile | None = None
    removed_by: list[Correction] = field(default_factory=list)
    error: str = ""
    reasons: tuple[str, ...] = REASONS

    @property
    def is_new(self) -> bool:
        return self.row is None

    @property
    def was(self) -> str:
        """What the form was made from: comes back with it."""
        return json.dumps(dict(self.form.was), ensure_ascii=False)


class Editors:
    """Makes the editors of one page: the topics are read once, the reason and what the user may do are the same."""

    def __init__(self, contents: Contents, reason: Reason, user: Any) -> None:
        self.contents, self.reason, self.user = contents, reason, user
        self.categories = list(Category.objects.order_by("position"))
        self.topics = topic_choices(self.categories)
        self.opened = Opened.now(contents.report)

    def form(self, kind: str, was: Values, data: Any = None, **more: Any) -> RowForm:
        earlier = self._earlier if kind == "problem" else []
        return RowForm(kind, was, data, topics=self.topics, earlier=earlier, **more)

    @cached_property
    def _earlier(self) -> Choices:
        return earlier_choices(self.contents.report)

    def of(self, key: str, form: RowForm | None = None) -> Editor:
        """The editor of an item that the report has; `form` where one came in already."""
        kind, row = kind_of(key), self.contents.row(key)
        found = Editor(
            key=key,
            kind=kind,
            row=row,
            form=form or self.form(kind, values_of(kind, row)),
            opened=self.opened,
            reason=self.reason,
            allowed=self.user.has_perm(RIGHTS[kind]),
        )
        if isinstance(row, Problem) and isinstance(choice := found.form.fields.get("continues"), ChoiceField):
            choice.choices = with_likely(self._earlier, row)
        item = found.item = self.contents.items().get(key)
        waiting = item.conflicts if item else self.contents.of_header[kind]
        found.conflicts = [self.conflict(each) for each in waiting]
        if item is not None:
            keys = ["", *self.contents.items()]
            found.back = keys[keys.index(key) - 1]
            found.next_item = self._next(item)
            found.places = self._places(item)
            found.owners = [] if kind == "problem" else self.contents.owners(item.row.public_id)
        return found

    def new(self, kind: str, after: str, form: RowForm | None = None) -> Editor:
        """The empty form of a problem or measure to be added after an item."""
        return Editor(
            key=after,
            kind=kind,
            row=None,
            form=form or self.form(kind, EMPTY[kind]),
            opened=self.opened,
            reason=self.reason,
            allowed=self.user.has_perm(RIGHTS["report" if kind == "problem" else "problem"]),
        )

    def conflict(self, correction: Correction) -> Conflict:
        said = obstacle(correction)
        form = self.decision_form(correction) if correction.operation == Operation.SET and not said else None
        return Conflict(correction, conflict_rows(correction), said, form)

    def decision_form(self, correction: Correction, data: Any = None) -> RowForm:
        """The fields of a `set` in conflict, to be given other values."""
        values = dict(correction.payload)
        return self.form(correction.target_type, values, data, only=values, prefix=f"c{correction.pk}")

    def _next(self, item: Item) -> Item | None:
        """The item that a merge takes in: the next problem, or the next measure of the same problem."""
        siblings: list[Any] = list(self.contents.problems)
        if not isinstance(item, ProblemItem):
            items = self.contents.items()
            owner = next(iter(self.contents.owners(item.row.public_id)), None)
            siblings = [items[f"m-{key}"] for key in (listed(owner.row) if owner else ()) if f"m-{key}" in items]
        keys_in_order = [each.key for each in siblings]
        place = keys_in_order.index(item.key) + 1 if item.key in keys_in_order else len(siblings)
        return siblings[place] if place < len(siblings) else None

    def _places(self, item: Item) -> list[tuple[str, list[tuple[str, str]]]]:
        """Where the item can go: (group, [(place, its name)]), as `move` reads them."""
        problems = [each for each in self.contents.problems if each.key != item.key]
        if isinstance(item, ProblemItem):
            return [("", [("", _("最前")), *((each.key, named(each)) for each in problems)])]
        items = self.contents.items()
        groups = []
        for problem in self.contents.problems:
            keys = [f"m-{key}" for key in listed(problem.row)]
            rows = [items[key] for key in keys if key in items and key != item.key]
            groups.append(
                (
                    named(problem),
                    [(f"{problem.key}|", _("最前")), *((f"{problem.key}|{row.key}", named(row)) for row in rows)],
                )
            )
        return groups


def named(item: Item) -> str:
    """A row in a list of places: number and the first words."""
    number = getattr(item.row, "number", "")
    return f"{number} {(item.row.text or '…')[:START]}".strip()


EMPTY: dict[str, Values] = {
    "problem": {
        "text": None,
        "number": "",
        "label": "",
        "status": "unknown",
        "status_words": "",
        "categories": [],
    },
    "measure": {"text": None, "types": []},
}
"""The values of a row that is yet to be added. (A new problem takes the path of the one before it.)"""
