"""收录范围: what the archive holds by province and year, and what it does not hold."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.analysis.holdings import ProvinceCoverage, coverage
from reports.filters import CENTRAL, UNKNOWN
from reports.models.choices import RegionLevel
from reports.views.charts import shade


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Reports held by province and year, gaps marked, and the provinces that have none."""
    held = coverage()
    most = max((row.years[year] for row in held.everyone for year in held.years), default=0)
    context: dict[str, Any] = {
        "coverage": held,
        "rows": [_row(row, held.years, most) for row in held.everyone if row.total],
        "totals": [{"count": held.of_year(year), "url": _reports(year=year)} for year in held.years],
        "missing": [row.region for row in held.provinces if not row.total],
        "prefectures": held.places(RegionLevel.PREFECTURE),
        "counties": held.places(RegionLevel.COUNTY),
    }
    return render(request, "pages/coverage.html", context)


def _row(row: ProvinceCoverage, years: list[int], most: int) -> dict[str, Any]:
    """A provincial unit, or the central bodies, as a line of the table."""
    code = row.region.code
    return {
        "code": None if code == CENTRAL else code,
        "name": _("中央单位") if code == CENTRAL else row.region.name,
        "cells": [
            {
                "count": row.years[year],
                "url": _reports(region=code, year=year),
                "tint": shade(row.years[year], most),
            }
            for year in years
        ],
        "undated": row.undated,
        "undated_url": _reports(region=code, year=UNKNOWN),
        "total": row.total,
        "url": _reports(region=code),
        "prefectures": _of(row, RegionLevel.PREFECTURE),
        "counties": _of(row, RegionLevel.COUNTY),
    }


def _of(row: ProvinceCoverage, level: str) -> str:
    return f"{row.held[level]} / {row.places[level]}" if row.places[level] else ""


def _reports(**parameters: str | int) -> str:
    return f"{reverse('reports:reports')}?{urlencode(parameters)}"
