"""Gives the rows of a new parse their public ids: those of the stored rows that they continue, new ones otherwise."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.corrections.rows import StoredReport, fingerprint
from reports.importing.align import Alignment, Item, align
from reports.importing.states import ParsedValues
from reports.models import DocumentText, Measure, Problem
from reports.models.bulk import in_use
from reports.models.identity import mint


@dataclass(frozen=True, slots=True)
class Aligned:
    """Public ids of the parse's problems and measures, in their order; for stored rows that the parse no longer has,
    the id of the nearest row that it has; and the new problems that two stored ones are equally like."""

    problem_ids: list[str]
    measure_ids: list[str]
    successors: dict[str, str]
    doubtful: dict[str, list[str]]


def align_rows(stored: StoredReport, values: ParsedValues, text_hash: str) -> Aligned:
    """Aligns problems first, then measures inside the problems found."""
    hashes = _text_hashes(stored)
    old_problems = [row for row in stored.problems.values() if row.parsed is not None]
    new_problems = [
        _problem_item(problem, [values.measures[index]["text"] for index in problem["measures"]], text_hash)
        for problem in values.problems
    ]
    found = align([_stored_problem(row, stored, hashes) for row in old_problems], new_problems)
    problem_ids = _ids("problem", stored, Problem, old_problems, found, values.problems)

    old_measures = [row for row in stored.measures.values() if row.parsed is not None]
    old_places = _places((row.public_id, row.parsed["measures"]) for row in old_problems)
    new_places = _places(zip(problem_ids, (problem["measures"] for problem in values.problems), strict=True))
    found_measures = align(
        [
            _measure_item(row.parsed, hashes[row.source_text_id], old_places.get(row.public_id), row.retired_at)
            for row in old_measures
        ],
        [
            _measure_item(measure, text_hash, new_places.get(index), None)
            for index, measure in enumerate(values.measures)
        ],
    )
    measure_ids = _ids("measure", stored, Measure, old_measures, found_measures, values.measures)
    return Aligned(
        problem_ids,
        measure_ids,
        {
            **_successors(old_problems, problem_ids, values.problems),
            **_successors(old_measures, measure_ids, values.measures),
        },
        {problem_ids[new]: [old_problems[old].public_id for old in olds] for new, olds in found.doubtful.items()},
    )


def _text_hashes(stored: StoredReport) -> dict[int | None, str]:
    rows: list[Problem | Measure] = [*stored.problems.values(), *stored.measures.values()]
    ids = {row.source_text_id for row in rows if row.source_text_id is not None}
    found: dict[int | None, str] = dict(DocumentText.objects.filter(pk__in=ids).values_list("pk", "sha256"))
    return {None: "", **found}


def _stored_problem(row: Problem, stored: StoredReport, hashes: Mapping[int | None, str]) -> Item:
    texts = [
        stored.measures[key].parsed["text"]
        for key in row.parsed["measures"]
        if key in stored.measures and stored.measures[key].parsed
    ]
    return _problem_item(row.parsed, texts, hashes[row.source_text_id], retired=row.retired_at is not None)


def _problem_item(values: Mapping[str, Any], measures: Sequence[str], text_hash: str, *, retired: bool = False) -> Item:
    return Item(
        text_hash=text_hash,
        start=values["start"],
        end=values["end"],
        fingerprint=fingerprint(values["text"], measures),
        number=values["number"],
        place=tuple(values["path"]),
        text=values["text"] if values["text"] is not None else "\n".join(measures),
        retired=retired,
    )


def _measure_item(values: Mapping[str, Any], text_hash: str, place: Hashable, retired: Any) -> Item:
    return Item(
        text_hash=text_hash,
        start=values["start"],
        end=values["end"],
        fingerprint=fingerprint(values["text"]),
        number="",
        place=place,
        text=values["text"],
        retired=retired is not None,
    )


def _places(problems: Iterable[tuple[str, Sequence[Any]]]) -> dict[Any, tuple[str, int]]:
    """For each measure its first problem's id and its place there."""
    places: dict[Any, tuple[str, int]] = {}
    for key, measures in problems:
        for position, measure in enumerate(measures):
            places.setdefault(measure, (key, position))
    return places


def _ids(
    kind: str,
    stored: StoredReport,
    model: type[Any],
    old: Sequence[Any],
    found: Alignment,
    new: Sequence[Mapping[str, Any]],
) -> list[str]:
    """The ids in the new order: of the rows that are continued, and fresh ones."""
    fresh = [values for index, values in enumerate(new) if index not in found.matches]
    taken: set[str] = set()
    while clashes := in_use(model, ids := minted_ids(kind, stored.report.public_id, fresh, taken)):
        taken |= clashes
    rest = iter(ids)
    return [old[found.matches[index]].public_id if index in found.matches else next(rest) for index in range(len(new))]


def minted_ids(kind: str, report_id: str, rows: Sequence[Mapping[str, Any]], taken: Collection[str] = ()) -> list[str]:
    """Fresh public ids, minted from report, kind and span, in the order of the rows; none of `taken`. They begin as the
    report's does."""
    ids: dict[str, None] = {}

    def known(public_id: str) -> bool:
        return public_id in taken or public_id in ids

    for values in rows:
        ids[mint(kind, report_id, values["start"], values["end"], taken=known, within=report_id)] = None
    return list(ids)


def with_ids(
    problems: Sequence[Mapping[str, Any]], problem_ids: Sequence[str], measure_ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The problems by public id, naming their measures by theirs."""
    return {
        key: {**problem, "measures": [measure_ids[place] for place in problem["measures"]]}
        for key, problem in zip(problem_ids, problems, strict=True)
    }


def _successors(old: Sequence[Any], ids: Sequence[str], new: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """For stored rows that the parse no longer has, the nearest row by place in the text."""
    kept = set(ids)
    if not ids:
        return {}
    starts = [values["start"] for values in new]
    return {
        row.public_id: ids[min(range(len(ids)), key=lambda index: abs(starts[index] - row.parsed["start"]))]
        for row in old
        if row.public_id not in kept
    }
