"""The operations that change what a report consists of: add, delete, split, merge, move, respan. Pure functions.

| operation | target | payload |
|---|---|---|
| `add` | report | `id`, `after` (problem or None: first), `values` of the new problem (`text` at least; categories as codes), `source` when they hold a span |
| `add` | problem | `id`, `after` (one of its measures or None: first), `values` of the new measure, `source` when they hold a span |
| `delete` | problem, measure | nothing: a problem goes with the measures that only it has, a measure from every problem |
| `split` | problem, measure | `at`: characters of its text that stay; `cut`: the same in its span; `before`, `after`: the words around; `id` of the second part; of a problem also its `number` and the `measures` that go with it (None: both have all) |
| `merge` | problem, measure | `with`: the row of the same kind whose text follows; `joint`: what stands between the texts |
| `move` | problem | `after` (problem or None: first) |
| `move` | measure | `from` (problem or None: it stays where it is too), `to` (problem), `after` (measure there or None: first) |
| `respan` | problem, measure | `start`, `end`, `text` as the source has it there, and `source`: the hash of the text they count in |

`id` is the public id of a row that an editor makes: carried here, so that the same operations give the same rows.
An operation that cannot be carried out raises ObstacleError with a code of `OBSTACLES`.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports.corrections.state import ReportState, Rows, Values

OBSTACLES = {
    "gone": "这一条已不在通报中",
    "other_gone": "所涉及的另一条已不在通报中",
    "place_gone": "要放到其后的那一条已不在通报中",
    "point_gone": "拆分处的文字已经改变",
    "no_text": "这一条没有文字",
    "itself": "不能与自身合并，也不能移到自身之后",
    "same_text": "通报中已有文字相同的一条",
    "words_gone": "新的原文里找不到已遮盖的文字，请核对是否换了写法",
    "id_taken": "新条目的编号已被使用",
}
CONTEXT = 8
"""Characters on either side of a split that find its point again in a changed text."""

NEW_PROBLEM: dict[str, Any] = {
    "label": "",
    "number": "",
    "run": 0,
    "path": [],
    "text": None,
    "text_missing": False,
    "start": None,
    "end": None,
    "block_start": None,
    "block_end": None,
    "status": "unknown",
    "status_words": "",
    "status_start": None,
    "status_end": None,
    "categories": [],
    "measures": [],
}
NEW_MEASURE: dict[str, Any] = {"text": None, "start": None, "end": None, "types": [], "facts": []}


class ObstacleError(Exception):
    """Why an operation cannot be carried out on a state: a code of OBSTACLES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add(state: ReportState, target_type: str, target: str, payload: Mapping[str, Any]) -> ReportState:
    """A new problem of the report, or a new measure of a problem."""
    key, after = payload["id"], payload["after"]
    if key in state.problems or key in state.measures:
        raise ObstacleError("id_taken")
    values = dict(payload["values"])
    if values.get("start") is not None and payload.get("source") != state.source:
        values |= {"start": None, "end": None}
    text = squeezed(values["text"])
    if target_type == "report":
        if any(squeezed(row["text"]) == text for row in state.problems.values()):
            raise ObstacleError("same_text")
        codes = values.pop("categories", [])
        row = {**NEW_PROBLEM, **values, "categories": chosen_categories(codes, [])}
        row |= {"block_start": row["start"], "block_end": row["end"]}
        return replace(state, problems=placed(state.problems, key, row, after))
    problem = state.problems[target]
    if any(squeezed(state.measures[each]["text"]) == text for each in problem["measures"]):
        raise ObstacleError("same_text")
    listed = listed_after(problem["measures"], key, after)
    neighbour = after if after in state.measures else next(iter([*state.measures][-1:]), None)
    return replace(
        state,
        problems={**state.problems, target: {**problem, "measures": listed}},
        measures=placed(state.measures, key, {**NEW_MEASURE, **values}, neighbour),
    )


def chosen_categories(codes: Sequence[str], parsed: Sequence[Values]) -> list[Values]:
    """An editor's categories in order: those that the parse had too keep their score and evidence."""
    known = {value["code"]: value for value in parsed}
    return [known.get(code, {"code": code, "score": 0.0, "evidence": []}) for code in codes]


def delete(state: ReportState, target_type: str, target: str, _payload: Mapping[str, Any]) -> ReportState:
    """Takes a problem out with the measures that only it has, or a measure out of every problem."""
    if target_type == "measure":
        return without_measures(state, {target})
    problems = {key: row for key, row in state.problems.items() if key != target}
    kept = {measure for row in problems.values() for measure in row["measures"]}
    gone = set(state.problems[target]["measures"]) - kept
    return without_measures(replace(state, problems=problems), gone)


def without_measures(state: ReportState, gone: set[str]) -> ReportState:
    """The state without these measures (public ids), under no problem either."""
    problems = {
        key: {**row, "measures": [measure for measure in row["measures"] if measure not in gone]}
        if gone.intersection(row["measures"])
        else row
        for key, row in state.problems.items()
    }
    return replace(
        state, problems=problems, measures={key: row for key, row in state.measures.items() if key not in gone}
    )


def split(state: ReportState, target_type: str, target: str, payload: Mapping[str, Any]) -> ReportState:
    """Makes two rows of one: the first part stays, the second becomes the row `id` right after it."""
    rows = state.rows(target_type)
    row, key = rows[target], payload["id"]
    if key in state.problems or key in state.measures:
        raise ObstacleError("id_taken")
    point = split_point(row["text"], payload)
    head, tail = row["text"][:point].rstrip(), row["text"][point:].lstrip()
    cut = _cut(row, payload["cut"] + point - payload["at"])
    first: dict[str, Any] = {**row, "text": head, "end": cut}
    second: dict[str, Any] = {**row, "text": tail, "start": cut}
    if target_type == "measure":
        facts = row.get("facts", [])
        first["facts"] = [fact for fact in facts if cut is None or fact["start"] < cut]
        second["facts"] = [fact for fact in facts if cut is not None and fact["start"] >= cut]
        problems = {
            each: {**problem, "measures": listed_after(problem["measures"], key, target)}
            if target in problem["measures"]
            else problem
            for each, problem in state.problems.items()
        }
        measures = placed({**rows, target: first}, key, second, target)
        return replace(state, problems=problems, measures=measures)
    second |= {"label": "", "number": payload.get("number") or "", "block_start": cut}
    if payload.get("measures") is not None:
        chosen = set(payload["measures"])
        first["measures"] = [each for each in row["measures"] if each not in chosen]
        second["measures"] = [each for each in row["measures"] if each in chosen]
    return replace(state, problems=placed({**rows, target: first}, key, second, target))


def split_point(text: str | None, payload: Mapping[str, Any]) -> int:
    """Where the text is split now: at its old place, else at the one place with the same words around it."""
    if not text:
        raise ObstacleError("no_text")
    at, before, after = payload["at"], payload["before"], payload["after"]
    if text[max(0, at - len(before)) : at] == before and text[at : at + len(after)] == after and text[at:].strip():
        return int(at)
    first = text.find(before + after)
    if first < 0 or text.find(before + after, first + 1) >= 0:
        raise ObstacleError("point_gone")
    return first + len(before)


def _cut(row: Values, offset: int) -> int | None:
    """The place in the source where the second part begins; None where the row has no span."""
    if row["start"] is None or row["end"] is None:
        return None
    return int(min(max(row["start"] + offset, row["start"]), row["end"]))


def merge(state: ReportState, target_type: str, target: str, payload: Mapping[str, Any]) -> ReportState:
    """Makes one row of two: the other's text, span, measures and facts come to the target; the other goes."""
    rows, other = state.rows(target_type), payload["with"]
    if other == target:
        raise ObstacleError("itself")
    if other not in rows:
        raise ObstacleError("other_gone")
    row, taken = rows[target], rows[other]
    texts = [each["text"] for each in (row, taken) if each["text"]]
    text = payload["joint"].join(texts) or None
    merged: dict[str, Any] = {**row, "text": text, **_span_of_both(row, taken, "start", "end")}
    if target_type == "measure":
        merged["facts"] = [*row.get("facts", []), *taken.get("facts", [])]
        merged["types"] = list(dict.fromkeys([*row.get("types", []), *taken.get("types", [])]))
        problems = {
            each: {**problem, "measures": _replaced(problem["measures"], other, target)}
            if other in problem["measures"]
            else problem
            for each, problem in state.problems.items()
        }
        measures = {each: value for each, value in {**rows, target: merged}.items() if each != other}
        return replace(state, problems=problems, measures=measures)
    merged |= {
        "text_missing": text is None,
        "measures": list(dict.fromkeys([*row["measures"], *taken["measures"]])),
        "categories": row["categories"] or taken["categories"],
        "continues": row.get("continues") or taken.get("continues"),
        **_span_of_both(row, taken, "block_start", "block_end"),
    }
    return replace(state, problems={each: value for each, value in {**rows, target: merged}.items() if each != other})


def _span_of_both(one: Values, other: Values, start: str, end: str) -> dict[str, Any]:
    """From the first character of either to the last; the one span where the other row has none."""
    spans = [(row[start], row[end]) for row in (one, other) if row.get(start) is not None and row.get(end) is not None]
    if not spans:
        return {}
    return {start: min(span[0] for span in spans), end: max(span[1] for span in spans)}


def _replaced(listed: Sequence[str], old: str, new: str) -> list[str]:
    return list(dict.fromkeys(new if each == old else each for each in listed))


def move(state: ReportState, target_type: str, target: str, payload: Mapping[str, Any]) -> ReportState:
    """Puts a problem to another place of the report, or a measure to another place or under another problem."""
    after = payload["after"]
    if after == target:
        raise ObstacleError("itself")
    if target_type == "problem":
        rest = {key: row for key, row in state.problems.items() if key != target}
        return replace(state, problems=placed(rest, target, state.problems[target], after))
    source, goal = payload["from"], payload["to"]
    if goal not in state.problems or (
        source is not None and target not in state.problems.get(source, _NOTHING)["measures"]
    ):
        raise ObstacleError("other_gone")
    problems = dict(state.problems)
    for key in (source, goal):
        if key is not None:
            row = problems[key]
            problems[key] = {**row, "measures": [each for each in row["measures"] if each != target]}
    row = problems[goal]
    problems[goal] = {**row, "measures": listed_after(row["measures"], target, after)}
    return replace(state, problems=problems)


_NOTHING: Values = {"measures": []}


def respan(state: ReportState, target_type: str, target: str, payload: Mapping[str, Any]) -> ReportState:
    """Draws the span anew. In another text than the one it was drawn in, only the words are kept."""
    row: dict[str, Any] = {**state.rows(target_type)[target], "text": payload["text"]}
    if payload["source"] == state.source:
        row |= {"start": payload["start"], "end": payload["end"]}
        if row.get("block_start") is not None:
            row["block_start"] = min(row["block_start"], row["start"])
            row["block_end"] = max(row["block_end"], row["end"])
    if target_type == "problem":
        row["text_missing"] = False
    return state.with_row(target_type, target, row)


def placed(rows: Rows, key: str, row: Values, after: str | None) -> dict[str, Values]:
    """The rows with one more after the row named, or first."""
    if after is None:
        return {key: row, **rows}
    if after not in rows:
        raise ObstacleError("place_gone")
    found: dict[str, Values] = {}
    for each, values in rows.items():
        found[each] = values
        if each == after:
            found[key] = row
    return found


def listed_after(listed: Sequence[str], key: str, after: str | None) -> list[str]:
    """The list with `key` after another member, or first."""
    if after is None:
        return [key, *listed]
    if after not in listed:
        raise ObstacleError("place_gone")
    place = list(listed).index(after) + 1
    return [*listed[:place], key, *listed[place:]]


def squeezed(text: str | None) -> str:
    """The text without white space: line breaks of a copy make no other text."""
    return "".join((text or "").split())
