"""What tantivy's binding does silently wrong or differently: each is held here, so that an upgrade that
changes it is noticed, with the way around it that the package takes. On eight segments, since some need them.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from tantivy import Document, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from reports.search.facets import count_facets
from reports.search.finding import find_problems
from reports.search.folder import Generation, IndexFolder, WriterBusy
from reports.search.matching import all_of, everything, of_kind, phrase_query, problem_uid
from reports.search.query import ProblemQuery
from reports.search.schema import PROBLEM, schema
from reports.search.stream import field_text, pairs
from reports.search.view import View
from tests.search.corpus import SEGMENTS, index_documents, problem, public_id, report


@pytest.fixture
def made(tmp_path: Path) -> tuple[Generation, View]:
    documents = [problem(number, statement=[f"青禾县第{number}项"]) for number in range(80)]
    view = index_documents(tmp_path, documents)
    generation = IndexFolder(tmp_path).current()
    assert generation is not None
    return generation, view


def total(view: View, query: Query) -> int:
    return int(view.searcher.search(query, 1).count)


def test_ngram_tokens_have_no_positions_so_the_stream_is_cut_at_blanks() -> None:
    ngrams = TextAnalyzerBuilder(Tokenizer.ngram(2, 2)).build().pre_tokenize("整改措施")
    assert {token.position for token in ngrams.tokens} == {0}
    blanks = TextAnalyzerBuilder(Tokenizer.whitespace()).build().pre_tokenize(pairs(field_text(["整改"])))
    assert [(token.position, token.text) for token in blanks.tokens] == [(0, "_整"), (1, "整改"), (2, "改_")]


def test_deleting_by_term_works_on_the_raw_field_and_not_on_an_unsigned_one(made: tuple[Generation, View]) -> None:
    generation, _ = made
    with generation.writer() as writer:
        writer.delete_documents_by_term("uid", problem_uid(public_id("p", 7)))
        writer.commit()
    index = generation.open()
    index.reload()
    assert index.searcher().num_docs == 79

    builder = SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True)
    other = Index(builder.build())
    writer = other.writer(15_000_000, 1)
    document = Document()
    document.add_unsigned("number", 5)
    writer.add_document(document)
    writer.commit()
    writer.delete_documents_by_term("number", 5)
    writer.commit()
    other.reload()
    assert other.searcher().num_docs == 1, "deleting by an unsigned term works now"


def test_numbers_are_added_by_type(tmp_path: Path) -> None:
    view = index_documents(tmp_path, [problem(number, statement=["整改"]) for number in range(16)])
    assert view.searcher.num_docs == 16
    order = view.searcher.search(everything(), 16, order_by_field="newest").hits
    assert sorted(view.searcher.fast_field_values("pk", [address for _, address in order])) == list(range(16))


def test_facets_with_thousands_of_values_are_exact_on_eight_segments(tmp_path: Path) -> None:
    chance = random.Random(3)
    regions = [[str(100000 + chance.randrange(3000)) for _ in range(2)] for _ in range(9000)]
    documents = [
        problem(number, facets={"region": values, "authority": values[:1]}) for number, values in enumerate(regions)
    ]
    view = index_documents(tmp_path, documents)
    assert view.searcher.num_segments >= SEGMENTS
    counted = count_facets(view.searcher, ["region", "authority"], everything(), {}, {})
    both = Counter(value for values in regions for value in set(values))
    one = Counter(values[0] for values in regions)
    assert counted == {"region": both, "authority": one}

    short = view.searcher.aggregate(everything(), {"short": {"terms": {"field": "senders", "size": 40}}})
    wrong = [bucket for bucket in short["short"]["buckets"] if bucket["doc_count"] != one[bucket["key"]]]
    assert wrong, "a small size counts rightly now: _MOST_VALUES could go"


def test_one_character_is_found_however_many_pairs_begin_with_it(tmp_path: Path) -> None:
    documents = [problem(number, statement=[f"水{chr(0x4E00 + number)}"]) for number in range(3000)]
    view = index_documents(tmp_path, documents)
    assert find_problems(view, ProblemQuery(q="水"), []).total == 3000
    prefix = Query.phrase_prefix_query(schema(), "statement", ["水"])
    assert total(view, prefix) < 3000, "the prefix query expands fully now"


@pytest.mark.parametrize(
    ("words", "found"), [("水", 1), ("污水", 1), ("污水管", 1), ("污水管网", 1), ("水网", 0), ("污水网", 0)]
)
def test_phrases_of_every_length_and_none_of_a_single_term(tmp_path: Path, words: str, found: int) -> None:
    view = index_documents(
        tmp_path, [problem(1, statement=["污水管网"]), *(problem(n, statement=["其他"]) for n in range(2, 12))]
    )
    assert total(view, phrase_query("statement", words)) == found


def test_a_phrase_query_of_one_term_panics_past_every_handler() -> None:
    with pytest.raises(BaseException, match="strictly more than one term") as caught:
        Query.phrase_query(schema(), "statement", ["污水"])
    assert not isinstance(caught.value, Exception)


def test_a_reopened_index_needs_its_tokenizer_before_it_is_written(made: tuple[Generation, View]) -> None:
    generation, _ = made
    index = Index.open(str(generation.path))
    writer = index.writer(15_000_000, 1)
    writer.add_document(problem(99, statement=["整改"]).for_engine())
    with pytest.raises(ValueError, match="tokenizer"):
        writer.commit()
    del writer
    with generation.writer() as registered:
        registered.add_document(problem(99, statement=["整改"]).for_engine())
        registered.commit()


def test_there_is_one_writer_at_a_time_and_readers_go_on(made: tuple[Generation, View]) -> None:
    generation, view = made
    with generation.writer(), pytest.raises(WriterBusy), generation.writer():
        pass
    assert total(view, everything()) == 80
    with generation.writer():
        pass


def test_everything_counts_every_kind_of_row_so_questions_name_theirs(tmp_path: Path) -> None:
    documents = [
        *(problem(number, statement=["整改"]) for number in range(20)),
        *(report(n, body=["整改"]) for n in range(5)),
    ]
    view = index_documents(tmp_path, documents)
    assert total(view, everything()) == 25
    assert total(view, of_kind(PROBLEM)) == find_problems(view, ProblemQuery(), []).total == 20


def test_equal_sort_keys_come_in_document_order_so_the_keys_are_unique(tmp_path: Path) -> None:
    documents = [problem(number, statement=["整改"]) for number in range(200)]
    view = index_documents(tmp_path, documents)
    found = view.searcher.search(everything(), 200, order_by_field="newest").hits
    assert len({key for key, _ in found}) == 200
    pages = [find_problems(view, ProblemQuery(page=page), []).hits for page in range(1, 11)]
    ids = [hit.public_id for page in pages for hit in page]
    assert ids == sorted(document.public_id for document in documents)


def test_an_unscored_part_adds_nothing_and_an_excluded_one_takes_away(made: tuple[Generation, View]) -> None:
    _, view = made
    wanted = phrase_query("statement", "青禾县")
    both = all_of([wanted, of_kind(PROBLEM)], [(Occur.MustNot, phrase_query("statement", "第7项"))])
    found = view.searcher.search(both, 100)
    assert found.count == 79
    alone = view.searcher.search(wanted, 100)
    assert {round(score, 5) for score, _ in found.hits} == {round(score, 5) for score, _ in alone.hits}
