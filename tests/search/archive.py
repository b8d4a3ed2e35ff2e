"""A small archive in the database, about fictional places, for the tests of search."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from reports.models import (
    Body,
    Category,
    DeclaredTotal,
    DocumentText,
    InspectionRound,
    Measure,
    MeasureFact,
    Problem,
    ProblemCategory,
    ProblemMeasure,
    Region,
    Report,
    SourceDocument,
)
from reports.models.identity import mint
from reports.search.sync import content_change


def region(code: str, name: str, parent: Region | None = None, *, ended: int | None = None) -> Region:
    level = ("province", "prefecture", "county")[0 if parent is None else 1 if parent.parent is None else 2]
    found, _ = Region.objects.get_or_create(
        code=code,
        name=name,
        defaults={
            "short": name.rstrip("省市县"),
            "level": level,
            "parent": parent,
            "lineage": f"{parent.lineage}/{code}" if parent else code,
            "valid_to": ended,
            "fictional": True,
        },
    )
    return found


def county() -> Region:
    """示例省松岭市青禾县."""
    return region("990121", "青禾县", region("990100", "松岭市", region("990000", "示例省")))


def minted(*parts: object) -> str:
    return mint(*parts, taken=lambda _: False)


def body(name: str = "中共青禾县委", place: Region | None = None, **columns: Any) -> Body:
    return Body.objects.get_or_create(
        name=name, region=place, defaults={"public_id": minted("body", name), "level": "county", **columns}
    )[0]


def report(
    number: int,
    of: Body | None = None,
    *,
    text: str = "",
    published: dt.date | None = None,
    declared: int | None = None,
    warnings: Sequence[str] = (),
    title: str = "",
    **inspection: Any,
) -> Report:
    written = text or f"第{number}份通报的全文。"
    sha256 = hashlib.sha256(f"{number} {written}".encode()).hexdigest()
    document = SourceDocument.objects.create(sha256=sha256, name=f"{number}.txt", media_type="text/plain", size=1)
    source_text = DocumentText.objects.create(
        document=document, reader="plain", reader_version="1", text=written, sha256=sha256
    )
    round_ = InspectionRound.objects.create(
        public_id=minted("round", number), body=of or body(place=county()), **inspection
    )
    made = Report.objects.create(
        public_id=minted("report", number),
        round=round_,
        source_text=source_text,
        title=title,
        published=published,
        published_year=published.year if published else None,
        sort_date=published,
        warnings=[{"code": code} for code in warnings],
        parser_version="1",
    )
    if declared is not None:
        DeclaredTotal.objects.create(report=made, key="problems", value=declared)
    return made


def problem(
    of: Report,
    position: int,
    statement: str | None,
    *measures: str,
    categories: Sequence[str] = (),
    people: bool = False,
    **columns: Any,
) -> Problem:
    made = Problem.objects.create(
        public_id=minted("problem", of.public_id, position),
        report=of,
        position=position,
        text=statement,
        text_missing=statement is None,
        **columns,
    )
    for place, text in enumerate(measures):
        step = Measure.objects.create(
            public_id=minted("measure", made.public_id, place),
            report=of,
            position=position * 100 + place,
            text=text,
            types=["meeting"] if "会议" in text else [],
        )
        ProblemMeasure.objects.create(problem=made, measure=step, position=place)
        if people:
            MeasureFact.objects.create(measure=step, kind="people", text="三人", start=0, end=2)
    for place, code in enumerate(categories):
        ProblemCategory.objects.create(problem=made, category=Category.objects.get(code=code), position=place)
    return made


def stored(number: int = 1, *statements: str) -> Report:
    """A report stored through the door, as an import does, with a problem for each statement."""
    with content_change() as change:
        change.begin()
        made = report(number, body(f"中共第{number}县委"), published=dt.date(2021, 1, number % 28 + 1))
        for place, statement in enumerate(statements or ("污水直排",)):
            problem(made, place, statement)
        change.touch(made)
    return made
