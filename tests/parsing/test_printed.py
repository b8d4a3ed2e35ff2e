"""The own corpus as it would come out of a printed page or another converter: the parse must stay what it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.management.commands.score_parser import Document, own_corpus
from reports.parsing import parse
from reports.parsing.schema import to_json
from reports.parsing.scoring import Totals, compare
from reports.readers import read_file
from tests.parsing.reports import FULL_WIDTH

ROOT = Path(__file__).resolve().parents[2]
# Every third keeps the suite quick; the whole corpus was tried when the rules were made.
DOCUMENTS = list(own_corpus(ROOT, ROOT / "tests" / "parsing" / "corpus"))[::3]
RUNNING_HEAD = "中共青禾县委关于巡视整改进展情况的通报"


def printed(text: str, width: int = 34, *, indent: str = "  ", head: str | None = None) -> str:
    """Lines cut at a width, a page number every 22 lines, below it a running head if there is one."""
    result: list[str] = []
    page = 0
    for paragraph in filter(None, map(str.strip, text.split("\n"))):
        if "\t" in paragraph:
            result.append(paragraph)
            continue
        whole = indent + paragraph
        for start in range(0, len(whole), width):
            result.append(whole[start : start + width])
            if len(result) % 22 == 0:
                page += 1
                result.extend([f"— {page} —", *([head] if head else [])])
    return "\n".join(result)


CONVERSIONS: dict[str, tuple[Callable[[str], str], float]] = {
    "full width": (lambda text: text.translate(FULL_WIDTH), 0.99),
    "straight quotes": (lambda text: re.sub("[“”]", '"', text), 0.99),
    "carriage returns and blanks": (lambda text: text.replace("\n", " \r\n\u00a0"), 0.99),
    "printed": (printed, 0.99),
    "printed with a running head": (lambda text: printed(text, head=RUNNING_HEAD), 0.99),
    "printed wide": (lambda text: printed(text, 58), 0.99),
    "printed without indents": (lambda text: printed(text, indent=""), 0.97),
}


def rates(documents: list[Document], conversion: Callable[[str], str]) -> dict[str, float]:
    totals = Totals()
    for document in documents:
        text = conversion(read_file(document.path).text)
        totals.add(compare(document.gold, to_json(parse(text), document.path.name)))
    return totals.rates()


@pytest.mark.parametrize("name", CONVERSIONS)
def test_conversion(name: str) -> None:
    conversion, least = CONVERSIONS[name]
    found = rates(DOCUMENTS, conversion)
    assert {key: value for key, value in found.items() if key in ("problems", "measures", "numbers", "paths")} == {
        key: pytest.approx(1.0, abs=1 - least) for key in ("problems", "measures", "numbers", "paths")
    }
