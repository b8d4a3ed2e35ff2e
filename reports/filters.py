"""GET parameters, cleaned (design.md §7): problems into a frozen `ProblemQuery`, reports and rounds into querysets.

No value is ever an error: what is not understood is left out, and `ignored` says which value of which parameter it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from reports.models import Problem, Report
from reports.models.choices import BodyLevel, RoundKind, Stage, Status, Verb
from reports.models.reference_tables import category_rows, region_rows
from reports.models.round import InspectionRound
from reports.search import ProblemQuery
from reports.search.query import PER_PAGE, SCOPES, SORTS, UNKNOWN_NUMBER

CENTRAL, NONE, UNKNOWN, OF_A_BODY = "central", "none", "unknown", "body"
FLAGS = ("accountability", "mismatch", "text_missing", "damaged")
LONGEST_QUERY, MOST_VALUES, LAST_PAGE = 2000, 60, 999_999
REGION_CODE = re.compile(r"[0-9A-Za-z-]{1,12}")
PUBLIC_ID = re.compile(r"[a-z2-7]{12}")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
NUMBER = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The values of one parameter that hold, in the order given and each once, and those that do not."""

    accepted: tuple[Any, ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def first(self) -> Any:
        """The value of a parameter that can have one only; None when there is none."""
        return self.accepted[0] if self.accepted else None


class ValuesFilter(django_filters.Filter):  # type: ignore[misc]
    """A parameter of codes: every value goes through `read`, which gives the cleaned value or None.

    With `several` it takes up to `MOST_VALUES`, else one. With `lookups` it filters a queryset by them, any of the
    values being enough.
    """

    def __init__(
        self,
        read: Callable[[str], Any],
        *,
        several: bool = True,
        lookups: Callable[[Any], Q] | None = None,
    ) -> None:
        super().__init__()
        self.read, self.several, self.lookups = read, several, lookups

    def __deepcopy__(self, memo: dict[int, Any]) -> ValuesFilter:
        """django-filter copies the filters of a set for each page; nothing inside of these ever changes.

        Thirty of them: what `copy` does takes six times as long.
        """
        made = ValuesFilter.__new__(ValuesFilter)
        made.__dict__.update(self.__dict__)
        return made

    def clean(self, given: Iterable[str]) -> Cleaned:
        """The values of the parameter as they stand in the address, judged. Never raises."""
        accepted: dict[Any, None] = {}
        rejected: dict[str, None] = {}
        for text in given:
            if not text.strip():
                continue
            read = self.read(text.strip())
            room = len(accepted) < (MOST_VALUES if self.several else 1)
            if read is None or not (room or read in accepted):
                rejected[text] = None
            else:
                accepted[read] = None
        return Cleaned(tuple(accepted), tuple(rejected))

    def filter(self, qs: QuerySet[Any], value: Cleaned) -> QuerySet[Any]:
        if self.lookups is None or not value.accepted:
            return qs
        wanted = Q()
        for accepted in value.accepted:
            wanted |= self.lookups(accepted)
        return qs.filter(wanted)


def one_of(codes: Iterable[str]) -> Callable[[str], str | None]:
    known = frozenset(codes)
    return lambda text: text if text in known else None


def like(pattern: re.Pattern[str], *words: str) -> Callable[[str], str | None]:
    return lambda text: text if text in words or pattern.fullmatch(text) else None


def read_number(text: str) -> int | None:
    """A term or round number, 0 for `unknown`."""
    if text == UNKNOWN:
        return UNKNOWN_NUMBER
    return int(text) if NUMBER.fullmatch(text) else None


def read_year(text: str) -> int | None:
    return int(text) if YEAR.fullmatch(text) else None


def read_page(text: str) -> int | None:
    """A page number. Digits beyond any page mean the last; 0 is no page."""
    if text.isascii() and text.isdigit():
        return min(int(text[:20]), LAST_PAGE) or None
    return None


def read_page_size(text: str) -> int | None:
    return int(text) if text in {str(size) for size in PER_PAGE} else None


def read_words(text: str) -> str:
    """What was typed, on one line, without characters that no database stores."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:LONGEST_QUERY]


class ArchiveFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """What the filter sets share: `ignored`, and a place for filters that need the database to judge a value.

    Values are cleaned without django-filter's form, which would be built anew for each page: a millisecond and a half.
    """

    q = ValuesFilter(read_words, several=False)
    page = ValuesFilter(read_page, several=False)
    per_page = ValuesFilter(read_page_size, several=False)

    def __init__(self, data: QueryDict | None, queryset: QuerySet[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, queryset, **kwargs)
        self.values = {name: each.clean(self.data.getlist(name)) for name, each in self.filters.items()}
        self.judge()

    def judge(self) -> None:
        """Moves values that are well formed and name nothing from accepted to rejected."""

    def keep(self, name: str, known: Iterable[Any]) -> None:
        """Of the accepted values of a parameter, only those that are known."""
        value, known = self.values[name], frozenset(known)
        lost = tuple(str(item) for item in value.accepted if item not in known)
        if lost:
            kept = tuple(item for item in value.accepted if item in known)
            self.values[name] = Cleaned(kept, (*value.rejected, *lost))

    def drop(self, name: str) -> None:
        self.keep(name, ())

    def keep_known_regions(self, **words: Sequence[str]) -> None:
        """Of each parameter named, the codes of regions and these words."""
        codes = {code for name, also in words.items() for code in self.values[name].accepted if code not in also}
        known = codes & region_rows().by_code.keys() if codes else set()
        for name, also in words.items():
            self.keep(name, {*known, *also})

    @property
    def qs(self) -> QuerySet[Any]:
        """The queryset under every filter."""
        return self.rows()

    def rows(self, *, leaving_out: str | None = None) -> QuerySet[Any]:
        """The queryset under every filter but one: what the counts of that filter's values are made of."""
        rows: QuerySet[Any] = self.queryset.all()
        for name, value in self.values.items():
            if name != leaving_out:
                rows = self.filters[name].filter(rows, value)
        return rows

    def narrowing(self, *, leaving_out: str | None = None) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        """What `rows` applies, as a key: (parameter, values) of every filter in force."""
        return tuple(
            (name, value.accepted)
            for name, value in self.values.items()
            if name != leaving_out and value.accepted and self.filters[name].lookups
        )

    @property
    def ignored(self) -> list[tuple[str, str]]:
        """(parameter, value) of everything that was left out, in the order of the filters; then unknown parameters."""
        found = [(name, text) for name, value in self.values.items() for text in value.rejected]
        return found + [
            (name, text) for name in self.data for text in self.data.getlist(name)[:1] if self.strange(name)
        ]

    def strange(self, name: str) -> bool:
        return name not in self.filters and not name.startswith("utm_")

    @property
    def messages(self) -> list[str]:
        """A sentence for every value left out, long ones cut, at most five."""
        ignored = self.ignored
        told = [
            _("参数 %(name)s 的值“%(value)s”无法识别，已忽略。") % {"name": shortened(name), "value": shortened(value)}
            if name in self.filters
            else _("没有名为“%(name)s”的参数，已忽略。") % {"name": shortened(name)}
            for name, value in ignored[:5]
        ]
        if len(ignored) > 5:
            told.append(_("另有 %(count)d 个值也已忽略。") % {"count": len(ignored) - 5})
        return told


def shortened(text: str) -> str:
    printable = read_words(text)
    return printable if len(printable) <= 24 else printable[:24] + "…"


class ProblemFilterSet(ArchiveFilterSet):
    """Cleans the parameters of problem lists, exports and feeds. Problems come from the index: `.qs` is never asked."""

    scope = ValuesFilter(one_of(SCOPES), several=False)
    region = ValuesFilter(like(REGION_CODE))
    level = ValuesFilter(one_of(BodyLevel.values))
    year = ValuesFilter(like(YEAR, UNKNOWN))
    published_year = ValuesFilter(like(YEAR, UNKNOWN))
    year_from = ValuesFilter(read_year, several=False)
    year_to = ValuesFilter(read_year, several=False)
    category = ValuesFilter(like(re.compile(r"[a-z_]{1,30}")))
    status = ValuesFilter(one_of(Status.values))
    kind = ValuesFilter(one_of(RoundKind.values))
    verb = ValuesFilter(one_of((*Verb.values, UNKNOWN)))
    authority = ValuesFilter(like(REGION_CODE))
    term = ValuesFilter(read_number)
    round = ValuesFilter(read_number)
    measure_type = ValuesFilter(like(re.compile(r"[a-z_]{1,30}")))
    flag = ValuesFilter(one_of(FLAGS))
    report = ValuesFilter(like(PUBLIC_ID), several=False)
    once = ValuesFilter(lambda text: True if text == "1" else None, several=False)
    sort = ValuesFilter(one_of(SORTS), several=False)

    SEVERAL = {
        "region": "regions", "level": "levels", "year": "years", "published_year": "published_years",
        "category": "categories", "status": "statuses", "kind": "kinds", "verb": "verbs", "authority": "authorities",
        "term": "terms", "round": "rounds", "measure_type": "measure_types", "flag": "flags",
    }  # fmt: skip
    SINGLE = {
        "q": "", "scope": "all", "year_from": None, "year_to": None, "report": None, "once": False, "sort": "",
        "page": 1, "per_page": 20,
    }  # fmt: skip

    def __init__(self, data: QueryDict | None, *, measure_types: Sequence[str] = (), **kwargs: Any) -> None:
        self.measure_types = measure_types
        super().__init__(data, Problem.objects.none(), **kwargs)

    def judge(self) -> None:
        self.keep_known_regions(region=(CENTRAL, UNKNOWN), authority=(CENTRAL, UNKNOWN, OF_A_BODY))
        if self.values["category"].accepted:
            self.keep("category", {*category_rows(), NONE})
        self.keep("measure_type", (*self.measure_types, NONE))
        first, last = self.values["year_from"].first, self.values["year_to"].first
        if first and last and first > last:
            self.drop("year_from")
            self.drop("year_to")

    def query(self) -> ProblemQuery:
        several: dict[str, Any] = {attribute: self.values[name].accepted for name, attribute in self.SEVERAL.items()}
        single: dict[str, Any] = {name: self.values[name].first or default for name, default in self.SINGLE.items()}
        return ProblemQuery(**several, **single)


def regions_within(code: str) -> list[int]:
    """The keys of the region of this code with all that it contains, and of former places that became part of it. From
    memory: a database that is asked for them together with what is there goes through all regions, and misjudges how
    many there are.
    """
    return sorted(region_rows().keys_within(code))


def in_region(path: str) -> Callable[[str], Q]:
    """A lookup of region codes for rows whose body is reached by `path`."""

    def lookup(code: str) -> Q:
        if code == CENTRAL:
            return Q(**{f"{path}__central": True})
        return Q(**{f"{path}__region__in": regions_within(code)})

    return lookup


def equal(column: str) -> Callable[[Any], Q]:
    """A lookup of one column, in which `unknown` and 0 mean that it is empty."""
    return lambda value: (
        Q(**{f"{column}__isnull": True}) if value in (UNKNOWN, UNKNOWN_NUMBER) else Q(**{column: value})
    )


def coded(column: str) -> Callable[[str], Q]:
    """A lookup of one column whose codes include `unknown`."""
    return lambda value: Q(**{column: value})


class ReportFilterSet(ArchiveFilterSet):
    """Cleans and applies the parameters of the list of reports. `q` is asked of the index by the view."""

    region = ValuesFilter(like(REGION_CODE), lookups=in_region("round__body"))
    year = ValuesFilter(like(YEAR, UNKNOWN), lookups=equal("round__year"))
    published_year = ValuesFilter(like(YEAR, UNKNOWN), lookups=equal("published_year"))
    kind = ValuesFilter(one_of(RoundKind.values), lookups=coded("round__kind"))
    stage = ValuesFilter(one_of(Stage.values), lookups=coded("stage"))
    level = ValuesFilter(one_of(BodyLevel.values), lookups=coded("round__body__level"))
    sort = ValuesFilter(one_of(SORTS), several=False)

    ORDERS = {"new": ("-sort_date", "public_id"), "old": ("sort_date", "public_id")}

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        places = "round__body__region__parent__parent"
        super().__init__(data, Report.objects.public().select_related(places), **kwargs)

    def judge(self) -> None:
        self.keep_known_regions(region=(CENTRAL,))

    @property
    def narrowed(self) -> bool:
        """Whether anything but words, order and page is asked."""
        return any(
            self.values[name].accepted for name in ("region", "year", "published_year", "kind", "stage", "level")
        )


def rounds_reported() -> QuerySet[Report, Any]:
    """The keys of the rounds that have a public report: to ask `in` of, where a join needs DISTINCT."""
    return Report.objects.public().order_by().values("round")


class RoundFilterSet(ArchiveFilterSet):
    """Cleans and applies the parameters of the list of inspection rounds."""

    region = ValuesFilter(like(REGION_CODE), lookups=in_region("body"))
    year = ValuesFilter(like(YEAR, UNKNOWN), lookups=equal("year"))
    kind = ValuesFilter(one_of(RoundKind.values), lookups=coded("kind"))
    verb = ValuesFilter(one_of((*Verb.values, UNKNOWN)), lookups=equal("verb"))
    authority = ValuesFilter(
        like(REGION_CODE),
        lookups=lambda code: Q(authority_level=CENTRAL) if code == CENTRAL else Q(authority_region__code=code),
    )
    term = ValuesFilter(read_number, lookups=equal("term"))
    round = ValuesFilter(read_number, lookups=equal("round"))

    def __init__(self, data: QueryDict | None, **kwargs: Any) -> None:
        super().__init__(data, InspectionRound.objects.filter(pk__in=rounds_reported()), **kwargs)

    def judge(self) -> None:
        self.keep_known_regions(region=(CENTRAL,), authority=(CENTRAL,))
