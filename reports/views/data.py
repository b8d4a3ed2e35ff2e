"""/data/: the full data set, what its columns mean, and the other ways to take data away; /data/files/: its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from reports.exports.accuracy import accuracy
from reports.exports.dataset.codebook import TYPES
from reports.exports.dataset.edition import Edition, current, served_folder
from reports.exports.dataset.package import CHECKSUMS, DATAPACKAGE
from reports.exports.dataset.tables import SOURCES, Column, tables
from reports.exports.facts import CAUTION, CAUTION_EN, LICENCE, LICENCE_EN
from reports.views.ranges import ranged
from reports.views.wording import ENGLISH, page_language

RETRY_SECONDS = 3600
WITHHELD = (
    "这一版导出之后有内容撤下或遮盖，文件暂停提供，下一次导出之后恢复。\n"
    "Something was withdrawn or redacted after this export was made; its files are withheld until the next one.\n"
)
BESIDE = {CHECKSUMS: "text/plain; charset=us-ascii", DATAPACKAGE: "application/json"}
"""Files that the description of an edition does not list -> media type."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the edition; `rows` is None for what is no table."""

    name: str
    title: str
    rows: int | None
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the codebook, in the language of the page."""

    name: str
    meaning: str
    how: str
    type: str
    codes: str
    source: str
    measured: int | None


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    edition = current(served_folder())
    context: dict[str, Any] = {
        "edition": edition.description if edition else None,
        "made": parse_datetime(edition.description["created"]) if edition else None,
        "withheld": edition.outdated_by_withdrawal if edition else False,
        "files": _files(edition) if edition else [],
        "kinds": _kinds(edition) if edition and not edition.outdated_by_withdrawal else {},
        "beside": list(BESIDE),
        "tables": [
            (table.name, _told(table.zh, table.en), [_column(each) for each in table.columns]) for table in tables()
        ],
        "accuracy": accuracy(),
        "licence": _told(LICENCE, LICENCE_EN),
        "caution": _told(CAUTION, CAUTION_EN),
    }  # fmt: skip
    return render(request, "pages/data.html", context)


def _told(chinese: str, english: str) -> str:
    return english if page_language() == ENGLISH else chinese


def _column(column: Column) -> ColumnRow:
    return ColumnRow(
        column.name,
        _told(column.zh, column.en),
        _told(column.how_zh, column.how_en),
        _told(*TYPES[column.type]),
        column.codes,
        _told(*SOURCES[column.source]),
        column.measured,
    )


def _files(edition: Edition) -> list[FileRow]:
    """The files, those of the whole first, then the tables."""
    described = [*edition.description["further_files"], *edition.description["resources"]]
    return [
        FileRow(
            each["path"],
            _told(*each["title"].split(" · ", 1)),
            each.get("rows"),
            each["bytes"],
            each["hash"].removeprefix("sha256:"),
        )
        for each in described
    ]


def _kinds(edition: Edition) -> dict[str, str]:
    """The media type of each file."""
    described = [*edition.description["further_files"], *edition.description["resources"]]
    return {each["path"]: each["mediatype"] for each in described} | BESIDE


@require_safe
def dataset_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the current edition, whole or in parts; 503 while it may hold what was withdrawn since."""
    edition = current(served_folder())
    if edition is None:
        raise Http404
    kinds = _kinds(edition)
    if name not in kinds:
        raise Http404
    if edition.outdated_by_withdrawal:
        refused = HttpResponse(WITHHELD, status=503, content_type="text/plain; charset=utf-8")
        refused["Retry-After"] = str(RETRY_SECONDS)
        return refused
    folder = edition.folder.resolve()
    mark = edition.files.get(name) or f"{folder.name}-{name}-{edition.description['created']}"
    media_type = f"{kinds[name]}; charset=utf-8" if kinds[name].startswith("text/") else kinds[name]
    response = ranged(request, folder / name, etag=f'"{mark}"', media_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
