"""What scraping and printing do to a copy: done to a report after it was laid out."""

from __future__ import annotations

from random import Random
from typing import Any

from reports.synthetic.chance import below, between

LABEL = "整改情况:"
_SURVIVAL = 0.3
_PAGE_LINES = 34
# A line longer than this is prose that a page breaks.
_WIDTHS = (36, 38, 40, 42)


def drop_headings(
    lines: list[str], problems: list[dict[str, Any]], random: Random
) -> tuple[list[str], list[dict[str, Any]]]:
    """X1: headings lost wholesale, the paragraphs with their label kept. One at least survives, and proves the numbers.

    For a sheet whose problems are a heading line and a label line each (layout L06).
    """
    kept_any = below(random, len(problems))
    found: list[dict[str, Any]] = []
    kept_lines: list[str] = []
    place = -1
    for line in lines:
        if line.startswith(LABEL):
            kept_lines.append(line)
            continue
        place += 1
        problem = dict(problems[place])
        if place == kept_any or random.random() < _SURVIVAL:
            kept_lines.append(line)
        else:
            problem |= {"label": None, "text": None, "text_missing": True}
        found.append(problem)
    return kept_lines, found


def glue_paragraphs(lines: list[str], random: Random) -> list[str]:
    """X9: here and there a heading N.问题N: glued to the paragraph before it, where that ends with 。."""
    result: list[str] = []
    for line in lines:
        if (
            result
            and result[-1].startswith(LABEL)
            and result[-1].endswith("。")
            and ".问题" in line[:8]
            and random.random() < 0.15
        ):
            result[-1] += line
        else:
            result.append(line)
    return result


def split_paragraphs(lines: list[str], random: Random) -> list[str]:
    """X9: here and there a paragraph after its label split inside a sentence."""
    result: list[str] = []
    for line in lines:
        if line.startswith(LABEL) and len(line) > 80 and random.random() < 0.12:
            middle = _inside_a_word(line, between(random, 30, len(line) - 30))
            result += [line[:middle], line[middle:]]
        else:
            result.append(line)
    return result


def _inside_a_word(line: str, near: int) -> int:
    """A place near `near` amid CJK characters, so that no half starts like a heading or ends a sentence."""
    for at in range(near, len(line) - 2):
        if (
            all("\u4e00" <= character <= "\u9fff" for character in line[at - 2 : at + 2])
            and line[at] not in "一二三四五六七八九十第其问整"
        ):
            return at
    return len(line)


def double_stops(lines: list[str], random: Random) -> list[str]:
    """X10: 。。 at the end of some paragraphs."""
    return [
        line + "。" if line.endswith("。") and line.startswith(LABEL) and random.random() < 0.1 else line
        for line in lines
    ]


def break_lines(lines: list[str], head: str, random: Random) -> list[str]:
    """Hard line breaks at the page's width, with page numbers and running heads."""
    width = _WIDTHS[below(random, len(_WIDTHS))]
    result: list[str] = []
    for line in lines:
        result += [line[at : at + width] for at in range(0, len(line), width)] or [""]
    paged: list[str] = []
    for place, line in enumerate(result, 1):
        paged.append(line)
        if place % _PAGE_LINES == 0 and place < len(result) - 3:
            paged.append(f"— {place // _PAGE_LINES} —")
            if head:
                paged.append(head)
    return paged
