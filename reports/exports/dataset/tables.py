"""The tables of the data set and their columns (data/dataset.toml), and the lists of codes in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils import translation

from reports.data_files import read_toml
from reports.exports.accuracy import accuracy
from reports.models import Category
from reports.models.choices import (
    AuthorityLevel,
    BodyLevel,
    CorrectionState,
    DeclaredKey,
    FactKind,
    Operation,
    Origin,
    RegionLevel,
    RoundKind,
    Stage,
    Status,
    TargetType,
    Verb,
)
from reports.models.reference import named_codes

SOURCES = {
    "text": ("照录通报", "copied from the report"),
    "parser": ("程序识别", "recognised by the program"),
    "derived": ("由其他值得出", "derived from other values"),
    "reference": ("档案自带的表", "a table that comes with the archive"),
    "archive": ("档案所给", "given by the archive"),
    "editor": ("编辑", "an editor"),
}
CHOICES: dict[str, type[TextChoices]] = {
    "status": Status,
    "fact": FactKind,
    "origin": Origin,
    "stage": Stage,
    "verb": Verb,
    "kind": RoundKind,
    "authority_level": AuthorityLevel,
    "body_level": BodyLevel,
    "region_level": RegionLevel,
    "declared": DeclaredKey,
    "operation": Operation,
    "target": TargetType,
    "correction_state": CorrectionState,
}
FILES = {"measure_type": "measure_types", "body_kind": "body_kinds"}
"""Lists of codes that are data files."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, as data/dataset.toml explains it. `lookup` is its `from`."""

    name: str
    lookup: str
    type: str
    source: str
    zh: str
    en: str
    how_zh: str = ""
    how_en: str = ""
    codes: str = ""
    accuracy: str = ""

    @property
    def measured(self) -> int | None:
        """In how many of a hundred hand-coded problems the value is exactly right; None: not measured."""
        return int(accuracy()[self.accuracy]) if self.accuracy else None


@dataclass(frozen=True, slots=True)
class Link:
    """Columns whose values name a row of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `key` names the columns that tell its rows apart, none where nothing does."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Link, ...]

    @property
    def csv(self) -> str:
        return f"{self.name}.csv"


@dataclass(frozen=True, slots=True)
class Code:
    """A value of a list of codes, in both languages."""

    list: str
    code: str
    zh: str
    en: str


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """All tables, in the order of the file."""
    read = read_toml("dataset.toml")["table"]
    return tuple(
        Table(
            entry["name"],
            entry["zh"],
            entry["en"],
            tuple(entry["key"]),
            tuple(_column(column) for column in entry["columns"]),
            tuple(Link(tuple(link["columns"]), link["table"], tuple(link["to"])) for link in entry["references"]),
        )
        for entry in read
    )


def _column(entry: dict[str, Any]) -> Column:
    """TypeError for a name that no column has."""
    return Column(lookup=entry["from"], **{name: value for name, value in entry.items() if name != "from"})


def codes() -> Iterator[Code]:
    """Every code of every list. One query."""
    for name, choices in CHOICES.items():
        for code in choices.values:
            yield Code(name, code, _label(choices, code, "zh-hans"), _label(choices, code, "en"))
    for name, table in FILES.items():
        for code, entry in named_codes(table).items():
            yield Code(name, code, entry["zh"], entry["en"])
    for row in Category.objects.order_by("position"):
        yield Code("category", row.code, row.name_zh, row.name_en)


def _label(choices: type[TextChoices], code: str, language: str) -> str:
    with translation.override(language):
        return str(choices(code).label)


CODE_COLUMNS = tuple(field.name for field in fields(Code))
