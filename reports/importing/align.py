"""`align(old, new)`: which stored rows a new parse means. Pure, in text order, one to one (design.md §5).

The steps, each over what the earlier ones left: the same span of the same text; the same fingerprint and number;
the same fingerprint, equal ones paired in text order; the same number and path with a likeness of 0.6 or more.
Where two candidates are alike within 0.1, none is taken and the row goes to an editor as a conflict.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

LIKENESS = 0.6
TOO_CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class Item:
    """A row as alignment sees it. `text_hash` names the text that its span counts in; `place` is what number and
    path are for problems, and the owning problem with the place under it for measures. Retired rows stand last.
    """

    text_hash: str
    start: int
    end: int
    fingerprint: str
    number: str
    place: Hashable
    text: str
    retired: bool = False


@dataclass(slots=True)
class Alignment:
    """`matches`: index of a new item -> index of the old one it continues. `doubtful`: new index -> the old indexes
    that are equally alike."""

    matches: dict[int, int] = field(default_factory=dict)
    doubtful: dict[int, list[int]] = field(default_factory=dict)


def align(old: Sequence[Item], new: Sequence[Item]) -> Alignment:
    """Pairs the items of a new parse with the stored ones. `align(x, x)` is the identity."""
    found = Alignment()
    steps: tuple[Callable[[Item], Hashable], ...] = (
        lambda item: (item.text_hash, item.start, item.end, item.fingerprint),
        lambda item: (item.text_hash, item.start, item.end),
        lambda item: (item.fingerprint, item.number, item.place),
        lambda item: (item.fingerprint, item.number),
        lambda item: item.fingerprint,
    )
    for key in steps:
        _pair_in_order(old, new, key, found)
    _pair_by_likeness(old, new, found)
    return found


def _free(old: Sequence[Item], found: Alignment) -> list[int]:
    """Old items not yet taken, shown ones before retired ones, each in text order."""
    taken = set(found.matches.values())
    return sorted((index for index in range(len(old)) if index not in taken), key=lambda index: old[index].retired)


def _pair_in_order(old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], Hashable], found: Alignment) -> None:
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for index in _free(old, found):
        waiting[key(old[index])].append(index)
    for index, item in enumerate(new):
        if index not in found.matches and waiting.get(key(item)):
            found.matches[index] = waiting[key(item)].popleft()


def _pair_by_likeness(old: Sequence[Item], new: Sequence[Item], found: Alignment) -> None:
    """The best pairs first, so that no order of rows gives another result; ties within 0.1 are left to an editor."""
    candidates: dict[Hashable, list[int]] = defaultdict(list)
    for index in _free(old, found):
        candidates[old[index].number, old[index].place].append(index)
    scores: dict[int, list[tuple[float, int]]] = {}
    for index, item in enumerate(new):
        if index in found.matches:
            continue
        scored = [(likeness(old[each].text, item.text), each) for each in candidates[item.number, item.place]]
        scores[index] = sorted((pair for pair in scored if pair[0] >= LIKENESS), reverse=True)
    taken: set[int] = set()
    for index in sorted(scores, key=lambda each: (-scores[each][0][0] if scores[each] else 0, each)):
        left = [pair for pair in scores[index] if pair[1] not in taken]
        if not left:
            continue
        if len(left) > 1 and left[0][0] - left[1][0] < TOO_CLOSE:
            found.doubtful[index] = [each for _, each in left]
            continue
        found.matches[index] = left[0][1]
        taken.add(left[0][1])


def likeness(one: str, other: str) -> float:
    """0 to 1: the share of character pairs that two texts have in common (Dice's coefficient on bigrams)."""
    if one == other:
        return 1.0
    first, second = _bigrams(one), _bigrams(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[index : index + 2] for index in range(len(text) - 1))
