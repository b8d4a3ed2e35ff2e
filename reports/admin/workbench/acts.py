"""What an editor can do in the workbench: each act takes a form that came in and makes corrections of it.

All of a form is one transaction: values that were typed are set before a split or a merge, and if one of the two
cannot be done, neither is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from reports import corrections
from reports.admin.workbench.contents import KINDS, Contents, ProblemItem, listed
from reports.admin.workbench.fields import Row, Values, changed, values_of
from reports.admin.workbench.meanwhile import ChangedMeanwhileError
from reports.corrections import CorrectionError
from reports.models import Correction, Report
from reports.search.sync import content_change

RIGHTS = {
    "report": "reports.change_report",
    "round": "reports.change_inspectionround",
    "problem": "reports.change_problem",
    "measure": "reports.change_measure",
    "correction": "reports.change_correction",
}
"""What an editor must be allowed for a correction of a row of a kind."""
LABEL = 24
"""So many characters of a row name it in a message."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A form that came in: the item, what was typed (`given`), what it was opened with (`was`), why, and by whom."""

    contents: Contents
    key: str
    kind: str
    row: Row
    was: Mapping[str, Any]
    given: Values
    data: Mapping[str, Any]
    reason: str
    by: Any

    @property
    def report(self) -> Report:
        return self.contents.report

    def word(self, name: str) -> str:
        return str(self.data.get(name) or "").strip()

    def number(self, name: str) -> int | None:
        word = self.word(name)
        return int(word) if word.isdecimal() else None

    def apply(self, operation: str, payload: Mapping[str, Any], row: Row | None = None) -> Correction:
        return corrections.apply(operation, row or self.row, payload, reason=self.reason, by=self.by)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, in words, and the item to go on with."""

    said: str
    key: str


def perform(act: str, asked: Asked) -> Outcome:
    """Does one act of `ACTS`, after setting what was typed.

    Raises ChangedMeanwhileError when the row is no longer as the form had it, CorrectionError for what cannot be
    done; nothing has changed then.
    """
    with content_change():
        fresh = Contents.load(
            Report.objects.select_related("round__body__region", "source_text").get(pk=asked.report.pk)
        )
        row = fresh.row(asked.key)
        now = values_of(asked.kind, row) if row is not None else None
        if now is None or changed(asked.was, now):
            raise ChangedMeanwhileError(now)
        asked = replace(asked, contents=fresh, row=row)
        outcome = Outcome(_("内容没有变化，未记录更正。"), asked.key)
        typed = changed(asked.was, asked.given)
        if act == "respan":
            typed.pop("text", None)
        if typed:
            outcome = _done(asked.apply("set", typed), asked.key)
        return ACTS[act](asked) if act in ACTS else outcome


def split(asked: Asked) -> Outcome:
    """At the cursor, or before the words named where there is no script."""
    text = str(asked.given.get("text") or "")
    at = asked.number("at")
    if at is not None:
        typed = str(asked.data.get("text") or "").replace("\r\n", "\n")
        at = len(typed[:at].lstrip())
    elif words := asked.word("split_words"):
        at = text.find(words)
        if at < 0 or text.find(words, at + 1) >= 0:
            raise CorrectionError(_("第二部分开头的文字要在这一条中出现且只出现一次。"))
    payload: dict[str, Any] = {"at": at}
    if asked.kind == "problem":
        chosen = [each.removeprefix("m-") for each in asked.data.get("split_measures", [])]
        payload |= {"number": asked.word("split_number"), "measures": chosen or None}
    made = asked.apply("split", payload)
    return _done(made, f"{asked.key[0]}-{made.payload['id']}")


def merge(asked: Asked) -> Outcome:
    """With the item that stood next when the form was opened."""
    other = asked.word("next").partition("-")[2]
    return _done(asked.apply("merge", {"with": other} if other else {}), asked.key)


def delete(asked: Asked) -> Outcome:
    return _done(asked.apply("delete", {}), _neighbour(asked))


def _neighbour(asked: Asked) -> str:
    """The item to go on with when this one goes: the next of its kind, else the one before, else the report."""
    keys = [key for key in asked.contents.items() if key[0] == asked.key[0]]
    place = keys.index(asked.key)
    return next(iter(keys[place + 1 :] + keys[:place][::-1]), "report")


def move(asked: Asked) -> Outcome:
    """To the place chosen: after a problem, or under a problem after one of its measures."""
    goal, _bar, after = asked.word("place").partition("|")
    if asked.kind == "problem":
        return _done(asked.apply("move", {"after": goal.partition("-")[2] or None}), asked.key)
    payload: dict[str, Any] = {"to": goal.partition("-")[2], "after": after.partition("-")[2] or None}
    if origin := asked.word("from"):
        payload["from"] = origin.partition("-")[2]
    return _done(asked.apply("move", payload), asked.key)


def move_up(asked: Asked) -> Outcome:
    return _step(asked, -1)


def move_down(asked: Asked) -> Outcome:
    return _step(asked, 1)


def _step(asked: Asked, by: int) -> Outcome:
    """One place up or down among its own: a measure stays under its problem."""
    public_id = asked.row.public_id
    owner = None
    if asked.kind == "problem":
        keys = [item.row.public_id for item in asked.contents.problems]
    else:
        owners = asked.contents.owners(public_id)
        if not owners:
            raise CorrectionError(_("这条措施不在任何问题之下，请用“移到”。"))
        owner = owners[0].row.public_id
        keys = listed(owners[0].row)
    place = keys.index(public_id) + by
    if not 0 <= place < len(keys):
        raise CorrectionError(_("已经在最前或最后。"))
    rest = [key for key in keys if key != public_id]
    payload = {"after": rest[place - 1] if place else None}
    if owner is not None:
        payload |= {"from": owner, "to": owner}
    return _done(asked.apply("move", payload), asked.key)


def respan(asked: Asked) -> Outcome:
    """To the words selected in the source, or from some words to others where there is no script."""
    start, end = asked.number("start"), asked.number("end")
    if start is None or end is None:
        start, end = _passage(asked)
    return _done(asked.apply("respan", {"start": start, "end": end}), asked.key)


def _passage(asked: Asked) -> tuple[int, int]:
    """The span from the first words to the last words that were typed; of several the nearest to the present span."""
    text, first, last = asked.report.source_text.text, asked.word("from_words"), asked.word("to_words")
    near = getattr(asked.row, "start", None) or 0
    starts = _places(text, first) if first else []
    if not starts or not last:
        raise CorrectionError(_("请写明原文从哪几个字到哪几个字，照原文写。"))
    start = min(starts, key=lambda place: abs(place - near))
    end = text.find(last, start)
    if end < 0:
        raise CorrectionError(_("在开头的文字之后找不到“%s”。") % last)
    return start, end + len(last)


def _places(text: str, words: str) -> list[int]:
    found, place = [], text.find(words)
    while place >= 0:
        found.append(place)
        place = text.find(words, place + 1)
    return found


def _done(made: Correction, key: str) -> Outcome:
    return Outcome(_("已完成：%s。") % brief(made), key)


def brief(correction: Correction) -> str:
    """`改写 校舍维修进度…`: a correction in one line."""
    label = correction.target_label or correction.target
    return f"{correction.get_operation_display()} {label[:LABEL]}{'…' if len(label) > LABEL else ''}"


def add(contents: Contents, kind: str, after: str, values: Mapping[str, Any], *, reason: str, by: Any) -> Outcome:
    """A new problem or measure after the item `after`; a measure after a problem becomes its first.

    `values` may hold `start` and `end` in the source. Raises CorrectionError.
    """
    item = contents.items().get(after)
    target: Any = contents.report
    payload: dict[str, Any] = {"values": dict(values), "after": None}
    if kind == "problem":
        owner = item if isinstance(item, ProblemItem) or item is None else _owner(contents, after)
        payload["after"] = owner.row.public_id if owner is not None else None
    elif isinstance(item, ProblemItem):
        target = item.row
    else:
        target = _owner(contents, after).row
        payload["after"] = after.partition("-")[2]
    made = corrections.apply("add", target, payload, reason=reason, by=by)
    return _done(made, f"{kind[0]}-{made.payload['id']}")


def _owner(contents: Contents, measure: str) -> ProblemItem:
    owners = contents.owners(measure.partition("-")[2])
    if not owners:
        raise CorrectionError(_("这条措施不在任何问题之下，请先选一个问题。"))
    return owners[0]


def decide(correction: Correction, how: str, payload: Values | None, *, reason: str, by: Any) -> Outcome:
    """Undoes a correction, or decides its conflict: `undo`, `keep`, `drop`, `edit`. Raises CorrectionError."""
    key = _key_of(correction)
    if how == "undo":
        corrections.undo(correction, reason=reason, by=by)
        return Outcome(_("已撤销：%s。") % brief(correction), key)
    corrections.resolve(correction, how, payload=payload, reason=reason, by=by)
    return Outcome(_("冲突已处理：%s。") % brief(correction), key)


def _key_of(correction: Correction) -> str:
    kind = correction.target_type
    return kind if kind in ("report", "round") else f"{kind[0]}-{correction.target}"


def kind_of(key: str) -> str:
    """The kind of row that a key names. KeyError for what is no key."""
    return key if key in ("report", "round") else KINDS[key.partition("-")[0]]


ACTS: dict[str, Callable[[Asked], Outcome]] = {
    "split": split,
    "merge": merge,
    "delete": delete,
    "move": move,
    "up": move_up,
    "down": move_down,
    "respan": respan,
}
"""The acts on one item beside setting its values."""
