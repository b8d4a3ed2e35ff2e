"""A quoted phrase finds exactly what `stream.contains` says, whatever stands in texts and phrases (design.md §6)."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from reports.search.documents import IndexDocument
from reports.search.finding import find_all, find_problems
from reports.search.language import parse_query
from reports.search.query import ProblemQuery
from reports.search.schema import PROBLEM_SCOPES
from reports.search.stream import SEPARATOR, field_text, normalise
from reports.search.view import View
from tests.search.corpus import index_documents, made_documents, problem

DOCUMENTS = made_documents(400, seed=20)
FIELDS = [
    {name: field_text(parts) for name, parts in document.streams.items()} | {"pk": document.pk}
    for document in DOCUMENTS
]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return index_documents(tmp_path_factory.mktemp("index"), DOCUMENTS)


def hits(view: View, q: str, scope: str = "all") -> set[int]:
    return set(find_all(view, ProblemQuery(q=q, scope=scope)).keys)


def scanned(wanted: str, scope: str) -> set[int]:
    return {fields["pk"] for fields in FIELDS if any(wanted in fields.get(name, "") for name in PROBLEM_SCOPES[scope])}


def random_substrings(number: int, seed: int) -> list[str]:
    """Of the texts as written: 1 to 8 characters, anywhere, punctuation and line breaks included."""
    chance = random.Random(seed)
    texts = [part for document in DOCUMENTS for parts in document.streams.values() for part in parts if part]
    found = []
    while len(found) < number:
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        found.append(text[start : start + chance.randint(1, 8)])
    return found


def test_two_thousand_random_substrings_find_what_a_scan_finds(view: View) -> None:
    differing, searched = [], 0
    for number, text in enumerate(random_substrings(2000, seed=7)):
        wanted = normalise(text)
        if wanted.strip(SEPARATOR) == "" or '"' in text:
            continue
        searched += 1
        scope = ("all", "statement", "text")[number % 3]
        if hits(view, f'"{text}"', scope) != scanned(wanted, scope):
            differing.append((text, scope))
    assert differing == []
    assert searched > 1800


def test_totals_are_those_of_the_scan(view: View) -> None:
    for text in random_substrings(100, seed=8):
        wanted = normalise(text)
        if wanted.strip(SEPARATOR) and '"' not in text:
            assert find_problems(view, ProblemQuery(q=f'"{text}"'), []).total == len(scanned(wanted, "all"))


@pytest.mark.parametrize(
    "q",
    [
        "污水",
        "水",
        "PPP",
        "p",
        "G207",
        "97",
        "约谈5人次",
        "“第一议题”",
        "1.5亿",
        "30.5万元",
        "Wi-Fi",
    ],
)
def test_words_of_every_sort_find_what_a_scan_finds(view: View, q: str) -> None:
    spellings = parse_query(q).words
    expected = set().union(*(scanned(spelling, "all") for spelling in spellings))
    assert expected
    assert hits(view, q) == expected


def test_both_spellings_of_a_numeral_are_found_without_quotes_only(view: View) -> None:
    chinese, arabic = scanned("十二届", "all"), scanned("12届", "all")
    assert chinese - arabic
    assert arabic - chinese
    assert hits(view, "十二届") == hits(view, "12届") == chinese | arabic
    assert hits(view, '"十二届"') == chinese
    assert hits(view, '"12届"') == arabic


def test_words_stand_in_any_fields_and_are_excluded_from_all(view: View) -> None:
    water, ppp, party = scanned("污水", "all"), scanned("ppp", "all"), scanned("党组", "all")
    assert hits(view, "污水 PPP") == water & ppp
    assert hits(view, "污水 OR PPP") == water | ppp
    assert hits(view, "污水 -PPP") == water - ppp
    assert hits(view, "-污水") == set(range(400)) - water
    assert hits(view, "(污水 OR 党组) -PPP") == (water | party) - ppp
    assert hits(view, "-污水 OR PPP") == (set(range(400)) - water) | ppp
    assert hits(view, "-(污水 PPP) 党组") == party - (water & ppp)


def test_a_scope_leaves_the_other_fields_out(view: View) -> None:
    assert hits(view, "示例省") == set(range(400))
    assert hits(view, "示例省", "text") == hits(view, "示例省", "statement") == set()


def test_a_phrase_may_begin_and_end_at_the_edge_of_a_field_and_of_a_measure(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    documents: Sequence[IndexDocument] = [
        problem(1, statement=["制定方案"], measures=["约谈三人", "召开会议"]),
        problem(2, statement=["已制定方案的"], measures=["约谈三人召开会议"]),
        *(problem(number, statement=["其他"]) for number in range(3, 12)),
    ]
    view = index_documents(tmp_path_factory.mktemp("index"), documents)
    assert hits(view, '"。制定方案。"') == {1}
    assert hits(view, '"三人。召开"') == {1}
    assert hits(view, '"三人召开"') == {2}
    assert hits(view, '"方案。约谈"') == set()  # the statement and a measure are different fields
