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


def ranked(units: Sequence[Unit], chosen: Sequence[int]) -> list[Heading]:
    """The headings at the positions `chosen`, each with its depth."""
    ranks = _ranks(units, chosen)
    holding = frozenset(style for style in ranks if style and _holds_unnumbered(units, chosen, style))
    result: list[Heading] = []
    for i, position in enumerate(chosen):
        unit = units[position]
        if unit.marker is not None:
            result.append(Heading(position, ranks[unit.key]))
            continue
        following = chosen[i + 1] if i + 1 < len(chosen) else None
        result.append(Heading(position, _rank_unnumbered(units, unit, position, following, chosen, ranks, holding)))
    return result


def _ranks(units: Sequence[Unit], chosen: Sequence[int]) -> dict[str, float]:
    """Depth per style: by custom, unless the document nests two styles the other way about."""
    keys = [units[p].key for p in chosen]
    ranks: dict[str, float] = {}
    for key in keys:
        ranks[key] = custom_rank(key)
    bare: dict[tuple[str, str], int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for i, key in enumerate(keys):
        counts[key] += 1
        if i + 1 < len(keys) and keys[i + 1] != key and chosen[i + 1] == chosen[i] + 1:
            bare[key, keys[i + 1]] += 1
    for (upper, lower), count in bare.items():
        if not upper or not lower or ranks[upper] < ranks[lower]:
            continue
        if count >= 2 and count >= 0.6 * counts[upper] and bare.get((lower, upper), 0) <= 0.2 * counts[lower]:
            ranks[upper] = ranks[lower] - 0.5
    return ranks


def custom_rank(key: str) -> float:
    """The depth of a style (`Unit.key`): 0 for 第一部分, more for what stands below."""
    if key.startswith("decimal"):
        return _CUSTOM["decimal"] - 1 + 0.3 * int(key[7:])
    return _CUSTOM.get("bullet" if key.startswith("bullet") else key, 6.0)


def _rank_unnumbered(
    units: Sequence[Unit],
    unit: Unit,
    position: int,
    following: int | None,
    chosen: Sequence[int],
    ranks: dict[str, float],
    holding: frozenset[str],
) -> float:
    """Above the heading that follows at once, on the level of headings worded alike; else among the deepest."""
    numbered = {key: rank for key, rank in ranks.items() if key}
    if unit.states_problem or (unit.wrapper is not None and unit.wrapper.kind == "target"):
        return _CUSTOM[""]
    if following == position + 1 and units[following].marker is not None and not holds_text(unit):
        below = ranks[units[following].key]
        alike = [
            ranks[u.key]
            for u in (units[p] for p in chosen)
            if u.marker is not None and ranks[u.key] < below and _alike(u, unit)
        ]
        return max(alike) if alike else below - 0.5
    if following == position + 1 and titles_unnumbered(unit, units[following]):
        return 3.0 if not numbered else max(numbered.values()) - 0.5
    if not numbered:
        return 3.0 if unit.is_sector() and following == position + 1 else 6.0
    alike = [
        ranks[u.key]
        for u in (units[p] for p in chosen)
        if u.marker is not None and unit.wrapper is not None and _alike(u, unit)
    ]
    if alike:
        return max(alike)
    deepest = max(numbered, key=lambda key: numbered[key])
    return numbered[deepest] + (0.5 if deepest in holding else 0.0)


def _holds_unnumbered(units: Sequence[Unit], chosen: Sequence[int], style: str) -> bool:
    """Whether most headings of a style have an unnumbered one right below: (一)监督弱化 ⏎ 底数不清 ⏎ 整改情况:…"""
    row = [i for i, p in enumerate(chosen) if units[p].key == style]
    above = sum(
        i + 1 < len(chosen) and chosen[i + 1] == chosen[i] + 1 and units[chosen[i + 1]].marker is None for i in row
    )
    return above >= 2 and above >= 0.6 * len(row)


def _alike(one: Unit, other: Unit) -> bool:
    if one.wrapper is None or other.wrapper is None:
        return (
            one.wrapper is other.wrapper
            and one.is_sector() == other.is_sector()
            and one.states_problem == other.states_problem
        )
    return one.wrapper.kind == other.wrapper.kind


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
