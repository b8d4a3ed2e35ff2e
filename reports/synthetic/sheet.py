"""The sheet that a layout writes on: lines of text, and beside them what a careful reader finds there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.synthetic.content import Group, Item, Unit
from reports.synthetic.numerals import chinese
from reports.synthetic.scene import Scene

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
# How the steps of a problem are told apart, by name: what stands before the step at place i (from 1).
MARKS: dict[str, Callable[[int], str]] = {
    "shi": lambda i: f"{chinese(i)}是",
    "di": lambda i: f"第{chinese(i)},",
    "paren": lambda i: f"({i})",
    "chinese_paren": lambda i: f"({chinese(i)})",
    "circled": lambda i: _CIRCLED[i - 1],
}
# Half-width punctuation that pages print full-width (written as escapes, which no editor turns half-width).
_WIDE = str.maketrans(",:;()!", "\uff0c\uff1a\uff1b\uff08\uff09\uff01")
_INNER_QUOTES = str.maketrans("“”", "‘’")


@dataclass(slots=True)
class Sheet:
    """Lines, and the problems found in them, in the form of the annotation schema."""

    scene: Scene
    lines: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def line(self, *words: str) -> None:
        self.lines.append("".join(words))

    def problem(
        self,
        item: Item,
        *,
        label: str | None,
        number: str | None,
        path: Sequence[str],
        text: str | None,
        measures: Sequence[str],
    ) -> None:
        """Notes a problem where it stands. `text`: the statement as printed, None where the source lost it."""
        self.problems.append(
            {
                "label": label,
                "number": number,
                "path": list(path),
                "text": text,
                "text_missing": text is None,
                "measures": [{"text": measure} for measure in measures],
                "topics": [item.topic],
            }
        )

    def rectified(
        self, item: Item, heading: str, label: str, number: int, path: Sequence[str], text: str, lead: str = "整改情况:"
    ) -> None:
        """A problem: its heading on a line of its own, its rectification text in one paragraph behind `lead`."""
        self.line(heading)
        paragraph, measures = self.paragraph_or_marked(item.steps)
        self.line(lead, paragraph)
        self.problem(item, label=label, number=str(number), path=path, text=text, measures=measures)

    def listed(self, item: Item, heading: str, label: str, number: int, path: Sequence[str], text: str) -> None:
        """A problem with its heading on a line of its own, and its measures a line each: (1)…"""
        self.line(heading)
        measures = self.marked(item.steps, "paren")
        for measure in measures:
            self.line(measure)
        self.problem(item, label=label, number=str(number), path=path, text=text, measures=measures)

    def marked(self, steps: Sequence[str], mark: str) -> list[str]:
        """The steps with their marks: 一是…。 Sometimes short ones end with a semicolon, but the last."""
        if len(steps) == 1:
            return list(steps)
        marks = MARKS[mark]
        result = [marks(place) + step for place, step in enumerate(steps, 1)]
        if self.scene.random.random() < 0.2 and all(step.count("。") == 1 for step in steps):
            result[:-1] = [step[:-1] + ";" for step in result[:-1]]
        return result

    def paragraph_or_marked(self, steps: Sequence[str]) -> tuple[str, list[str]]:
        """One paragraph and its measures: mostly 一是…二是…, else plain sentences, which are one measure."""
        if self.scene.random.random() < 0.2:
            return "".join(steps), ["".join(steps)]
        measures = self.marked(steps, "shi" if self.scene.random.random() < 0.93 else "di")
        return "".join(measures), measures


def grouped(
    sheet: Sheet, groups: Sequence[Group], heading: Callable[[int, Group], tuple[str, str]]
) -> Iterator[tuple[int, Unit, list[str]]]:
    """Each problem's number, counted on over all groups, its unit and its path; a group's heading is written when its
    first problem is asked for. `heading` gives of the group at a place (from 1) the line and what of it is in the path.
    """
    number = 0
    for place, group in enumerate(groups, 1):
        line, name = heading(place, group)
        sheet.line(line)
        for unit in group.units:
            number += 1
            yield number, unit, [name]


def full_heading(place: int, group: Group) -> tuple[str, str]:
    """(一)G"""
    return f"({chinese(place)}){group.full}", group.full


def issue_heading(place: int, group: Group) -> tuple[str, str]:
    """(一)反馈问题:G"""
    return f"({chinese(place)})反馈问题:{group.full}", group.full


def field_heading(place: int, group: Group) -> tuple[str, str]:
    """(一)G方面"""
    name = group.short + "方面"
    return f"({chinese(place)}){name}", name


def inner(words: str) -> str:
    """The words for inside quotation marks: quotes in them become single ones."""
    return words.translate(_INNER_QUOTES)


def wide(words: str) -> str:
    """The words with full-width punctuation."""
    return words.translate(_WIDE)


def widened(value: Any) -> Any:
    """A problem's texts with full-width punctuation, so that they stay as they are in the text."""
    if isinstance(value, str):
        return wide(value)
    if isinstance(value, list):
        return [widened(part) for part in value]
    if isinstance(value, dict):
        return {key: widened(part) for key, part in value.items()}
    return value
