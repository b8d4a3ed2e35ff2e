"""Every filter of design.md §7, through parameters, index and page, against counting by hand over the samples' rows."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoDbBlocker

from reports.filters import ProblemFilterSet
from reports.importing.run import import_paths
from reports.models import Body, InspectionRound, Problem, Region
from reports.models.reference import named_codes
from reports.search import ALL_FACETS, ProblemQuery, search_problems
from reports.search.rebuild import rebuild_index
from tests.search.by_hand import Row, all_rows, counts, has_filters
from tests.shared_archive import built_archive, take_copy


def query_of(parameters: list[tuple[str, str]]) -> ProblemQuery:
    cleaned = ProblemFilterSet(QueryDict(urlencode(parameters)), measure_types=tuple(named_codes("measure_types")))
    assert cleaned.ignored == []
    return cleaned.query()


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_archive")]


@pytest.fixture(scope="module")
def built(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    samples_folder: Path,
) -> Iterator[Path]:
    def build() -> None:
        assert not import_paths([samples_folder], origin="sample").failed
        unlike_each_other()

    with built_archive(tmp_path_factory.mktemp("built"), build, django_db_blocker) as home:
        yield home


@pytest.fixture(scope="module")
def rows(built: Path, django_db_blocker: DjangoDbBlocker) -> list[Row]:
    """What the built archive holds, read row by row: slow, and the same for every test."""
    with django_db_blocker.unblock():
        return all_rows()


@pytest.fixture
def sample_archive(built: Path, archive_home: Path) -> None:
    """The sample reports, imported as `make run` imports them, with a former county and what `unlike_each_other` made."""
    take_copy(built, archive_home)


def unlike_each_other() -> None:
    """What the samples lack: a body and a round of which nothing is known, a former place, a lost statement."""
    former = Region.objects.get(name="石埠县")
    assert former.successors.get().name == "桐浦市"
    unknown, renamed = Body.objects.filter(region__level="county").order_by("pk")[:2]
    Body.objects.filter(pk=unknown.pk).update(region=None)
    Body.objects.filter(pk=renamed.pk).update(region=former)
    nothing = {"term": None, "round": None, "year": None, "verb": None, "authority_level": None}
    InspectionRound.objects.filter(body=unknown).update(**nothing, authority_region=None, kind="unknown")
    Problem.objects.filter(pk=Problem.objects.order_by("pk").values("pk")[:1]).update(text=None, text_missing=True)
    rebuild_index()


def random_parameters(chance: random.Random, rows: list[Row]) -> list[tuple[str, str]]:
    """One to four filters with values that occur, at times two values of one."""
    found = []
    for facet in chance.sample(ALL_FACETS, chance.randint(1, 4)):
        held = sorted({value for row in rows for value in row.facets[facet]})
        found += [(facet, value) for value in chance.sample(held, min(len(held), chance.choice((1, 1, 2))))]
    if chance.random() < 0.3:
        found.append((chance.choice(("year_from", "year_to")), str(chance.randint(2016, 2024))))
    return found


def test_totals_and_counts_of_all_facets_are_those_made_by_hand(rows: list[Row]) -> None:
    assert len(rows) > 50
    chance = random.Random(11)
    asked: set[str] = set()
    for _ in range(60):
        parameters = random_parameters(chance, rows)
        query = query_of(parameters)
        asked |= {name for name, _ in parameters}
        results = search_problems(query)
        assert results.total == sum(has_filters(row, query) for row in rows), parameters
        for facet in ALL_FACETS:
            shown = {value.value: value.count for value in results.facets[facet] if value.count}
            assert shown == counts(rows, query, facet), (parameters, facet)
    assert asked == {*ALL_FACETS, "year_from", "year_to"}


def test_every_value_of_every_facet_finds_as_many_as_its_count_says(rows: list[Row]) -> None:
    unfiltered = search_problems(ProblemQuery())
    assert unfiltered.total == len(rows)
    for facet, values in unfiltered.facets.items():
        assert {value.value for value in values} == {value for row in rows for value in row.facets[facet]}
        for value in values:
            found = search_problems(ProblemQuery().adding(facet, value.value), facets=())
            assert found.total == value.count == sum(value.value in row.facets[facet] for row in rows)


def test_what_is_not_stated_is_counted_and_its_line_leads_to_it(rows: list[Row], client: Client) -> None:
    """A place, an authority, a type of measures, a term that nobody gave: each has a line, and the line is a filter."""
    html = unescape(client.get("/problems/").content.decode())
    tried = 0
    for facet, value in (
        ("region", "unknown"),
        ("authority", "unknown"),
        ("measure_type", "none"),
        ("term", "unknown"),
    ):
        held = sum(value in row.facets[facet] for row in rows)
        line = re.search(rf'href="/problems/\?{facet}={value}"[^>]*><span>[^<]+</span><span>(\d+)</span>', html)
        assert (int(line[1]) if line else 0) == held, facet
        found = client.get(f"/problems/?{facet}={value}")
        assert found.context["results"].total == held
        assert "无法识别" not in found.content.decode()
        tried += bool(held)
    assert tried >= 3


def test_a_former_county_is_found_under_its_successor_and_the_page_says_so(rows: list[Row], client: Client) -> None:
    held = sum("990124" in row.facets["region"] for row in rows)
    assert held
    html = unescape(client.get("/problems/?region=990181").content.decode())
    assert f"<b>{held}</b>" in html
    assert "含原石埠县" in html
    assert "含原" not in unescape(client.get("/problems/?region=990124").content.decode())


def test_each_filter_can_be_taken_away_alone(client: Client) -> None:
    parameters = [
        ("region", "990100"), ("level", "county"), ("year", "unknown"), ("published_year", "2021"), ("category", "none"),
        ("status", "unknown"), ("kind", "unknown"), ("verb", "xunshi"), ("authority", "990000"), ("term", "unknown"),
        ("round", "3"), ("flag", "mismatch"), ("year_from", "2019"), ("year_to", "2022"),
    ]  # fmt: skip
    parameters.append(("measure_type", next(iter(named_codes("measure_types")))))
    html = unescape(client.get(f"/problems/?{urlencode(parameters)}").content.decode())
    without = re.findall(r'href="/problems/\?([^"]*)"[^>]*><span class="vh">移除', html)
    left = [sorted(QueryDict(address).lists()) for address in without]
    years = {"year_from", "year_to"}  # a range of years is one filter
    for names in [*({name} for name, _ in parameters if name not in years), years]:
        kept = QueryDict(urlencode([(name, value) for name, value in parameters if name not in names]))
        assert sorted(kept.lists()) in left, names
