"""The gazetteer: which names are regions, where they lie, and when they were in force.

Built from rows with the columns of `data/regions.csv` (code, name, level, parent, valid_from, valid_to, successor,
short), `data/regions_special.csv` (code, name, kind, parent, counterpart: a zone or division that is no region of
its own and stands for the region it lies in) and `data/region_aliases.csv` (alias, code: what people call a place).
Samples and tests hand in rows of their own. Immutable once built.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import ahocorasick

from reports.data_files import read_text
from reports.parsing.types import RegionRef

Form = Literal["full", "alias", "short", "zone"]
_FORMS: tuple[Form, ...] = ("full", "alias", "zone", "short")

# Names that are everyday words unless the city stands before them: 晋城市城区, not 城区道路.
_NEEDS_PARENT = frozenset({"城区", "矿区", "郊区", "新市区", "北市区", "南市区", "市南区", "市北区"})
# 长阳土家族自治县 is called 长阳县 and 长阳自治县, 恩施土家族苗族自治州 恩施州.
_AUTONOMOUS = (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"))
_HEAD = 2  # characters by which the names that may begin at a place are looked up; no name is shorter
_LONGEST_SUCCESSION = 8
_LONGEST_CHAIN = 4


@dataclass(frozen=True, slots=True)
class Division:
    """A row: a place under one name. `valid_from`, `valid_to`: first and last year, None where open. `short`: 衡水
    for 衡水市.
    """

    code: str
    name: str
    level: str
    parent: str
    valid_from: int | None
    valid_to: int | None
    successors: tuple[str, ...]
    short: str

    def in_force(self, year: int | None) -> bool:
        """Whether the name was in use in `year`; None asks for today."""
        if year is None:
            return self.valid_to is None
        return (self.valid_from or 0) <= year <= (self.valid_to or 9999)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found at `start` up to `end` of a text, and the divisions that it may mean."""

    name: str
    start: int
    end: int
    divisions: tuple[Division, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class Chain:
    """Names one after the other from the wide to the narrow (湖南省|岳阳市|汨罗市). `divisions`: what the last may
    mean.
    """

    mentions: tuple[Mention, ...]
    divisions: tuple[Division, ...]

    @property
    def end(self) -> int:
        return self.mentions[-1].end


class Gazetteer:
    """All divisions by name. Looking names up in a text takes time in proportion to the text."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """`rows` as in the three files, in any order. A name may stand for several places."""
        self._rows = tuple(dict(row) for row in rows)
        ordinary = [row for row in self._rows if row.get("level")]
        special = [row for row in self._rows if not row.get("level") and not row.get("alias")]
        self.divisions: tuple[Division, ...] = tuple(_division(row) for row in ordinary)
        by_code: defaultdict[str, list[Division]] = defaultdict(list)
        for division in self.divisions:
            by_code[division.code].append(division)
        self._by_code = {code: tuple(found) for code, found in by_code.items()}
        self._names: dict[str, dict[Form, tuple[Division, ...]]] = {}
        for division in self.divisions:
            for form, name in _names(division):
                self._add(name, form, division)
        for row in self._rows:
            for division in self._by_code.get(row["code"], ()) if row.get("alias") else ():
                self._add(row["alias"], "alias", division)
        for row in special:
            home = self._home_of_special(row, {r["code"]: r for r in special})
            if home is not None:
                for name in _special_names(row["name"]):
                    self._add(name, "zone", home)
        heads: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self._names, key=len, reverse=True):
            heads[name[:_HEAD]].append(name)
        self._heads = {head: tuple(names) for head, names in heads.items()}
        self._finder: Any = ahocorasick.Automaton()
        for head in self._heads:
            self._finder.add_word(head, head)
        self._finder.make_automaton()

    @classmethod
    def from_csv(cls, *paths: Path) -> Gazetteer:
        """A gazetteer of the rows of all these CSV files. Raises OSError where one cannot be read."""
        return cls(row for path in paths for row in read_rows(path))

    def with_rows(self, rows: Iterable[Mapping[str, str]]) -> Gazetteer:
        """A gazetteer that knows these rows too."""
        return Gazetteer((*self._rows, *rows))

    def with_csv(self, *paths: Path) -> Gazetteer:
        """A gazetteer that knows the rows of these files too (the samples' 示例省)."""
        return self.with_rows(row for path in paths for row in read_rows(path))

    def by_code(self, code: str, year: int | None = None) -> Division | None:
        """The division of `code`, under the name it had in `year` (None: today, else its last)."""
        found = self._by_code.get(code, ())
        return next((d for d in found if d.in_force(year)), None) or max(
            found, key=lambda d: d.valid_to or 9999, default=None
        )

    def by_name(self, name: str, *forms: Form) -> tuple[Division, ...]:
        """Every division that `name` can mean; full names before aliases before short names. `forms` limits which."""
        entry = self._names.get(name, {})
        wanted: tuple[Form, ...] = forms or _FORMS
        return tuple(dict.fromkeys(d for form in wanted for d in entry.get(form, ())))

    def ancestors(self, division: Division) -> tuple[Division, ...]:
        """The divisions above it, nearest first, under the names they had when it was last in force."""
        above: list[Division] = []
        code = division.parent
        while code and len(above) < _LONGEST_CHAIN:
            parent = self.by_code(code, division.valid_to)
            if parent is None:
                break
            above.append(parent)
            code = parent.parent
        return tuple(above)

    def lies_in(self, division: Division, code: str) -> bool:
        """Whether the division is the one of `code` or lies in it."""
        return division.code == code or any(above.code == code for above in self.ancestors(division))

    def ref(self, division: Division) -> RegionRef:
        """The division as a parsed report names it. A province's prefecture is None, a prefecture's is itself."""
        line = (division, *self.ancestors(division))
        province = next((d.name for d in line if d.level == "province"), None)
        prefecture = next((d.name for d in line if d.level == "prefecture"), None)
        return RegionRef(division.code, division.name, division.level, province, prefecture)

    def in_year(self, division: Division, year: int | None) -> Division:
        """The division itself, or, where its name had ended before `year`, its successor if there is only one.

        A year of grace: in the year after a change the old name may still be right.
        """
        for _ in range(_LONGEST_SUCCESSION):
            ended = division.valid_to
            if ended is None or year is None or year <= ended + 1 or len(division.successors) != 1:
                return division
            following = self.by_code(division.successors[0], year)
            if following is None or following == division:
                return division
            division = following
        return division

    def at(self, text: str, start: int, *, short: bool = False) -> tuple[Mention, ...]:
        """The names that begin at `start`, longest first; short names only when asked for. What is a place's alias is
        no other place's short name: 巴州 is 巴音郭楞蒙古自治州, not 巴州区.
        """
        found = []
        for name in self._heads.get(text[start : start + _HEAD], ()):
            if text.startswith(name, start):
                entry = self._names[name]
                short_too = short and "alias" not in entry
                forms = [form for form in _FORMS if form in entry and (short_too or form != "short")]
                if forms:
                    divisions = tuple(dict.fromkeys(d for form in forms for d in entry[form]))
                    found.append(Mention(name, start, start + len(name), divisions, forms[0]))
        return tuple(found)

    def find(self, text: str, *, short: bool = False) -> Iterator[Chain]:
        """The places named in `text`, in order, not overlapping; neighbouring names are one chain (株洲市芦淞区)."""
        position = 0
        for end, _ in self._finder.iter(text) if self._heads else ():
            start = end - _HEAD + 1
            chain = self.chain(text, start, short=short) if start >= position else None
            if chain is not None:
                yield chain
                position = chain.end

    def chain(self, text: str, start: int = 0, *, short: bool = False) -> Chain | None:
        """The longest chain of names from `start`; of equally long ones that whose parts lie in one another."""
        best: tuple[tuple[int, int, int], Chain] | None = None
        for mentions in self._chains(text, start, short, ()):
            divisions, consistent = self._within(mentions)
            if mentions[0].name in _NEEDS_PARENT and len(mentions) == 1:
                continue
            rank = (int(consistent), mentions[-1].end, -len(mentions))
            if best is None or rank > best[0]:
                best = rank, Chain(mentions, divisions)
        return best[1] if best else None

    def _chains(self, text: str, start: int, short: bool, before: tuple[Mention, ...]) -> Iterator[tuple[Mention, ...]]:
        for mention in self.at(text, start, short=short or self._opens_chain(text, start, bool(before))):
            chain = (*before, mention)
            yield chain
            if len(chain) < _LONGEST_CHAIN:
                yield from self._chains(text, mention.end, False, chain)

    def _opens_chain(self, text: str, start: int, inside: bool) -> bool:
        """A short name is taken where a full one or a zone's follows it directly: 岳阳|汨罗市, 青岛|西海岸新区."""
        if inside:
            return False
        return any(
            self._full_at(text, start + len(name))
            for name in self._heads.get(text[start : start + _HEAD], ())
            if text.startswith(name, start)
        )

    def _full_at(self, text: str, start: int) -> bool:
        return any(
            text.startswith(name, start) and not {"full", "zone"}.isdisjoint(self._names[name])
            for name in self._heads.get(text[start : start + _HEAD], ())
        )

    def _within(self, mentions: tuple[Mention, ...]) -> tuple[tuple[Division, ...], bool]:
        """What the last name can mean given those before it, and whether every name lies in the one before
        (第八师|石河子市, 深圳市|深汕特别合作区: is it).
        """
        possible = mentions[0].divisions
        for mention in mentions[1:]:
            codes = {d.code for d in possible}
            inside = tuple(
                d
                for d in mention.divisions
                if codes & self._codes_above(d) or (d.code in codes and mention.form in ("full", "zone"))
            )
            if not inside:
                return mention.divisions, False
            possible = inside
        return possible, True

    def _codes_above(self, division: Division) -> set[str]:
        return {above.code for above in self.ancestors(division)}

    def _add(self, name: str, form: Form, division: Division) -> None:
        entry = self._names.setdefault(name, {})
        entry[form] = (*entry.get(form, ()), division)

    def _home_of_special(self, row: dict[str, str], special: dict[str, dict[str, str]]) -> Division | None:
        """The region that a zone or a 兵团 division is counted to: the city run jointly with it, else what it lies
        in.
        """
        for _ in range(_LONGEST_CHAIN):
            code = row.get("counterpart") or row["parent"]
            if code in self._by_code:
                return self.by_code(code)
            if code not in special:
                return None
            row = special[code]
        return None


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading line, in UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def default_gazetteer() -> Gazetteer:
    """The country as shipped in `data/`."""
    rows: list[dict[str, str]] = []
    for name in ("regions.csv", "regions_special.csv", "region_aliases.csv"):
        rows.extend(csv.DictReader(read_text(name).splitlines()))
    return Gazetteer(rows)


def _division(row: Mapping[str, str]) -> Division:
    return Division(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        parent=row.get("parent") or "",
        valid_from=_year(row.get("valid_from")),
        valid_to=_year(row.get("valid_to")),
        successors=tuple(filter(None, (row.get("successor") or "").split("|"))),
        short=row.get("short") or row["name"],
    )


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _names(division: Division) -> Iterator[tuple[Form, str]]:
    yield "full", division.name
    for ending, colloquial in _AUTONOMOUS:
        if division.name.endswith(ending) and division.short != division.name:
            yield "alias", division.short + colloquial
            yield "alias", division.short + ending
    if division.short != division.name:
        yield "short", division.short


def _special_names(name: str) -> Iterator[str]:
    """新疆生产建设兵团第八师 is also called 兵团第八师 and 第八师."""
    yield name
    before, corps, division = name.partition("兵团")
    if before and corps and division:
        yield corps + division
        yield division
