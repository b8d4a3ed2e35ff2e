"""Reads back what was written: the sheets of a workbook as rows of values, and the XML of its parts."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Workbook:
    def __init__(self, content: bytes) -> None:
        self.parts = zipfile.ZipFile(io.BytesIO(content))

    def xml(self, part: str) -> etree._Element:
        return etree.fromstring(self.parts.read(part))

    @property
    def names(self) -> list[str]:
        return [sheet.get("name", "") for sheet in self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")]

    def sheet(self, number: int) -> etree._Element:
        return self.xml(f"xl/worksheets/sheet{number}.xml")

    def rows(self, number: int) -> list[dict[str, str | float]]:
        """Each row by column letters: texts as str, numbers as float, empty cells absent."""
        return [{_letters(cell): _value(cell) for cell in row} for row in self.sheet(number).iter(f"{MAIN}row")]

    def table(self, number: int) -> list[dict[str, str | float]]:
        """Each row under the heading by the names of its columns."""
        heading, *rest = self.rows(number)
        return [{str(heading[letters]): value for letters, value in row.items()} for row in rest]


def _letters(cell: etree._Element) -> str:
    return cell.get("r", "").rstrip("0123456789")


def _value(cell: etree._Element) -> str | float:
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    return float("".join(cell.itertext()))
