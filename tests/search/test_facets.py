"""Counts of words of a column become counts of values, and values are put in order when they are looked at."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from reports.search.facets import ColumnWords
from reports.search.query import Facets, FacetValue

Buckets = list[dict[str, str | int]]


def drawn(seed: int, words: int = 300) -> tuple[Buckets, dict[str, Counter[str]]]:
    """Buckets of a column with two facets, of up to three values each, and what they come to."""
    chance = random.Random(seed)
    counts: dict[str, Counter[str]] = {"level": Counter(), "flag": Counter()}
    found: dict[str, int] = {}
    for _ in range(words):
        parts = {name: chance.sample([f"{name}{n}" for n in range(40)], chance.randrange(4)) for name in counts}
        word = "|".join(" ".join(values) or "-" for values in parts.values())
        if word not in found:
            found[word] = chance.randrange(1, 1000)
            for name, values in parts.items():
                counts[name].update(dict.fromkeys(values, found[word]))
    return [{"key": word, "doc_count": number} for word, number in found.items()], counts


@pytest.mark.parametrize("most", [10_000, 350, 1])
def test_words_are_taken_apart_the_same_however_few_are_kept(most: int) -> None:
    column = ColumnWords(("level", "flag"), most)
    for seed in (1, 2, 1, 3):
        buckets, counts = drawn(seed)
        assert column.counts(buckets) == counts


def test_threads_that_learn_at_once_count_rightly() -> None:
    column = ColumnWords(("level", "flag"), 700)
    asked = [drawn(seed) for seed in range(24)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda each: column.counts(each[0]), asked * 4))
    assert found == [counts for _, counts in asked * 4]


def test_a_facet_without_any_value_counts_nothing() -> None:
    assert ColumnWords(("level", "flag")).counts([{"key": "-|-", "doc_count": 7}]) == {"level": {}, "flag": {}}


COUNTS = {"year": {"2020": 5, "2023": 9, "2021": 5, "2022": 1}}


def test_values_come_by_number_then_by_name_and_chosen_ones_always() -> None:
    facets = Facets(COUNTS, {"year": ("2021", "1999")})
    assert facets["year"] == (
        FacetValue("2023", 9, False),
        FacetValue("2020", 5, False),
        FacetValue("2021", 5, True),
        FacetValue("2022", 1, False),
        FacetValue("1999", 0, True),
    )
    assert (list(facets), len(facets), facets.values_held()) == (["year"], 1, 5)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 9])
def test_the_first_values_are_those_of_the_whole_list_with_the_chosen_ones_behind(most: int) -> None:
    facets = Facets(COUNTS, {"year": ("2022", "1999")})
    expected = [value for place, value in enumerate(facets["year"]) if place < most or value.selected]
    assert list(facets.first("year", most)) == expected


def test_a_facet_that_was_not_asked_for_is_no_facet_without_values() -> None:
    facets = Facets(COUNTS)
    assert facets.get("region", ()) == ()
    with pytest.raises(KeyError):
        facets.counts("region")
