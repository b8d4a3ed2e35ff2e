"""Filters, facets, order and pages, compared with a scan over the documents, on eight segments."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from reports.search import finding, paging
from reports.search.documents import DAY, IndexDocument, order_keys
from reports.search.finding import find_all, find_problems, find_reports
from reports.search.query import FACET_ATTRIBUTES, ProblemQuery
from reports.search.stream import field_text
from reports.search.view import View
from tests.search.corpus import index_documents, made_documents, problem, public_id, report

DOCUMENTS = made_documents(500, seed=33)
TEXTS = {document.pk: [field_text(parts) for parts in document.streams.values()] for document in DOCUMENTS}
FACETS = ("region", "year", "category", "status", "term", "flag")
CHOICES = {
    "region": ["990000", "990100", "central", "880000"],
    "year": ["2019", "2021", "unknown"],
    "category": ["env", "discipline", "none"],
    "status": ["completed", "unknown"],
    "term": ["12", "unknown"],
    "flag": ["mismatch", "damaged"],
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return index_documents(tmp_path_factory.mktemp("index"), DOCUMENTS)


def random_query(chance: random.Random) -> ProblemQuery:
    query = ProblemQuery(q=chance.choice(["", "污水", "整改", "PPP -污水"]))
    for facet in chance.sample(FACETS, chance.randint(0, 3)):
        for value in chance.sample(CHOICES[facet], chance.randint(1, 2)):
            query = query.adding(facet, value)
    return query


def has_word(document: IndexDocument, word: str) -> bool:
    return any(word in text for text in TEXTS[document.pk])


def matches_words(document: IndexDocument, q: str) -> bool:
    wanted = [word for word in q.lower().split() if not word.startswith("-")]
    unwanted = [word[1:] for word in q.lower().split() if word.startswith("-")]
    return all(has_word(document, word) for word in wanted) and not any(has_word(document, word) for word in unwanted)


def scan(query: ProblemQuery, leaving_out: str | None = None) -> list[IndexDocument]:
    return [
        document
        for document in DOCUMENTS
        if matches_words(document, query.q)
        and all(
            set(query.selected(facet)) & set(document.facets.get(facet, ()))
            for facet in FACET_ATTRIBUTES
            if query.selected(facet) and facet != leaving_out
        )
    ]


@pytest.mark.parametrize("many", [0, 10_000])
def test_totals_and_facets_are_those_of_a_scan_under_any_filters(
    view: View, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Whether all is counted at once, as where many are found, or one after the other."""
    monkeypatch.setattr(finding, "_MANY", many)
    chance = random.Random(4)
    for _ in range(60):
        query = random_query(chance)
        results = find_problems(view, query, FACETS)
        expected = scan(query)
        assert results.total == len(expected), query
        assert results.reports_total == len({document.report_pk for document in expected})
        for facet in FACETS:
            counts = Counter(value for document in scan(query, facet) for value in set(document.facets[facet]))
            shown = {value.value: value.count for value in results.facets[facet]}
            assert shown == {**dict.fromkeys(query.selected(facet), 0), **counts}, (query, facet)
            assert {value.value for value in results.facets[facet] if value.selected} == set(query.selected(facet))


def test_values_of_a_facet_come_most_frequent_first(view: View) -> None:
    counts = [value.count for value in find_problems(view, ProblemQuery(), ["category"]).facets["category"]]
    assert counts == sorted(counts, reverse=True)


def test_facets_are_counted_only_where_asked_for(view: View) -> None:
    assert find_problems(view, ProblemQuery(), []).facets == {}
    assert list(find_problems(view, ProblemQuery(), ["year"]).facets) == ["year"]


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (2020, None, {"2020", "2021"}),
        (None, 2020, {"2019", "2020"}),
        (2020, 2020, {"2020"}),
        (2021, 2019, set()),
        (None, 0, set()),
        (-5, 99999, {"2019", "2020", "2021"}),
    ],
)
def test_a_range_of_years_leaves_out_unknown_ones(
    view: View, first: int | None, last: int | None, years: set[str]
) -> None:
    expected = {document.pk for document in DOCUMENTS if years & set(document.facets["year"])}
    assert set(find_all(view, ProblemQuery(year_from=first, year_to=last)).keys) == expected


def test_the_problems_of_one_report(view: View) -> None:
    expected = {document.pk for document in DOCUMENTS if document.report_id == DOCUMENTS[30].report_id}
    assert set(find_all(view, ProblemQuery(report=DOCUMENTS[30].report_id)).keys) == expected
    assert find_problems(view, ProblemQuery(report="nosuchreport"), []).total == 0


@pytest.mark.parametrize(("deep", "far"), [(10, 20), (10, 1000), (1000, 1000)])
@pytest.mark.parametrize("days", [1, 30, 40_000])
@pytest.mark.parametrize(("sort", "key"), [("new", 0), ("old", 1)])
def test_pages_follow_the_order_to_the_last_one(
    view: View, monkeypatch: pytest.MonkeyPatch, sort: str, key: int, days: int, deep: int, far: int
) -> None:
    """Few documents stand for many: those far from both ends are sought by their days, whatever the stretch."""
    monkeypatch.setattr(paging, "_DEEP", deep)
    monkeypatch.setattr(paging, "_FAR", far)
    monkeypatch.setattr(paging, "_STRETCH", days * DAY)
    ordered = sorted(DOCUMENTS, key=lambda document: order_keys(document.day, document.public_id)[key], reverse=True)
    seen: list[int] = []
    for page in range(1, 26):
        results = find_problems(view, ProblemQuery(sort=sort, page=page), [])
        assert (results.page, results.pages, results.total) == (page, 25, 500)
        seen += [hit.pk for hit in results.hits]
    assert seen == [document.pk for document in ordered]
    assert [document.day is None for document in ordered] == sorted(document.day is None for document in ordered)


@pytest.mark.parametrize("deep", [10, 1000])
def test_pages_by_relevance_hold_each_problem_once(view: View, monkeypatch: pytest.MonkeyPatch, deep: int) -> None:
    monkeypatch.setattr(paging, "_DEEP", deep)
    total = find_problems(view, ProblemQuery(q="污水"), []).total
    pages = [
        find_problems(view, ProblemQuery(q="污水", page=page, per_page=10), []) for page in range(1, total // 10 + 2)
    ]
    keys = [hit.pk for page in pages for hit in page.hits]
    scores = [hit.score for page in pages for hit in page.hits]
    assert len(keys) == len(set(keys)) == total
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


@pytest.mark.parametrize("sort", ["", "new", "old", "relevance"])
def test_a_page_past_the_end_shows_the_last(view: View, sort: str) -> None:
    for q, page in (("", 999_999), ("污水", 999), ("没有这样的词", 7)):
        results = find_problems(view, ProblemQuery(q=q, sort=sort, page=page), [])
        assert results.page == results.pages
        assert bool(results.hits) == bool(results.total)


def test_without_words_to_rank_by_newest_come_first(view: View) -> None:
    newest = find_problems(view, ProblemQuery(sort="new"), []).hits
    assert find_problems(view, ProblemQuery(sort="relevance"), []).hits == newest
    assert find_problems(view, ProblemQuery(), []).hits == newest
    only_excluding = find_problems(view, ProblemQuery(q="-没有这样的词"), []).hits
    assert only_excluding == newest


def test_everything_found_comes_newest_first_in_chunks(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(find_all(view, ProblemQuery(q="整改", sort="old", page=3)).keys)
    expected = scan(ProblemQuery(q="整改"))
    expected.sort(key=lambda document: order_keys(document.day, document.public_id)[0], reverse=True)
    assert whole == [document.pk for document in expected]
    monkeypatch.setattr(paging, "_CHUNK", 7)
    assert list(find_all(view, ProblemQuery(q="整改")).keys) == whole


def test_a_statement_weighs_more_than_measures_more_than_headings_more_than_context(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    fields = ["context", "path", "measures", "statement"]
    filling = "其他内容若干"
    documents = [
        problem(number, **{each: ["污水" + filling if each == name else filling] for each in fields})
        for number, name in enumerate(fields)
    ]
    documents += [problem(number, statement=[filling]) for number in range(10, 30)]
    view = index_documents(tmp_path_factory.mktemp("index"), documents)
    assert [hit.pk for hit in find_problems(view, ProblemQuery(q="污水"), []).hits] == [3, 2, 1, 0]


def test_reports_are_found_by_their_whole_text_and_their_names(tmp_path_factory: pytest.TempPathFactory) -> None:
    documents = [
        *(problem(number, statement=["污水"]) for number in range(12)),
        report(1, body=["全文提到污水管网"], context=["青禾县"]),
        report(2, body=["全文提到财务"], context=["污水处理公司"]),
    ]
    view = index_documents(tmp_path_factory.mktemp("index"), documents)

    def found(**query: str) -> set[int]:
        return set(find_reports(view, ProblemQuery(**query)).keys)

    assert found(q="污水") == {1, 2}
    assert found(q="污水", scope="text") == {1}
    assert found(q="污水", scope="statement") == {2}
    assert found() == {1, 2}
    assert find_reports(view, ProblemQuery(q="污水 (")).errors


def test_hits_carry_public_ids(view: View) -> None:
    for hit in find_problems(view, ProblemQuery(per_page=50), []).hits:
        assert hit.public_id == public_id("p", hit.pk)


@pytest.mark.parametrize("scope", ["all", "statement", "text", "nonsense"])
def test_faults_in_words_are_told_and_the_rest_is_searched(view: View, scope: str) -> None:
    results = find_problems(view, ProblemQuery(q="污水 OR", scope=scope), [])
    assert [error.code for error in results.errors] == ["lonely_operator"]
    assert results.total == find_problems(view, ProblemQuery(q="污水", scope=scope), []).total > 0


PLACES = [("510000", "510100", "510104"), ("510000",), ("530000", "530100"), ("central",), ("unknown",)]


@pytest.fixture(scope="module")
def two_provinces(tmp_path_factory: pytest.TempPathFactory) -> View:
    documents = [
        problem(number, statement=["污水" if number % 5 < 2 else "台账"], facets={"region": places, "year": ["2021"]})
        for number, places in enumerate(PLACES * 30)
    ]
    return index_documents(tmp_path_factory.mktemp("provinces"), documents)


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        (ProblemQuery(), False),
        (ProblemQuery(q="台账 -污水"), True),  # all that lies in a place lies in one province
        (ProblemQuery(q="污水"), True),
        (ProblemQuery(regions=("530100",)), True),
        (ProblemQuery(regions=("central",)), True),
        (ProblemQuery(years=("2021",)), False),
        (ProblemQuery(q="没有这样的问题"), False),
    ],
)
def test_a_cascade_of_places_counts_what_it_opens(two_provinces: View, query: ProblemQuery, opened: bool) -> None:
    shown = find_problems(two_provinces, query, ("cascade", "region", "year")).facets
    every = shown.counts("region")
    provinces = {value: count for value, count in every.items() if value in ("510000", "530000", "central", "unknown")}
    assert shown.counts("cascade") == (every if opened else provinces)
    assert [value.value for value in shown["cascade"] if value.selected] == list(query.regions)
    assert find_problems(two_provinces, query, ("cascade",)).facets.counts("cascade") == shown.counts("cascade")
