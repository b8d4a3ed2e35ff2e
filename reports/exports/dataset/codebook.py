"""The codebook: every column with its meaning, type, source, how it comes about, and how exact it was measured to be.

As CSV for programs, and as one Markdown text in both languages for people.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from reports.exports.accuracy import accuracy
from reports.exports.csv_table import BOM
from reports.exports.dataset.tables import SOURCES, Column, Table, tables

CODEBOOK, CODEBOOK_TEXT = "codebook.csv", "codebook.md"
HEADING = (
    "table", "column", "type", "codes", "source", "meaning_zh", "meaning_en", "derived_zh", "derived_en", "accuracy"
)  # fmt: skip
TYPES = {
    "text": ("文字", "text"),
    "integer": ("整数", "integer"),
    "number": ("数", "number"),
    "boolean": ("1 或 0", "1 or 0"),
    "date": ("日期，知道到月则为 2024-03", "date, 2024-03 where only the month is known"),
    "moment": ("时间（UTC）", "moment (UTC)"),
    "codes": ("几个代码，用分号隔开", "codes, between semicolons"),
    "json": ("JSON", "JSON"),
}


def write_codebook(folder: Path) -> None:
    """Writes the codebook twice: a row for each column (CSV), and to be read from top to bottom (Markdown)."""
    with (folder / CODEBOOK).open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file)
        writer.writerow(HEADING)
        for table in tables():
            for column in table.columns:
                measured = "" if column.measured is None else column.measured
                writer.writerow(
                    [table.name, column.name, column.type, column.codes, column.source,
                     column.zh, column.en, column.how_zh, column.how_en, measured]
                )  # fmt: skip
    (folder / CODEBOOK_TEXT).write_text("".join(_text()), encoding="utf-8")


def _text() -> Iterator[str]:
    reports, problems = accuracy()["reports"], accuracy()["problems"]
    yield "# 编码本 · Codebook\n\n"
    yield (
        f"“准确”是同人工标注的 {reports} 份通报（{problems} 条问题）逐条比对，完全一致的百分比；空白的没有量过。"
        "代码的含义在 codes.csv。\n\n"
        f"*Accuracy*: the share, in percent, of {problems} problems in {reports} reports coded by hand in which the "
        "value is exactly the same; blank where it was not measured. codes.csv has the meaning of codes.\n"
    )
    for table in tables():
        yield from _table_text(table)


def _table_text(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n\n{table.zh}。{table.en}.\n\n"
    yield "| 列 column | 类型 type | 含义 meaning | 来源 source | 准确 accuracy |\n|---|---|---|---|---|\n"
    for column in table.columns:
        kind, source = " · ".join(TYPES[column.type]), " · ".join(SOURCES[column.source])
        codes = f" → codes.csv `{column.codes}`" if column.codes else ""
        exact = "" if column.measured is None else f"{column.measured}%"
        yield f"| `{column.name}` | {kind}{codes} | {_meaning(column)} | {source} | {exact} |\n"


def _meaning(column: Column) -> str:
    chinese = f"{column.zh}。{column.how_zh}。" if column.how_zh else f"{column.zh}。"
    english = f"{column.en}. {column.how_en}." if column.how_en else f"{column.en}."
    return f"{chinese}<br>{english}"
