"""The filters beside the results: which values to show, in which order, and where a click on each leads.

A value's count is the engine's, made under all the other filters. Within one facet values are alternatives; in a tree
(regions, categories) a value and what contains it exclude each other, so that choosing a county narrows its province.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from reports.filters import CENTRAL, FLAGS, NONE, UNKNOWN
from reports.links import link
from reports.models import Category, Region
from reports.models.choices import BodyLevel, RoundKind, Status, Verb
from reports.models.reference import named_codes
from reports.models.reference_tables import one_of_each_code, region_rows
from reports.search import ALL_FACETS, CASCADE, ProblemQuery, ProblemResults
from reports.views.charts import Column, columns, cramped, gapless_years
from reports.views.labels import FACET_TITLES, Labels, years_in_words

FIRST, FURTHER = ("region", "year", "status", "kind", "category"), (
    "level", "verb", "authority", "term", "round", "published_year", "measure_type", "flag",
)  # fmt: skip
COUNTED = tuple(CASCADE if name == "region" else name for name in ALL_FACETS)
"""What is counted for the panel."""
# Facets whose values are known beforehand: all are shown, in this order, with 0 where there is none.
CLOSED = {
    "status": tuple(Status.values),
    "kind": tuple(RoundKind.values),
    "level": tuple(BodyLevel.values),
    "verb": (*Verb.values, UNKNOWN),
    "flag": FLAGS,
}
MOST_SHOWN = 14
ROOM = 240  # pixels that the filters have beside the results (pages.css, .side)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many problems it would give, and the address that chooses or drops it."""

    value: str
    label: str
    count: int
    url: str
    selected: bool
    children: tuple[Choice, ...] = ()

    @property
    def dead(self) -> bool:
        """Nothing to choose: shown in grey, without a link."""
        return not self.count and not self.selected


@dataclass(frozen=True, slots=True)
class Span:
    """From which year to which: the years in force (None: open), in words, the address without them, and what a form
    that asks for others keeps."""

    first: int | None
    last: int | None
    words: str
    url: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One facet. Years also come as columns, and can be asked for from one to another (`span`); `chosen` is how many of
    its values are in force."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    columns: tuple[Column, ...] = ()
    chosen: int = 0
    span: Span | None = None

    @property
    def tight(self) -> bool:
        """Whether the years stand as lines, since their numbers are too long for columns beside the results."""
        return cramped(self.columns, ROOM)


def problems_url(query: ProblemQuery) -> str:
    """The address of a query's results."""
    return _address(urlencode(query.to_params()))


def _address(parameters: str) -> str:
    return link("problems") + (f"?{parameters}" if parameters else "")


class Addresses:
    """As `problems_url`, for the many addresses of a page that differ from its query in one facet only."""

    def __init__(self, query: ProblemQuery) -> None:
        others = [(name, value) for name, value in query.with_().to_params() if name not in ALL_FACETS]
        before = urlencode([(name, value) for name, value in others if name in ("q", "scope")])
        after = urlencode([(name, value) for name, value in others if name not in ("q", "scope")])
        parts = [before, *(_together(facet, query.selected(facet)) for facet in ALL_FACETS), after]
        self._page = link("problems")
        self._around = {
            facet: ("&".join(filter(None, parts[:place])), "&".join(filter(None, parts[place + 1 :])))
            for place, facet in enumerate(ALL_FACETS, 1)
        }

    def choosing(self, facet: str, values: Iterable[str]) -> str:
        """The address of the first page with these values chosen in the facet."""
        before, after = self._around[facet]
        parameters = "&".join(filter(None, (before, _together(facet, values), after)))
        return f"{self._page}?{parameters}" if parameters else self._page


def _together(facet: str, values: Iterable[str]) -> str:
    """`year=2021&year=2022`. Values of facets are codes, of characters that addresses take as they are."""
    return "&".join([f"{facet}={value}" for value in values])


def shown_regions(query: ProblemQuery, counts: Mapping[str, int]) -> dict[str, Region]:
    """Provinces, and the children of every region chosen and of its ancestors: what the cascade shows.

    Of two names of one code the one in force is shown. A province that has all the problems found is opened as if it
    were chosen. `counts`: the problems of each region, by `CASCADE`.
    """
    tables = region_rows()
    chosen = {code for code in query.regions if code not in (CENTRAL, UNKNOWN)}
    named = [region for code in chosen for region in tables.of_code.get(code, ())]
    opened = {code for region in named for code in region.lineage.split("/")}
    provinces = [code for code, count in counts.items() if code.endswith("0000") and count]
    if len(provinces) == 1:
        opened.update(provinces)
    return one_of_each_code([*tables.provinces, *(part for code in opened for part in tables.parts.get(code, ()))])


class FacetPanel:
    """Builds the groups for one page of results; `regions` are those of the cascade (`shown_regions`)."""

    def __init__(self, results: ProblemResults, labels: Labels, regions: Mapping[str, Region]) -> None:
        self.labels, self.regions, self.query = labels, regions, results.query
        self.addresses = Addresses(results.query)
        self.facets = results.facets
        self.counts = {name: results.facets.counts(counted) for name, counted in zip(ALL_FACETS, COUNTED, strict=True)}
        self.chosen = {name: results.query.selected(name) for name in ALL_FACETS}

    def groups(self, names: Sequence[str]) -> list[Group]:
        """The named groups that have anything to choose, or to drop although nothing is found."""
        made = [self._group(name) for name in names]
        return [
            group for group in made if group.chosen or group.columns or any(not choice.dead for choice in group.choices)
        ]

    def _group(self, name: str) -> Group:
        build = {"region": self._regions, "category": self._categories, "year": self._years}.get(name, self._list)
        choices, drawn = build(name)
        span = years_span(self.query) if name == "year" else None
        chosen = len(self.chosen[name]) + bool(span and span.words)
        return Group(name, str(FACET_TITLES[name]), tuple(choices), tuple(drawn), chosen, span)

    def _choice(self, name: str, value: str, url: str, children: Sequence[Choice] = ()) -> Choice:
        count = self.counts[name].get(value, 0)
        return Choice(value, self.labels.of(name, value), count, url, value in self.chosen[name], tuple(children))

    def _toggle(self, name: str, value: str) -> str:
        """The address that chooses the value beside the others, or drops it."""
        chosen = self.chosen[name]
        others = [each for each in chosen if each != value]
        return self.addresses.choosing(name, others if value in chosen else [*chosen, value])

    def _list(self, name: str) -> tuple[list[Choice], list[Column]]:
        if name == "measure_type":
            held = [*named_codes("measure_types"), *([NONE] if NONE in self.counts[name] else [])]
        elif name in CLOSED:
            held = list(CLOSED[name])
        elif name in ("term", "round", "published_year"):
            held = sorted(self.counts[name], key=_numbers_down)
        else:
            held = [value.value for value in self.facets.first(name, MOST_SHOWN)]
        return [self._choice(name, value, self._toggle(name, value)) for value in held], []

    def _years(self, name: str) -> tuple[list[Choice], list[Column]]:
        """Columns for the years held, with gaps shown; `unknown` below them as a line."""
        counts, selected = self.counts[name], self.chosen[name]
        held = [
            int(value) for value in {*counts, *selected} if value.isdigit() and (counts.get(value) or value in selected)
        ]
        shown = [str(year) for year in gapless_years(held, 14)]
        values = [
            (year, counts.get(year, 0), self._toggle(name, year) if counts.get(year) or year in selected else None,
             year in selected)
            for year in shown
        ]  # fmt: skip
        older = [str(year) for year in sorted(held) if str(year) not in shown]
        rest = older + ([UNKNOWN] if counts.get(UNKNOWN) or UNKNOWN in selected else [])
        return [self._choice(name, value, self._toggle(name, value)) for value in rest], columns(values)

    def _regions(self, name: str) -> tuple[list[Choice], list[Column]]:
        """Provinces; a chosen one, or one above a chosen one, opened to its parts. Below them who lies in no place."""
        children: dict[str | None, list[Region]] = {}
        for region in self.regions.values():
            _before, _slash, above = region.lineage.rpartition("/")[0].rpartition("/")
            children.setdefault(above or None, []).append(region)
        counts, selected = self.counts[name], self.chosen[name]

        def choices(parent: str | None, above: tuple[str, ...]) -> list[Choice]:
            made = []
            for region in sorted(
                children.get(parent, []), key=lambda region: (-counts.get(region.code, 0), region.code)
            ):
                under = choices(region.code, (*above, region.code))
                if counts.get(region.code) or region.code in selected or under:
                    made.append(self._choice(name, region.code, self._region_url(region, above), under))
            return made

        nowhere = [self._choice(name, value, self._toggle(name, value)) for value in (CENTRAL, UNKNOWN)]
        return choices(None, ()) + [choice for choice in nowhere if not choice.dead], []

    def _region_url(self, region: Region, above: tuple[str, ...]) -> str:
        """Choosing a place drops what contains it and what it contains; dropping it goes back up one level."""
        chosen = self.chosen["region"]
        if region.code in chosen:
            others = [code for code in chosen if code != region.code]
            return self.addresses.choosing("region", others or above[-1:])
        related = {*above, *self._below(region)}
        return self.addresses.choosing("region", [*(code for code in chosen if code not in related), region.code])

    def _below(self, region: Region) -> set[str]:
        chosen = [self.regions[code] for code in self.chosen["region"] if code in self.regions]
        return {each.code for each in chosen if region.code in each.lineage.split("/")[:-1]}

    def _categories(self, name: str) -> tuple[list[Choice], list[Column]]:
        """The focuses, each with its topics, and 未分类."""
        topics: dict[int | None, list[Category]] = {}
        for category in self.labels.categories.values():
            topics.setdefault(category.parent_id, []).append(category)
        made = []
        for focus in topics.get(None, []):
            under = topics.get(focus.pk, [])
            lines = [self._choice(name, topic.code, self._category_url(topic.code, {focus.code})) for topic in under]
            made.append(self._choice(name, focus.code, self._category_url(focus.code, {t.code for t in under}), lines))
        return [*made, self._choice(name, NONE, self._toggle(name, NONE))], []

    def _category_url(self, code: str, related: set[str]) -> str:
        if code in self.chosen["category"]:
            return self._toggle("category", code)
        kept = [chosen for chosen in self.chosen["category"] if chosen not in related]
        return self.addresses.choosing("category", [*kept, code])


def _numbers_down(value: str) -> tuple[bool, int]:
    """The order of terms, rounds and years: the greatest first, what is not said last."""
    return value == UNKNOWN, -int(value) if value.isdigit() else 0


def years_span(query: ProblemQuery) -> Span:
    """The years from one to another that a query asks for. Asking for others drops single years."""
    without = query.with_(year_from=None, year_to=None)
    kept = tuple((name, value) for name, value in without.with_(years=()).to_params() if name != "page")
    return Span(query.year_from, query.year_to, years_in_words(query), problems_url(without), kept)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    title: str
    label: str
    url: str


def chips(query: ProblemQuery, labels: Labels) -> list[Chip]:
    """Every filter in force, in the order of the parameters."""
    found = [
        Chip(str(title), labels.full(name, value), problems_url(query.without(name, value)))
        for name, title in FACET_TITLES.items()
        for value in query.selected(name)
    ]
    span = years_span(query)
    if span.words:
        found.append(Chip(str(FACET_TITLES["year"]), span.words, span.url))
    if query.once:
        found.append(Chip("", _("每轮只计一份通报"), problems_url(query.with_(once=False))))
    if query.report:
        found.append(Chip(_("通报"), labels.report_title or query.report, problems_url(query.with_(report=None))))
    return found


def without_filters(query: ProblemQuery) -> ProblemQuery:
    """The words alone, with order and page size as they are."""
    return ProblemQuery(q=query.q, scope=query.scope, sort=query.sort, per_page=query.per_page)
