"""A second parser: the first one's values with seeded harm, as a worse or better version of it would do."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reports.importing.states import ParsedValues
from reports.importing.types import ParsedFile

Values = dict[str, Any]


def harmed(file: ParsedFile, seed: int) -> ParsedFile:
    """The file as the second parser reads it: every kind of harm to 1–20 % of the problems and measures.

    The same seed does the same harm; seed 0 does none.
    """
    if seed == 0:
        return replace(file, version="2+seed0")
    chance = random.Random(seed)
    values = copy.deepcopy(file.values)
    for harm in HARMS:
        if chance.random() < 0.5:
            harm(values, chance, chance.uniform(0.01, 0.2))
    outline = [{**block, "problem": None} for block in file.outline]
    return replace(file, values=_tidied(values), outline=outline, version=f"2+seed{seed}")


def _some(rows: list[Values], chance: random.Random, share: float) -> list[int]:
    """At least one place in the list; none of an empty one."""
    return sorted(chance.sample(range(len(rows)), min(len(rows), max(1, round(share * len(rows))))))


def drop(values: ParsedValues, chance: random.Random, share: float) -> None:
    for index in reversed(_some(values.problems, chance, share)):
        if len(values.problems) > 1:
            del values.problems[index]


def split(values: ParsedValues, chance: random.Random, share: float) -> None:
    for index in reversed(_some(values.problems, chance, share)):
        row = values.problems[index]
        middle = len(row["text"] or "") // 2
        if middle:
            second = {**copy.deepcopy(row), "text": row["text"][middle:], "start": row["start"] + middle}
            row |= {"text": row["text"][:middle], "end": row["start"] + middle}
            values.problems.insert(index + 1, second)


def split_measures(values: ParsedValues, chance: random.Random, share: float) -> None:
    for index in _some(values.measures, chance, share):
        row = values.measures[index]
        middle = len(row["text"]) // 2
        if middle:
            values.measures.append({**copy.deepcopy(row), "text": row["text"][middle:], "start": row["start"] + middle})
            row |= {"text": row["text"][:middle], "end": row["start"] + middle}
            for problem in values.problems:
                if index in problem["measures"]:
                    problem["measures"].insert(problem["measures"].index(index) + 1, len(values.measures) - 1)


def join(values: ParsedValues, chance: random.Random, share: float) -> None:
    for index in reversed(_some(values.problems[1:], chance, share)):
        first, second = values.problems[index], values.problems.pop(index + 1)
        first["text"] = (first["text"] or "") + (second["text"] or "") or None
        first["end"] = max(first["end"], second["end"])
        first["measures"] = list(dict.fromkeys([*first["measures"], *second["measures"]]))
        first["text_missing"] = first["text"] is None


def renumber(values: ParsedValues, chance: random.Random, share: float) -> None:
    for index in _some(values.problems, chance, share):
        values.problems[index]["number"] = str(chance.randrange(1, 99))


def reword(values: ParsedValues, chance: random.Random, share: float) -> None:
    rows = [row for row in [*values.problems, *values.measures] if row["text"]]
    for index in _some(rows, chance, share):
        place = chance.randrange(len(rows[index]["text"]))
        rows[index]["text"] = rows[index]["text"][:place] + "等" + rows[index]["text"][place + 1 :]


def reorder(values: ParsedValues, chance: random.Random, share: float) -> None:
    for index in _some(values.problems, chance, share):
        values.problems.insert(chance.randrange(len(values.problems)), values.problems.pop(index))
    for problem in values.problems:
        if chance.random() < share:
            chance.shuffle(problem["measures"])


def shift_spans(values: ParsedValues, chance: random.Random, share: float) -> None:
    rows = [*values.problems, *values.measures]
    for index in _some(rows, chance, share):
        if rows[index]["end"] > rows[index]["start"] + 1:
            rows[index]["start"] += 1


HARMS: tuple[Callable[[ParsedValues, random.Random, float], None], ...] = (
    drop,
    split,
    split_measures,
    join,
    renumber,
    reword,
    reorder,
    shift_spans,
)


def _tidied(values: ParsedValues) -> ParsedValues:
    """Measures that no problem has any more are out, the others in the order in which they are listed."""
    used = list(dict.fromkeys(index for problem in values.problems for index in problem["measures"]))
    place = {index: position for position, index in enumerate(used)}
    for problem in values.problems:
        problem["measures"] = [place[index] for index in problem["measures"]]
    kept = [values.measures[index] for index in used]
    return ParsedValues(values.report, values.round, values.problems, kept)
