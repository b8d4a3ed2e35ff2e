"""How many problems a report lists, as its own total counts them, and whether both agree (docs/design.md §3).

Parser, rows, index and pages all ask here. Knows no Django.
"""

from __future__ import annotations

from collections.abc import Iterable

_BY_HEADING = 2
"""Declared so many times what is counted: the report lists its problems by heading."""


def leading_number(number: str | None) -> str | None:
    """35 of 35-1; None without a number."""
    return number.split("-")[0] if number else None


def counted_problems(numbered: Iterable[tuple[int, str | None]]) -> int:
    """Of problems given as (numbering run, number): the distinct pairs of run and leading number, and one for each that
    has no number. (35-1)…(35-4) are four rows and count one; 1 in two runs counts two.
    """
    distinct: set[tuple[int, str]] = set()
    unnumbered = 0
    for run, number in numbered:
        leading = leading_number(number)
        if leading is None:
            unnumbered += 1
        else:
            distinct.add((run, leading))
    return len(distinct) + unnumbered


def listed_by_heading(declared: int | None, counted: int) -> bool:
    """Whether the declared total is of another unit than the problems listed, so that the two are no contradiction."""
    return declared is not None and counted > 0 and declared >= _BY_HEADING * counted


def contradicts(declared: int | None, counted: int) -> bool:
    """Whether the declared total differs from the number listed and both count the same unit. A report that lists
    nothing (a summary) contradicts nothing.
    """
    return declared is not None and counted > 0 and declared != counted and not listed_by_heading(declared, counted)
