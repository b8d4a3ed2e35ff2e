"""A manifest: a table beside the files that says where each came from. Columns that nobody knows are refused."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from reports.importing.types import Given
from reports.models import Region

COLUMNS = ("path", "source_url", "source_name", "published", "fetched", "region", "note")
FICTIONAL = re.compile(r"99\d{4}")
"""The codes of places that no real gazetteer has."""
Read = TypeVar("Read")


class ManifestError(Exception):
    """A manifest that cannot be used. The message lists everything that is wrong with it, in Chinese and English."""


def read_manifest(path: Path) -> dict[Path, Given]:
    """What the manifest (.csv or .jsonl, UTF-8 or GB18030) says of each file: resolved path -> Given.

    Paths count from the manifest's folder and must not lead out of it. Raises ManifestError with all faults at once,
    and FileNotFoundError.
    """
    faults: list[str] = []
    found: dict[Path, Given] = {}
    for number, row in _rows(path, faults):
        place = _place(path.parent, row.get("path", ""))
        if place is None:
            faults.append(f"第 {number} 行 path 不可用：{row.get('path')!r}。Line {number}: path is not usable.")
            continue
        if place in found:
            faults.append(f"第 {number} 行重复：{row['path']}。Line {number}: the file is listed twice.")
        try:
            found[place] = _given(row)
        except ValueError as error:
            faults.append(f"第 {number} 行：{error}。Line {number}: {error}.")
    if faults:
        raise ManifestError("\n".join(faults))
    return found


def _place(folder: Path, written: str) -> Path | None:
    root = folder.resolve()
    place = (root / written).resolve()
    return place if written and place != root and place.is_relative_to(root) else None


def _given(row: Mapping[str, str]) -> Given:
    published = row.get("published") or None
    if published is not None and _read(parse_date, published) is None:
        raise ValueError(f"published {published!r} 不是日期 is no date (2024-03-05)")
    region = row.get("region") or None
    if region is not None and not _is_region(region):
        raise ValueError(f"region {region!r} 不是行政区划代码 is no code of a region (430121)")
    return Given(
        source_url=row.get("source_url") or None,
        source_name=row.get("source_name") or None,
        published=published,
        fetched=_moment(row.get("fetched") or ""),
        region=region,
        note=row.get("note") or None,
    )


def _is_region(code: str) -> bool:
    """Whether the archive knows the region. Fictional ones are known by their report's gazetteer alone."""
    return FICTIONAL.fullmatch(code) is not None or Region.objects.filter(code=code).exists()


def _read(parse: Callable[[str], Read | None], words: str) -> Read | None:
    """What `parse` gives; None also for a day that no calendar has."""
    try:
        return parse(words)
    except ValueError:
        return None


def _moment(words: str) -> dt.datetime | None:
    if not words:
        return None
    moment = _read(parse_datetime, words)
    if moment is None and (day := _read(parse_date, words)) is not None:
        moment = dt.datetime.combine(day, dt.time())
    if moment is None:
        raise ValueError(f"fetched {words!r} 不是时间 is no time (2024-03-05T08:30:00)")
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _rows(path: Path, faults: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbered rows; faults of the table itself (unknown columns, lines that are no JSON) are added to `faults`."""
    text = _text(path)
    if path.suffix.lower() == ".jsonl":
        yield from _json_rows(text, faults)
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if _columns_known(reader.fieldnames or [], faults):
        for number, row in enumerate(reader, start=2):
            if None in row:  # a comma without quotation marks would move every value after it
                faults.append(f"第 {number} 行的列太多。Line {number} has too many columns.")
            yield number, {name: (value or "").strip() for name, value in row.items() if name in COLUMNS}


def _json_rows(text: str, faults: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            faults.append(f"第 {number} 行不是 JSON 对象。Line {number} is no JSON object.")
        elif _columns_known(list(row), faults):
            yield number, {name: "" if value is None else str(value).strip() for name, value in row.items()}


def _columns_known(names: list[str] | tuple[str, ...] | Any, faults: list[str]) -> bool:
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        faults.append(
            f"不认识的列：{'、'.join(map(str, unknown))}；可用的列：{'、'.join(COLUMNS)}。"
            f"Unknown columns: {', '.join(map(str, unknown))}; known ones: {', '.join(COLUMNS)}."
        )
    elif "path" not in names:
        faults.append("缺少 path 列。The column path is missing.")
    return not unknown and "path" in names


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
