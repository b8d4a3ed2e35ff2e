"""Links of a list in pages: 首页 上一页 1 2 3 下一页 尾页."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

AROUND = 2


@dataclass(frozen=True, slots=True)
class Pager:
    """Where each link leads; None where there is nowhere to go. `pages` are (number, url), None marks a gap."""

    page: int
    last: int
    total: int
    first_shown: int
    last_shown: int
    first: str | None
    previous: str | None
    following: str | None
    end: str | None
    pages: tuple[tuple[int, str] | None, ...]


def pager(*, page: int, total: int, per_page: int, url: Callable[[int], str]) -> Pager:
    """The pager of `total` things in pages of `per_page`, at `page`, which lies between 1 and the last."""
    last = max(1, -(-total // per_page))
    page = min(max(page, 1), last)
    near = range(max(1, page - AROUND), min(last, page + AROUND) + 1)
    pages: list[tuple[int, str] | None] = [(number, url(number)) for number in near]
    if near[0] > 1:
        pages = [(1, url(1)), *([None] if near[0] > 2 else []), *pages]
    if near[-1] < last:
        pages = [*pages, *([None] if near[-1] < last - 1 else []), (last, url(last))]
    return Pager(
        page=page,
        last=last,
        total=total,
        first_shown=min((page - 1) * per_page + 1, total),
        last_shown=min(page * per_page, total),
        first=url(1) if page > 1 else None,
        previous=url(page - 1) if page > 1 else None,
        following=url(page + 1) if page < last else None,
        end=url(last) if page < last else None,
        pages=tuple(pages),
    )
