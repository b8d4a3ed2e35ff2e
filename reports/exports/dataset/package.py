"""datapackage.json: what the data set holds, in the words of Frictionless Data (Data Package 1.0, Table Schema 1.0)."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reports.exports.dataset.codebook import CODEBOOK, CODEBOOK_TEXT, HEADING
from reports.exports.dataset.notes import CHANGES
from reports.exports.dataset.tables import CODE_COLUMNS, Column, Table, tables
from reports.exports.dataset.writing import CODES, SQLITE
from reports.exports.facts import ARCHIVE, CAUTION, CAUTION_EN, LICENCE, LICENCE_EN

DATAPACKAGE, CHECKSUMS = "datapackage.json", "SHA256SUMS"
TYPES = {"integer": "integer", "boolean": "integer", "number": "number"}
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
OTHERS = {
    SQLITE: ("sqlite", "application/vnd.sqlite3", "各表合在一个 SQLite 文件里 · all tables in one SQLite file"),
    CODEBOOK_TEXT: ("md", "text/markdown", "编码本 · the codebook"),
    CHANGES: ("md", "text/markdown", "变更说明 · change notes"),
}
"""Files that are no tables -> (format, media type, what they are)."""
_PORTION = 1024 * 1024

Fingerprint = tuple[int, str]
"""(bytes, SHA-256 in hexadecimal)"""


def fingerprint(path: Path) -> Fingerprint:
    """Of a file, which is on the disk when this returns."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
        os.fsync(file.fileno())
    return path.stat().st_size, digest.hexdigest()


def package(
    version: int, made: dt.datetime, counts: Mapping[str, int], prints: Mapping[str, Fingerprint], taken_back: str
) -> dict[str, Any]:
    """The whole description. `taken_back` marks the withdrawals and redactions that the export knows of."""
    resources = [_resource(table.csv, f"{table.zh} · {table.en}", _schema(table), prints) for table in tables()]
    resources.append(_resource(f"{CODES}.csv", "代码的含义 · what codes mean", _plain(CODE_COLUMNS), prints))
    resources.append(_resource(CODEBOOK, "编码本 · the codebook", _plain(HEADING), prints))
    for resource in resources:
        if resource["name"] in counts:
            resource["rows"] = counts[resource["name"]]
    return {
        "profile": "data-package",
        "name": "inspection-rectification-archive",
        "title": f"{ARCHIVE} · the inspection-report archive",
        "description": f"{CAUTION}\n\n{CAUTION_EN}",
        "version": str(version),
        "created": made.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [{"name": "other-at", "title": f"{LICENCE} · {LICENCE_EN}"}],
        "taken_back": taken_back,
        "resources": resources,
        "further_files": [
            {"path": name, "format": kind, "mediatype": media, "title": title, **_print(prints[name])}
            for name, (kind, media, title) in OTHERS.items()
        ],
    }


def _resource(path: str, title: str, schema: dict[str, Any], prints: Mapping[str, Fingerprint]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": path.removesuffix(".csv"),
        "path": path,
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_print(prints[path]),
        "schema": schema,
    }


def _print(found: Fingerprint) -> dict[str, Any]:
    return {"bytes": found[0], "hash": f"sha256:{found[1]}"}


def _schema(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {"fields": [_field(column, required=column.name in table.key) for column in table.columns]}
    if table.key:
        found["primaryKey"] = list(table.key)
    if table.references:
        found["foreignKeys"] = [
            {"fields": list(link.columns), "reference": {"resource": link.table, "fields": list(link.to)}}
            for link in table.references
        ]
    return found


def _field(column: Column, *, required: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if required else {}
    if column.type == "boolean":
        constraints["enum"] = [0, 1]
    if column.type == "date":
        constraints["pattern"] = DATE
    return {
        "name": column.name,
        "type": TYPES.get(column.type, "string"),
        "title": column.zh,
        "description": column.en,
        **({"constraints": constraints} if constraints else {}),
    }


def _plain(names: Iterable[str]) -> dict[str, Any]:
    return {"fields": [{"name": name, "type": "string"} for name in names]}


def checksums(prints: Mapping[str, Fingerprint]) -> str:
    """What `sha256sum --check` reads."""
    return "".join(f"{digest}  {name}\n" for name, (_, digest) in sorted(prints.items()))
