"""Checks what an editor asks for and completes it to the payload that is kept (the table in `structure`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from reports.corrections.bodies import check_body
from reports.corrections.effective import OPERATIONS
from reports.corrections.fields import DATES, SETTABLE
from reports.corrections.state import ReportState
from reports.corrections.structure import CONTEXT
from reports.models import Category, InspectionRound, Measure, Problem, Report
from reports.models.choices import Precision, Status, TargetType
from reports.models.identity import random_id

PUBLIC_ID = re.compile(r"^[a-z2-7]{12}$")

MODELS: dict[str, Any] = {"report": Report, "round": InspectionRound, "problem": Problem, "measure": Measure}

TARGETS: dict[str, frozenset[str]] = {
    "set": frozenset(SETTABLE),
    "add": frozenset({"report", "problem"}),
    "delete": frozenset({"problem", "measure"}),
    "split": frozenset({"problem", "measure"}),
    "merge": frozenset({"problem", "measure"}),
    "move": frozenset({"problem", "measure"}),
    "respan": frozenset({"problem", "measure"}),
}
"""Which kinds of rows an operation may be asked for. (`redact` has a service of its own.)"""

NEW_FIELDS = {
    "report": SETTABLE["problem"] - {"continues"} | {"run", "start", "end"},
    "problem": SETTABLE["measure"] | {"start", "end"},
}
"""What the values of an `add` may name, by the kind of its target."""


class CorrectionError(Exception):
    """A correction that cannot be made; the message says why, in Chinese and English."""


def check_request(operation: str, target_type: str, payload: Mapping[str, Any], reason: str) -> None:
    """Raises CorrectionError for what no state of the report could make right."""
    if not reason.strip():
        raise CorrectionError("请写明理由。Say why.")
    if operation not in OPERATIONS or operation not in TARGETS:
        raise CorrectionError(f"没有“{operation}”这种更正。There is no operation {operation!r}.")
    if target_type not in TARGETS[operation]:
        raise CorrectionError(f"这种更正不能用于这一类对象。No {operation} of a {target_type}.")
    if operation == "set":
        if not payload:
            raise CorrectionError("没有要改写的字段。No field is given.")
        check_values(target_type, payload, SETTABLE[target_type])


def check_values(target_type: str, values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """CorrectionError where a field is not among `allowed`, or its column, list of codes or rule refuses the value."""
    if unknown := "、".join(sorted(set(values) - allowed)):
        raise CorrectionError(f"不能改写这些字段：{unknown}。These fields cannot be set: {unknown}.")
    if "status" in values and values["status"] not in Status.values:
        raise CorrectionError(f"没有“{values['status']}”这种整改状态。There is no status {values['status']!r}.")
    if target_type == TargetType.MEASURE and "text" in values and not values["text"]:
        raise CorrectionError("措施的文本不能为空；要去掉它，请用删除。A measure needs a text; delete it instead.")
    check_categories(values.get("categories"))
    for name, value in values.items():
        try:
            _check_value(target_type, name, value)
        except (ValidationError, ValueError, TypeError, KeyError) as error:
            said = "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
            raise CorrectionError(f"{name} 的值不对：{said}。Wrong value of {name}: {said}.") from error


def _check_value(target_type: str, name: str, value: Any) -> None:
    """Asks the column whether it can hold the value; a date names its day, as exactly as it is known."""
    if name in DATES[target_type]:
        if value is not None:
            dt.date.fromisoformat(value["date"])
            Precision(value["precision"])
    elif name == "body":
        check_body(value)
    elif name == "continues":
        if value is not None and not PUBLIC_ID.match(value):
            raise ValueError(str(value))
    elif name not in ("categories", "declared", "path", "types"):
        MODELS[target_type]._meta.get_field(name).clean(value, None)


def check_categories(codes: Sequence[str] | None) -> None:
    """CorrectionError for more than three topics, one twice, a focus, or an unknown code; None is no change."""
    if codes is None:
        return
    if len(codes) > 3 or len(set(codes)) != len(codes):
        raise CorrectionError("一个问题最多归入三个不同的类别。A problem has at most three different categories.")
    known = set(Category.objects.filter(code__in=codes, parent__isnull=False).values_list("code", flat=True))
    if missing := [code for code in codes if code not in known]:
        raise CorrectionError(f"没有这些类别：{'、'.join(missing)}。There are no such topics: {', '.join(missing)}.")


def completed(
    operation: str, target_type: str, target: str, payload: Mapping[str, Any], state: ReportState, text: str
) -> dict[str, Any]:
    """The payload as it is kept. `state` is what is shown, `text` the source text that its spans count in.

    What the caller gave already stays (a payload that was exported comes back as it was). Raises CorrectionError
    for a part that is missing or wrong.
    """
    complete = COMPLETE.get(operation)
    return complete(target_type, target, payload, state, text) if complete else dict(payload)


def _add(target_type: str, target: str, payload: Mapping[str, Any], state: ReportState, text: str) -> dict[str, Any]:
    values = dict(payload.get("values") or {})
    check_values("problem" if target_type == "report" else "measure", values, NEW_FIELDS[target_type])
    if values.get("start") is not None and not values.get("text"):
        values["text"] = passage(text, values["start"], values.get("end"))
    if not values.get("text"):
        raise CorrectionError("新条目要有文字。A new row needs a text.")
    rows = list(state.problems if target_type == "report" else state.problems[target]["measures"])
    after = payload["after"] if "after" in payload else next(reversed(rows), None)
    if target_type == "report" and (neighbour := state.problems.get(after or "")):
        values = {"path": list(neighbour["path"]), "run": neighbour["run"], **values}
    source = {"source": payload.get("source", state.source)} if values.get("start") is not None else {}
    return {"id": new_id(payload), "after": after, "values": values, **source}


def _split(target_type: str, target: str, payload: Mapping[str, Any], state: ReportState, text: str) -> dict[str, Any]:
    row = state.rows(target_type)[target]
    words, at = row["text"] or "", payload.get("at")
    # Of an exported split the words around it say where it is; whether they are here is found out by carrying it out.
    told = {name: payload[name] for name in ("before", "after") if isinstance(payload.get(name), str)}
    inside = len(told) == 2 or (isinstance(at, int) and words[: max(at, 0)].strip() and words[at:].strip())
    if not isinstance(at, int) or not inside:
        raise CorrectionError("拆分处要在文字中间。The point must lie inside the text.")
    found: dict[str, Any] = {
        "id": new_id(payload),
        "at": at,
        "cut": payload.get("cut", _characters_of_source(words[:at], row, text)),
        "before": words[max(0, at - CONTEXT) : at],
        "after": words[at : at + CONTEXT],
        **(told if len(told) == 2 else {}),
    }
    if target_type == "problem":
        found["number"] = str(payload.get("number") or "")
        measures = payload.get("measures")
        if measures is not None and not set(measures) <= set(row["measures"]):
            raise CorrectionError("所选措施不在这个问题之下。The measures chosen are not those of the problem.")
        found["measures"] = measures
    return found


def _characters_of_source(words: str, row: Mapping[str, Any], text: str) -> int:
    """How many characters of the row's span its first words take: the source breaks lines inside them."""
    if row["start"] is None:
        return len(words)
    wanted = len("".join(words.split()))
    for offset, character in enumerate(text[row["start"] : row["end"]]):
        if wanted == 0:
            return offset
        wanted -= not character.isspace()
    return int(row["end"] - row["start"])


def _merge(target_type: str, target: str, payload: Mapping[str, Any], state: ReportState, _text: str) -> dict[str, Any]:
    other = payload.get("with")
    if other is None:
        keys = list(state.rows(target_type) if target_type == "problem" else _siblings(state, target))
        place = keys.index(target) + 1
        if place >= len(keys):
            raise CorrectionError("后面没有可以合并的一条。There is no next row to merge with.")
        other = keys[place]
    return {"with": other, "joint": str(payload.get("joint", ""))}


def _siblings(state: ReportState, measure: str) -> Sequence[str]:
    return next((row["measures"] for row in state.problems.values() if measure in row["measures"]), [measure])


def _move(target_type: str, target: str, payload: Mapping[str, Any], state: ReportState, _text: str) -> dict[str, Any]:
    if target_type == "problem":
        return {"after": payload.get("after")}
    owner = next((key for key, row in state.problems.items() if target in row["measures"]), None)
    goal = payload.get("to", owner)
    if goal not in state.problems:
        raise CorrectionError("没有要移到的那个问题。The problem to move it to is not in the report.")
    listed = [each for each in state.problems[goal]["measures"] if each != target]
    after = payload["after"] if "after" in payload else next(reversed(listed), None)
    return {"from": payload.get("from", owner), "to": goal, "after": after}


def _respan(
    _target_type: str, _target: str, payload: Mapping[str, Any], state: ReportState, text: str
) -> dict[str, Any]:
    start, end = payload.get("start"), payload.get("end")
    words = payload["text"] if payload.get("source") not in (None, state.source) else passage(text, start, end)
    return {"start": start, "end": end, "text": words, "source": payload.get("source", state.source)}


def passage(text: str, start: Any, end: Any) -> str:
    """The words of a span, line breaks and the blanks around them out. CorrectionError for a span outside the text."""
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise CorrectionError("所划的范围不在原文之内。The span does not lie inside the text.")
    words = "".join(line.strip() for line in text[start:end].splitlines())
    if not words:
        raise CorrectionError("所划的范围内没有文字。The span holds no words.")
    return words


def new_id(payload: Mapping[str, Any]) -> str:
    """The id that the payload brings along, or a random one that no row has."""
    given = payload.get("id")
    if given is not None:
        if not PUBLIC_ID.match(str(given)):
            raise CorrectionError("编号的写法不对。This is no public id.")
        return str(given)
    while True:
        found = random_id()
        models = (Problem, Measure)
        if not any(model.objects.filter(public_id=found).exists() for model in models):
            return found


COMPLETE: dict[str, Callable[[str, str, Mapping[str, Any], ReportState, str], dict[str, Any]]] = {
    "add": _add,
    "split": _split,
    "merge": _merge,
    "move": _move,
    "respan": _respan,
}
