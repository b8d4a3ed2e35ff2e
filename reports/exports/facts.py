"""What must be known beside a table: the question in words, its address, the data version, the date, the licence.

The same address gives the same rows for the same data version, so these facts make an export repeatable.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from reports.exports.columns import MEASURE, columns

ARCHIVE = "巡视整改档案"
LICENCE = (
    "通报原文由各发布单位公开发布，引用请注明发布单位和原网址。本档案所加的编号、分类和拆分可以自由使用，"
    "请注明“巡视整改档案”和数据版本。"
)
LICENCE_EN = (
    "The reports were published by the bodies that issued them; name the body and the original address when you quote. "
    "Numbers, categories and divisions added by this archive may be used freely; name the archive and the data version."
)
CAUTION = "收录的通报不是全部；整改状态是被巡视单位自己的说法；类别和拆分由程序作出，文字以原文为准。"
CAUTION_EN = (
    "Not every report is held; the state of rectification is what the inspected body says itself; categories and "
    "divisions were made by a program, and the words of the source prevail."
)
_ROWS = {
    False: "一行一个问题。",
    True: "一行一条措施；一条措施对应几个问题的，各列一行，措施编号相同；没有措施的问题也有一行。",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """`question` in words, empty for everything; `address` of the page with the same question; `export` of the table
    itself; `changed_at` when the version came into being; `ignored` what was not understood of the address."""

    question: str
    address: str
    export: str
    rows: str
    total: int
    version: int
    changed_at: dt.datetime | None
    today: dt.date
    ignored: tuple[str, ...] = ()

    def lines(self) -> list[tuple[str, str]]:
        """(name, value) in reading order, in Chinese."""
        changed = timezone.localtime(self.changed_at).strftime("%Y-%m-%d %H:%M") if self.changed_at else ""
        found = [
            ("档案", ARCHIVE),
            ("所查", self.question or "全部问题"),
            ("未用的条件", "；".join(self.ignored)),
            ("检索网址", self.address),
            ("导出网址", self.export),
            ("问题数", str(self.total)),
            ("行", _ROWS[self.rows == MEASURE]),
            ("数据版本", str(self.version)),
            ("版本时间", changed),
            ("导出日期", self.today.isoformat()),
            ("许可", LICENCE),
            ("注意", CAUTION),
        ]
        return [(name, value) for name, value in found if value]

    def meanings(self) -> list[tuple[str, str]]:
        """(name, meaning) of each column of the table."""
        return [(column.name, column.meaning) for column in columns(self.rows)]


def text_lines(facts: Facts) -> Iterator[str]:
    """The sidecar of a CSV file: a line for each fact, then one for each column."""
    for name, value in facts.lines():
        yield f"{name}：{value}\n"
    yield "\n列\n"
    for name, meaning in facts.meanings():
        yield f"{name}：{meaning}\n"
