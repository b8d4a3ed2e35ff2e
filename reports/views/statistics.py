"""统计: cross-tabs of problems with chart, table and download; stated totals; what the archive covers."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.analysis.crosstab import CrossTab, cross
from reports.analysis.dimensions import DIMENSIONS, SHOWN, StatisticsFilterSet
from reports.analysis.holdings import narrows_beyond_reports, report_params, reports_by_province
from reports.analysis.report_numbers import report_numbers
from reports.analysis.stated import MONEY, Stated
from reports.exports.csv_table import BOM, neutral
from reports.models.choices import BodyLevel
from reports.models.reference import named_codes
from reports.search import ProblemQuery
from reports.views.crosstables import THIN, cross_table, labels_for, thin_values, unlisted
from reports.views.describe import sentence
from reports.views.facets import chips, problems_url
from reports.views.labels import FACET_TITLES, Labels
from reports.views.lists import changed
from reports.views.wording import YI, yuan


def in_short(in_provinces: dict[str, int]) -> tuple[int, int]:
    """(reports, provincial units) for the note on coverage that stands with every chart."""
    return sum(in_provinces.values()), len(in_provinces.keys() - {""})


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    cleaned, table = _asked(request)
    shown = str(cleaned.values["show"].first or "count")
    in_provinces = reports_by_province()
    labels = labels_for(table, in_provinces)
    reports = report_numbers(table.query, table.row, table.col)
    held = {
        name: {value: reports.by[name].get(value, 0) for value in values}
        for name, values in ((table.row, table.rows), (table.col, table.cols))
        if name in reports.by
    }
    drawn = cross_table(table, shown, labels, held)
    context: dict[str, Any] = {
        "table": table,
        "drawn": drawn,
        "title": f"{FACET_TITLES[table.row]} × {FACET_TITLES[table.col]}",
        "row_title": FACET_TITLES[table.row],
        "wide": len(table.cols) > 16,
        "shown": shown,
        "asks": _asks(table, shown, labels, in_provinces),
        "chips": chips(table.query.with_(once=False), labels),
        "kept": _kept(table.query),
        "sentence": sentence(table.query.with_(once=False), labels),
        "ignored": cleaned.messages,
        "reports_row": list(held[table.col].values()) if table.col in held else None,
        "reports_total": reports.total,
        "reports_url": _reports_url(table.query),
        "notes": _notes(table, labels, held),
        "swapped": changed(request, row=table.col, col=table.row),
        "csv_url": f"{reverse('reports:statistics_csv')}?{request.GET.urlencode()}",
        "once": table.query.once,
        "other_counting": changed(request, every="1" if table.query.once else None),
        "stated": [_stated(total) for total in reports.stated.totals],
        "stated_asked": reports.stated.asked,
        "stated_wider": narrows_beyond_reports(table.query),
        "held": in_short(in_provinces),
    }
    return render(request, "pages/statistics.html", context)


@require_safe
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """The table as a file: a line for each cell, with its shares, the address of its list, and the data version."""
    table = _asked(request)[1]
    labels = labels_for(table)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [table.row, f"{table.row}_name", table.col, f"{table.col}_name", "problems", "row_total", "column_total",
         "row_share", "column_share", "total", "list", "data_version"]
    )  # fmt: skip
    for row in table.rows:
        for col in table.cols:
            by_row, by_col = table.share(row, col, "row"), table.share(row, col, "col")
            writer.writerow(
                [row, neutral(labels.full(table.row, row)), col, neutral(labels.full(table.col, col)),
                 table.cells[row, col],
                 table.row_totals[row], table.col_totals[col],
                 "" if by_row is None else f"{by_row:.4f}", "" if by_col is None else f"{by_col:.4f}", table.total,
                 request.build_absolute_uri(problems_url(table.cell_query(row, col).with_(per_page=20))),
                 table.status.version]
            )  # fmt: skip
    response = HttpResponse(BOM + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"xunshi-{table.row}-{table.col}-v{table.status.version}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest) -> tuple[StatisticsFilterSet, CrossTab]:
    types = tuple(named_codes("measure_types"))
    cleaned = StatisticsFilterSet(request.GET, measure_types=types)
    return cleaned, cross(cleaned.question(), cleaned.row_name, cleaned.col_name, measure_types=types)


def _asks(
    table: CrossTab, shown: str, labels: Labels, in_provinces: dict[str, int]
) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """The form's choices: (parameter, title, [(value, words, chosen)])."""
    names = {"count": _("问题个数"), "row": _("占本行之比"), "col": _("占本列之比")}
    regions = table.query.regions
    codes = sorted({*(code for code in in_provinces if code), *regions})
    places = [(code, labels.full("region", code), code in regions) for code in codes]
    return [
        ("row", _("行"), [(name, str(FACET_TITLES[name]), name == table.row) for name in DIMENSIONS]),
        ("col", _("列"), [(name, str(FACET_TITLES[name]), name == table.col) for name in DIMENSIONS]),
        ("show", _("数"), [(name, names[name], name == shown) for name in SHOWN]),
        ("region", _("地区"), [("", _("全部地区"), not regions), *places]),
        ("level", _("层级"), [("", _("各级"), not table.query.levels),
                              *((code, str(name), code in table.query.levels) for code, name in BodyLevel.choices)]),
    ]  # fmt: skip


def _kept(query: ProblemQuery) -> list[tuple[str, str]]:
    """What the form keeps that it has no field for."""
    fields = ("region", "level", "page", "per_page", "sort", "once")
    kept = [(name, value) for name, value in query.to_params() if name not in fields]
    return kept + ([] if query.once else [("every", "1")])


def _reports_url(query: ProblemQuery) -> str:
    params = report_params(query)
    return reverse("reports:reports") + (f"?{params}" if params else "")


def _notes(table: CrossTab, labels: Labels, held: dict[str, dict[str, int]]) -> list[str]:
    """What must be known to read the table."""
    notes = []
    several = {name for name in (table.row, table.col) if DIMENSIONS[name].several}
    if "category" in several:
        notes.append(_("一个问题可归一至三类，各类相加大于问题总数；合计中每个问题只算一次。"))
    if "measure_type" in several:
        notes.append(_("一个问题可有几种措施，各种相加不等于问题总数；没有辨出措施类型的问题只在合计里。"))
    if number := unlisted(table):
        notes.append(_("另有 %d 个问题没有写明，不在各行里，只在合计里。") % number)
    thin = [
        labels.of(name, value) for name, values in thin_values(held).items() for value in held[name] if value in values
    ]
    if thin:
        named = _("、").join(thin[:8]) + (_("等 %d 项") % len(thin) if len(thin) > 8 else "")
        notes.append(
            _("%(named)s的通报不足 %(least)d 份，以浅色列出，不宜与别的比多少。") % {"named": named, "least": THIN}
        )
    return notes


def _stated(total: Stated) -> dict[str, Any]:
    words = yuan if total.key in MONEY else lambda number: f"{number:,}"
    # A sum above a hundred million yuan is told to ten thousand yuan.
    rounded = round(total.total, -4) if total.key in MONEY and total.total >= YI else total.total
    return {
        "label": str(total.key.label).removesuffix("（元）").removesuffix(" (yuan)"),
        "total": words(rounded),
        "reports": total.reports,
        "largest": words(total.largest),
        "holder": total.holder,
    }
