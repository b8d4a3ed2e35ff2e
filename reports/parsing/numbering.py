"""Numbers of problems: runs, and the numbers of headings that lost theirs where the surviving ones prove them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.parsing.drafts import Draft


def settle_numbers(drafts: Sequence[Draft]) -> list[tuple[int, str | None]]:
    """(run, number) for every problem in order. A run ends where the leading number falls, or repeats."""
    numbers = _proven(drafts)
    result: list[tuple[int, str | None]] = []
    run = 0
    last: tuple[int, ...] = ()
    for number in numbers:
        if number and last and _restarts(last, number):
            run += 1
        if number:
            last = number
        result.append((run, "-".join(map(str, number)) if number else None))
    return result


def _restarts(last: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """3 -> 1 and 3 -> 3 start again; (35, 1) -> (35, 2), 35 -> (35, 1) do not."""
    if number[0] != last[0]:
        return number[0] < last[0]
    if len(number) == 1:
        return len(last) == 1
    return number[1:] <= last[1:] and len(last) > 1


def _proven(drafts: Sequence[Draft]) -> list[tuple[int, ...]]:
    """The numbers as written, with gaps filled where they hold exactly as many numbers as headings lost theirs."""
    numbers = [d.number for d in drafts]
    lost = [i for i, number in enumerate(numbers) if not number]
    if not lost or len(lost) == len(numbers):
        return numbers
    if _equal_ordinals(numbers):
        return _filled(drafts, numbers, lost, {i: i + 1 for i in lost})
    known = [i for i, number in enumerate(numbers) if number]
    values: dict[int, int] = {}
    for left, right in zip([-1, *known], known, strict=False):
        below = numbers[left][0] if left >= 0 else 0
        if right - left > 1 and numbers[right][0] - below == right - left:
            values.update({left + k: below + k for k in range(1, right - left)})
    return _filled(drafts, numbers, [i for i in lost if i in values], values)


def _equal_ordinals(numbers: Sequence[tuple[int, ...]]) -> bool:
    """Every surviving number is the place of its problem in the list; one alone proves nothing."""
    surviving = [(i, number) for i, number in enumerate(numbers) if number]
    return len(surviving) >= 2 and all(len(number) == 1 and number[0] == i + 1 for i, number in surviving)


def _filled(
    drafts: Sequence[Draft], numbers: list[tuple[int, ...]], places: Sequence[int], values: dict[int, int]
) -> list[tuple[int, ...]]:
    result = list(numbers)
    for i in places:
        result[i] = (values[i],)
        drafts[i].inferred = True
    return result
