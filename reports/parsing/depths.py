"""How deep each heading stands: by custom, unless the document nests its styles the other way about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from reports.parsing.units import Unit
from reports.parsing.voice import ends_failing

# Depth by custom; the document's own nesting corrects it (`_ranks`).
_CUSTOM = {
    "part": 0.0, "cn_dun": 1.0, "cn_paren": 2.0, "ar_dot": 3.0, "ar_bare": 3.0, "decimal": 3.5,
    "ar_half": 4.0, "ar_paren": 4.0, "compound": 4.0,
    "di": 4.5, "shi": 5.0, "order": 5.0, "circled": 5.0, "issue": 4.5, "bullet": 6.0, "dash": 6.0, "": 6.0,
}  # fmt: skip
_SHORT = 60


@dataclass(slots=True)
class Heading:
    """Unit `unit` is a heading of depth `rank` (less is higher)."""

    unit: int
    rank: float


@dataclass(frozen=True, slots=True)
class _Levels:
    """What all headings of a document show: the depth of each style, which styles are worded alike, and which hold
    unnumbered headings."""

    ranks: dict[str, float]
    worded: dict[tuple[object, ...], set[str]]  # numbered styles by the wording (`_wording`) of their headings
    holding: frozenset[str]

    def alike(self, unit: Unit) -> list[float]:
        """The depths of numbered headings that are worded as `unit` is."""
        return [self.ranks[key] for key in self.worded.get(_wording(unit), ())]


def ranked(units: Sequence[Unit], chosen: Sequence[int], groups: frozenset[int]) -> list[Heading]:
    """The headings at the positions `chosen`, each with its depth; `groups` are some of which more is known."""
    levels = _levels(units, chosen, groups)
    nested = _stand_below_numbered(units, chosen, groups)
    result: list[Heading] = []
    for i, position in enumerate(chosen):
        unit = units[position]
        if unit.marker is not None:
            result.append(Heading(position, levels.ranks[unit.key]))
            continue
        following = chosen[i + 1] if i + 1 < len(chosen) else None
        if position not in groups or following is None:
            result.append(Heading(position, _rank_unnumbered(units, position, following, levels)))
        elif units[following].marker is not None:
            result.append(Heading(position, _rank_group(unit, units[following].key, levels, nested=nested)))
        else:
            result.append(Heading(position, _rank_above_unnumbered(levels, nested=nested)))
    return result


def _levels(units: Sequence[Unit], chosen: Sequence[int], groups: frozenset[int]) -> _Levels:
    ranks = _ranks(units, chosen, groups)
    worded: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for position in chosen:
        if units[position].marker is not None:
            worded[_wording(units[position])].add(units[position].key)
    holding = frozenset(style for style in ranks if style and _holds_unnumbered(units, chosen, style, groups))
    return _Levels(ranks, worded, holding)


def _ranks(units: Sequence[Unit], chosen: Sequence[int], groups: frozenset[int]) -> dict[str, float]:
    """Depth per style: by custom, unless the document nests two styles the other way about."""
    keys = [units[p].key for p in chosen]
    ranks: dict[str, float] = {}
    for key in keys:
        ranks[key] = custom_rank(key)
    bare: dict[tuple[str, str], int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for i, key in enumerate(keys):
        counts[key] += 1
        if i + 1 == len(keys) or keys[i + 1] == key or (chosen[i + 1] in groups and chosen[i] not in groups):
            continue
        if chosen[i + 1] == chosen[i] + 1 or chosen[i] in groups:
            bare[key, keys[i + 1]] += 1
    for (upper, lower), count in bare.items():
        if not upper or ranks[upper] < ranks[lower]:
            continue
        if count >= 2 and count >= 0.6 * counts[upper] and bare.get((lower, upper), 0) <= 0.2 * counts[lower]:
            ranks[upper] = ranks[lower] - 0.5
    return ranks


def custom_rank(key: str) -> float:
    """The depth of a style (`Unit.key`): 0 for 第一部分, more for what stands below."""
    if key.startswith("decimal"):
        return _CUSTOM["decimal"] - 1 + 0.3 * int(key[7:])
    return _CUSTOM.get("bullet" if key.startswith("bullet") else key, 6.0)


def _rank_unnumbered(units: Sequence[Unit], position: int, following: int | None, levels: _Levels) -> float:
    """Above the heading that follows at once, on the level of headings worded alike; else among the deepest."""
    unit = units[position]
    numbered = {key: rank for key, rank in levels.ranks.items() if key}
    if unit.states_problem or (unit.wrapper is not None and unit.wrapper.kind == "target"):
        return _CUSTOM[""]
    if following == position + 1 and units[following].marker is not None and not holds_text(unit):
        return _rank_group(unit, units[following].key, levels, nested=False)
    if following == position + 1 and titles_unnumbered(unit, units[following]):
        return _rank_above_unnumbered(levels, nested=False)
    if not numbered:
        return 3.0 if unit.is_sector() and following == position + 1 else 6.0
    alike = levels.alike(unit) if unit.wrapper is not None else []
    if alike:
        return max(alike)
    deepest = max(numbered, key=lambda key: numbered[key])
    return numbered[deepest] + (0.5 if deepest in levels.holding else 0.0)


def _stand_below_numbered(units: Sequence[Unit], chosen: Sequence[int], groups: frozenset[int]) -> bool:
    """Of the groups without a number: (一)常规巡视反馈方面 ⏎ 坚决执行上级部署 ⏎ 1.…

    Near-miss, where numbers were lost: 执行上级部署方面 ⏎ 1.… ⏎ (二)干部作风方面 ⏎ 1.…
    """
    taken = frozenset(chosen)
    return any(
        p - 1 in taken and units[p].marker is None and units[p - 1].marker is not None and not holds_text(units[p - 1])
        for p in groups
    )


def _rank_above_unnumbered(levels: _Levels, *, nested: bool) -> float:
    """Of a group whose problems have no number either; `nested` below numbered headings."""
    numbered = [rank for key, rank in levels.ranks.items() if key]
    if not numbered:
        return 3.0
    return max(numbered) + 0.25 if nested else max(numbered) - 0.5


def _rank_group(unit: Unit, below: str, levels: _Levels, *, nested: bool) -> float:
    """Above the problems of style `below`; unless `nested`, on the level of numbered groups worded alike."""
    depth = levels.ranks[below]
    alike = [] if nested else [rank for rank in levels.alike(unit) if rank < depth]
    return max(alike) if alike else depth - 0.5


def _holds_unnumbered(units: Sequence[Unit], chosen: Sequence[int], style: str, groups: frozenset[int]) -> bool:
    """Whether most headings of a style have an unnumbered one right below: (一)监督弱化 ⏎ 底数不清 ⏎ 整改情况:…"""
    row = [i for i, p in enumerate(chosen) if units[p].key == style]
    above = sum(
        units[following].marker is None and (following == chosen[i] + 1 or chosen[i] in groups)
        for i in row
        for following in chosen[i + 1 : i + 2]
    )
    return above >= 2 and above >= 0.6 * len(row)


def _wording(unit: Unit) -> tuple[object, ...]:
    """关于…的问题 is worded as 关于“…”的问题 is, 在…方面 as …方面."""
    if unit.wrapper is not None:
        return (unit.wrapper.kind,)
    return unit.is_sector(), unit.states_problem


def titles_unnumbered(unit: Unit, following: Unit) -> bool:
    """推动改革有差距 ⏎ 关于审批慢的问题: a short line above the first of the unnumbered problems that it groups."""
    if unit.marker is not None or unit.wrapper is not None or unit.is_closed() or unit.size > _SHORT:
        return False
    about = following.wrapper is not None and following.wrapper.kind == "about"
    return about and following.marker is None and (unit.is_sector() or ends_failing(unit.words()))


def holds_text(unit: Unit) -> bool:
    """Whether the heading's own line goes on with text about the problem."""
    wrapper = unit.wrapper
    return unit.holds_steps() or (wrapper is not None and unit.end - wrapper.after > 10)
