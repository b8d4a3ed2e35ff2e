"""Rows as JSON: what the exports say of them, and what only a program asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from reports.exports.columns import Address, Names
from reports.exports.jsonl import (
    Object,
    body_object,
    inspection_object,
    measure_object,
    place_object,
    problem_object,
    report_object,
)
from reports.exports.rows import problem_rows
from reports.models import Body, Category, InspectionRound, Measure, MeasureFact, Problem, Region, Report

PLACES = "region__parent__parent"


def problems(keys: Iterable[int], names: Names, absolute: Address) -> Iterator[Object]:
    """The problems of these primary keys that are shown, in their order."""
    for row in problem_rows(keys):
        yield problem_object(row, report_object(row.report, absolute), names, absolute)


def with_report(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with all that `report` says of them; two queries."""
    large = ("parsed", "outline", "warnings", "round__parsed", "source_text__text", "source_text__metadata")
    wanted = (f"round__body__{PLACES}", "round__authority_region", "round__authority_body", "source_text__document")
    return rows.select_related(*wanted).prefetch_related("declared_totals").defer(*large)


def report(row: Report, absolute: Address) -> Object:
    """A report of `with_report`: as exports tell it, with its contact and the totals that it states."""
    return {
        **report_object(row, absolute),
        "contact": {
            "phone": row.contact_phone or None,
            "address": row.contact_address or None,
            "postcode": row.contact_postcode or None,
            "email": row.contact_email or None,
        },
        "declared": {total.key: total.value for total in row.declared_totals.all()},
        "counted_problems": row.counted_problems,
    }


def with_problems(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Measures with all that `measure` says of them; three queries."""
    links = Prefetch("problems", Problem.objects.live().only("public_id").order_by("position"), to_attr="shown_under")
    facts = Prefetch("facts", MeasureFact.objects.order_by("start"))
    rows = rows.select_related("report").prefetch_related(links, facts)
    return rows.defer("parsed", "report__parsed", "report__outline", "report__warnings")


def measure(row: Measure, names: Names, absolute: Address) -> Object:
    """A measure of `with_problems`: as exports tell it, with its facts, its problems and its report."""
    found = measure_object(row, names)
    found["facts"] = [
        {
            "kind": fact.kind,
            "text": fact.text,
            "value": fact.value,
            "verb": fact.verb or None,
            "issuer": fact.issuer or None,
            "start": fact.start,
            "end": fact.end,
        }
        for fact in row.facts.all()
    ]
    found["problems"] = [
        _reference("problem", problem.public_id, absolute) for problem in getattr(row, "shown_under", ())
    ]
    found["report"] = _reference("report", row.report.public_id, absolute)
    return found


def with_reports(rows: QuerySet[InspectionRound]) -> QuerySet[InspectionRound]:
    """Rounds with all that `inspection` says of them; two queries."""
    held = Report.objects.public().only("public_id", "round", "sort_date").order_by("sort_date", "public_id")
    wanted = (f"body__{PLACES}", "authority_region", "authority_body")
    return rows.select_related(*wanted).prefetch_related(Prefetch("reports", held, to_attr="held")).defer("parsed")


def inspection(row: InspectionRound, absolute: Address) -> Object:
    """A round, in the words in which reports tell it."""
    return {
        **inspection_object(row),
        "body": body_object(row.body),
        "region": place_object(row.body.region),
        "reports": [_reference("report", held.public_id, absolute) for held in getattr(row, "held", ())],
    }


def body(row: Body, absolute: Address) -> Object:
    """A body with its other names and its place."""
    return {
        **body_object(row),
        "url": absolute(reverse("reports:body", args=[row.public_id])),
        "aliases": row.aliases,
        "region": place_object(row.region),
    }


def with_heirs(rows: QuerySet[Region]) -> QuerySet[Region]:
    """Regions with all that `region` says of them; two queries."""
    return rows.select_related("parent__parent").prefetch_related("successors")


def region(row: Region, absolute: Address) -> Object:
    """A division of `with_heirs`: how long it was in force, and which came after it."""
    return {
        "code": row.code,
        "name": row.name,
        "full_name": row.full_name,
        "level": row.level,
        "parent": row.parent.code if row.parent else None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "successors": sorted(heir.code for heir in row.successors.all()),
        "url": absolute(reverse("reports:region", args=[row.code])),
    }


def category(row: Category, absolute: Address) -> Object:
    """A focus or topic in both languages."""
    return {
        "code": row.code,
        "parent": row.parent.code if row.parent else None,
        "name": {"zh": row.name_zh, "en": row.name_en},
        "description": {"zh": row.description_zh, "en": row.description_en},
        "url": absolute(reverse("reports:category", args=[row.code])),
    }


def _reference(kind: str, public_id: str, absolute: Address) -> dict[str, str]:
    return {"public_id": public_id, "url": absolute(reverse(f"reports:api:{kind}", args=[public_id]))}
