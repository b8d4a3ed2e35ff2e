"""What of the archive's rows stands in the index: fields, facets, places, order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from reports.models import Region, Report
from reports.search.documents import IndexDocument, order_keys
from reports.search.places import Places
from reports.search.rows import all_documents, documents_of
from tests.search.archive import body, county, problem, region, report

pytestmark = pytest.mark.django_db


def document(row: Any) -> IndexDocument:
    found = [each for each in all_documents() if each.public_id == row.public_id]
    assert len(found) == 1
    return found[0]


def facets(row: Any, name: str) -> set[str]:
    return set(document(row).facets[name])


def test_a_problem_is_found_by_statement_measures_headings_and_the_names_around_it() -> None:
    place = county()
    made = report(1, body(place=place, aliases=["青禾县委"]), title="青禾县通报", team="省委第三巡视组")
    row = problem(made, 0, "污水直排", "召开会议", "修管网", path=["一、总体", "(一)环保"])
    streams = document(row).streams
    assert list(streams["statement"]) == ["污水直排"]
    assert list(streams["measures"]) == ["召开会议", "修管网"]
    assert list(streams["path"]) == ["一、总体", "(一)环保"]
    context = list(streams["context"])
    assert context[0] == "示例省松岭市青禾县"
    assert {"示例", "松岭", "青禾", "中共青禾县委", "青禾县委", "青禾县通报", "省委第三巡视组"} <= set(context)
    assert list(document(made).streams["body"]) == ["第1份通报的全文。"]


def test_what_no_source_says_is_unknown_and_what_has_no_category_is_none() -> None:
    row = problem(report(1), 0, "污水直排")
    for name in ("year", "published_year", "verb", "authority", "term", "round", "kind", "status"):
        assert facets(row, name) == {"unknown"}, name
    assert facets(row, "category") == {"none"}
    assert facets(row, "measure_type") == {"none"}
    assert facets(row, "flag") == set()


def test_the_facets_of_a_problem() -> None:
    made = report(
        1,
        published=dt.date(2022, 3, 4),
        verb="xunshi",
        kind="followup",
        term=12,
        round=3,
        year=2021,
        authority_level="province",
        authority_region=region("990000", "示例省"),
    )
    row = problem(made, 0, "污水直排", "召开会议", categories=["env", "funds"], status="completed")
    expected = {
        "region": {"990000", "990100", "990121"},
        "level": {"county"},
        "year": {"2021"},
        "published_year": {"2022"},
        "category": {"env", "line", "funds", "discipline"},
        "status": {"completed"},
        "kind": {"followup"},
        "verb": {"xunshi"},
        "authority": {"990000"},
        "term": {"12"},
        "round": {"3"},
        "measure_type": {"meeting"},
    }
    assert {name: facets(row, name) for name in expected} == expected
    assert document(made).facets.keys() & {"category", "status", "measure_type"} == set()


@pytest.mark.parametrize(
    ("inspection", "value"),
    [({"authority_level": "central"}, "central"), ({"authority_level": "body"}, "body"), ({}, "unknown")],
)
def test_who_inspected(inspection: dict[str, Any], value: str) -> None:
    assert facets(problem(report(1, **inspection), 0, "污水"), "authority") == {value}


def test_central_bodies_and_bodies_without_a_place() -> None:
    central = problem(report(1, body("示例部党组", central=True)), 0, "污水")
    placeless = problem(report(2, body("示例集团党委")), 0, "污水")
    assert facets(central, "region") == {"central"}
    assert facets(placeless, "region") == {"unknown"}


def test_a_former_place_is_found_under_its_successors_and_their_ancestors_and_by_old_names() -> None:
    heir = county()
    old = region("990199", "老河县", region("990200", "旧城市", region("990000", "示例省")), ended=2015)
    older = region("990198", "上河县", old.parent, ended=2011)
    old.successors.add(heir)
    older.successors.add(old)
    assert Places().codes(older.pk) == {"990198", "990199", "990200", "990100", "990121", "990000"}
    assert {"老河县", "老河", "上河县"} <= set(Places().names(heir.pk))
    assert "示例省松岭市青禾县" in Places().names(older.pk)


def test_a_circle_of_successors_ends() -> None:
    one, other = county(), region("990122", "红石县", region("990100", "松岭市", region("990000", "示例省")))
    one.successors.add(other)
    other.successors.add(one)
    assert Places().codes(one.pk) == {"990000", "990100", "990121", "990122"}


@pytest.mark.parametrize(
    ("declared", "counted", "flagged"),
    [(36, 36, False), (36, 35, True), (35, 36, True), (36, 18, False), (36, 19, True), (None, 5, False)],
)
def test_a_declared_total_that_differs_is_flagged_unless_problems_are_listed_by_heading(
    declared: int | None, counted: int, flagged: bool
) -> None:
    made = report(1, declared=declared)
    Report.objects.update(counted_problems=counted)
    assert ("mismatch" in facets(problem(made, 0, "污水"), "flag")) is flagged


def test_flags_of_damage_missing_text_and_accountability() -> None:
    made = report(1, warnings=["date_damaged", "numbering_gap"])
    assert facets(problem(made, 0, "污水", "约谈三人", people=True), "flag") == {"damaged", "accountability"}
    assert facets(problem(made, 1, None), "flag") == {"damaged", "text_missing"}


def test_retired_and_withdrawn_rows_have_no_document() -> None:
    made = report(1)
    row = problem(made, 0, "污水", "旧措施", "新措施", retired_at=timezone.now())
    shown = problem(made, 1, "管网", "旧措施", "新措施")
    shown.measures.filter(text="旧措施").update(retired_at=timezone.now())
    assert list(documents_of([], [row.public_id])) == []
    assert list(document(shown).streams["measures"]) == ["新措施"]
    made.withdrawn_at, made.withdrawn_reason = timezone.now(), "试验"
    made.save()
    assert list(all_documents()) == []
    assert list(documents_of([made.public_id], [shown.public_id])) == []


def test_single_problems_and_reports_overlap_without_doubles() -> None:
    first, second = report(1), report(2)
    rows = [problem(of, place, "污水") for of in (first, second) for place in range(2)]
    found = [each.public_id for each in documents_of([first.public_id], [rows[0].public_id, rows[2].public_id])]
    assert sorted(found) == sorted([first.public_id, rows[0].public_id, rows[1].public_id, rows[2].public_id])


def test_many_reports_need_few_queries(django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        made = report(number)
        for place in range(3):
            problem(made, place, "污水", "修管网", categories=["env"])
    with django_assert_max_num_queries(10):
        assert len(list(all_documents())) == 32
    assert Region.objects.filter(fictional=True).count() == 3


def test_order_keys_put_days_first_then_public_ids_and_undated_rows_last() -> None:
    early, late = dt.date(2020, 1, 1), dt.date(2020, 1, 2)
    wanted = [(late, "aaaa22222222"), (late, "aaab22222222"), (early, "aaaa22222222"), (None, "2aaaaaaaaaaa")]
    assert sorted(wanted, key=lambda row: order_keys(*row)[0], reverse=True) == wanted
    oldest = [wanted[2], wanted[0], wanted[1], wanted[3]]
    assert sorted(wanted, key=lambda row: order_keys(*row)[1], reverse=True) == oldest
    assert max(order_keys(dt.date(9999, 12, 31), "2" * 12) + order_keys(dt.date(1, 1, 1), "2" * 12)) < 2**64
