"""Rows for tests, about fictional places (示例省, codes 99xxxx). Texts were written for this project.

A report made here has a source text in which its problems and measures really stand: `problem_in(report, …)` appends
to it, so that spans hold. Nothing here touches the index: call `index_everything()` where a page asks it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import factory
from factory.django import DjangoModelFactory

from reports.models import (
    Body,
    Category,
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
from reports.models.identity import random_id

PROVINCE, PREFECTURE = "990000", "990100"


class RegionFactory(DjangoModelFactory[Region]):
    """A county of 示例省松岭市 by default; `province()` and `prefecture()` make the places above it once."""

    class Meta:
        model = Region
        django_get_or_create = ("code", "name")

    code = factory.Sequence(lambda n: f"9901{n % 90 + 10}")
    name = factory.Sequence(lambda n: f"样例{n}县")
    short = factory.LazyAttribute(lambda o: o.name[:-1] if len(o.name) > 2 else o.name)
    level = "county"
    parent = factory.LazyAttribute(
        lambda o: {"county": prefecture, "prefecture": province}.get(o.level, lambda: None)()
    )
    lineage = factory.LazyAttribute(lambda o: f"{o.parent.lineage}/{o.code}" if o.parent else o.code)
    fictional = True


def province() -> Region:
    return RegionFactory(
        code=PROVINCE, name="示例省", short="示例", level="province", pinyin="shilisheng", initials="sls"
    )


def prefecture() -> Region:
    return RegionFactory(code=PREFECTURE, name="松岭市", short="松岭", level="prefecture")


def county() -> Region:
    return RegionFactory(code="990121", name="青禾县", short="青禾", pinyin="qinghexian", initials="qhx")


class BodyFactory(DjangoModelFactory[Body]):
    class Meta:
        model = Body
        django_get_or_create = ("name", "region")

    public_id = factory.LazyFunction(random_id)
    region = factory.LazyFunction(county)
    name = factory.LazyAttribute(lambda o: f"中共{o.region.name}委员会" if o.region else "示例部党组")
    level = factory.LazyAttribute(lambda o: o.region.level if o.region else "other")
    central = factory.LazyAttribute(lambda o: o.region is None)


class RoundFactory(DjangoModelFactory[InspectionRound]):
    class Meta:
        model = InspectionRound

    public_id = factory.LazyFunction(random_id)
    body = factory.SubFactory(BodyFactory)
    verb = "xunshi"
    kind = "regular"
    kind_words = "常规巡视"
    authority_level = "province"
    term, round = 11, 3
    team = "省委第三巡视组"
    start = dt.date(2021, 3, 8)
    feedback = dt.date(2021, 7, 14)
    year = factory.LazyAttribute(lambda o: o.start.year if o.start else o.feedback.year if o.feedback else None)


class DocumentFactory(DjangoModelFactory[SourceDocument]):
    class Meta:
        model = SourceDocument

    name = factory.Sequence(lambda n: f"sample-{n}.txt")
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.name.encode()).hexdigest())
    media_type = "text/plain"
    encoding = "utf-8"
    size = 1000


class TextFactory(DjangoModelFactory[DocumentText]):
    class Meta:
        model = DocumentText

    document = factory.SubFactory(DocumentFactory)
    reader, reader_version = "text", "1"
    text = "中共青禾县委关于巡视整改进展情况的通报\n"
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.text.encode()).hexdigest())


class ReportFactory(DjangoModelFactory[Report]):
    class Meta:
        model = Report
        skip_postgeneration_save = True

    public_id = factory.LazyFunction(random_id)
    round = factory.SubFactory(RoundFactory)
    source_text = factory.SubFactory(TextFactory)
    origin = "sample"
    stage = "concentrated"
    title = "中共青禾县委关于十一届省委第三轮巡视整改进展情况的通报"
    source = "青禾清风网"
    published = dt.date(2021, 12, 30)
    published_year = 2021
    sort_date = dt.date(2021, 12, 30)
    signed_by = "中共青禾县委"
    parser_version = "1"

    @factory.post_generation
    def documents(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The document of the source text belongs to the report."""
        if create:
            SourceDocument.objects.filter(pk=self.source_text.document_id).update(report=self)


def problem_in(report: Report, text: str, *measures: str, topics: tuple[str, ...] = (), **values: Any) -> Problem:
    """Appends a problem with its measures to the report and to its source text, and counts it."""
    source = report.source_text
    position = report.problems.count()
    block_start = len(source.text)
    source.text += f"{position + 1}.{text}\n"
    start = block_start + len(f"{position + 1}.")
    problem = Problem.objects.create(
        **{
            "public_id": random_id(),
            "report": report,
            "source_text": source,
            "text": text,
            "label": f"{position + 1}.",
            "number": str(position + 1),
            "path": ["一、工作落实方面"],
            "position": position,
            "start": start,
            "end": start + len(text),
            "block_start": block_start,
            **values,
        }
    )
    for number, words in enumerate(measures):
        at = len(source.text)
        source.text += words + "\n"
        measure = Measure.objects.create(
            public_id=random_id(), report=report, source_text=source, text=words, start=at, end=at + len(words),
            position=report.measures.count(),
        )  # fmt: skip
        ProblemMeasure.objects.create(problem=problem, measure=measure, position=number)
    for number, code in enumerate(topics):
        ProblemCategory.objects.create(
            problem=problem, category=Category.objects.get(code=code), position=number, score=1,
            evidence=[{"term": text[:2], "source": "statement", "weight": 1}],
        )  # fmt: skip
    problem.block_end = len(source.text)
    problem.save()
    source.save()
    report.counted_problems = report.problems.live().count()
    report.save()
    return problem


def fact_in(measure: Measure, kind: str, text: str, **values: Any) -> MeasureFact:
    """A fact of the measure at the first place where its words stand."""
    start = (measure.start or 0) + (measure.text or "").index(text)
    return MeasureFact.objects.create(
        measure=measure, kind=kind, text=text, start=start, end=start + len(text), **values
    )
