"""/problems/export.jsonl: every problem of a query, in schema.md's names, streamed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.corrections import apply
from reports.exports import jsonl, rows
from reports.exports.columns import PROBLEM, Names
from reports.importing.run import import_paths
from reports.models import Problem
from reports.search import ProblemQuery, matching_ids
from reports.search.sync import archive_version, content_change
from tests.views.conftest import Shown, index_everything, shown

__all__ = ["shown"]


def lines(client: Client, parameters: str = "") -> list[dict[str, Any]]:
    response = client.get(f"/problems/export.jsonl?{parameters}")
    assert response.status_code == 200
    written = response.getvalue().decode()
    assert written == "" or written.endswith("\n")
    found = [json.loads(line) for line in written.splitlines()]
    assert response["X-Total-Count"] == str(len(found))
    return found


def statements(found: list[dict[str, Any]]) -> list[str]:
    return [line["text"] for line in found]


def test_every_problem_is_a_line_the_newest_first(client: Client, shown: Shown) -> None:
    found = lines(client)
    assert len(found) == Problem.objects.count() == 6
    assert [line["report"]["published"] for line in found] == ["2024-01-09"] + ["2021-12-30"] * 4 + [None]
    assert [line["public_id"] for line in found] == [
        Problem.objects.get(pk=key).public_id for key in matching_ids(ProblemQuery())
    ]


def test_a_line_has_the_names_of_the_schema_and_where_it_stands(client: Client, shown: Shown) -> None:
    line = lines(client, "q=疏浚河道")[0]
    report = line.pop("report")
    assert [measure.pop("public_id") for measure in line["measures"]] == [
        link.measure.public_id for link in shown.river.measure_links.order_by("position")
    ]
    first, second = line.pop("measures")
    assert (first["text"], second["text"]) == ("一是投入86万元疏浚河道。", "二是印发《禾水河管护办法》，问责3人。")
    assert line == {
        "public_id": shown.river.public_id,
        "url": f"http://testserver/problems/{shown.river.public_id}/",
        "label": "1.", "number": "1", "path": ["一、工作落实方面"],
        "text": "禾水河两处黑臭水体治理后返黑。", "text_missing": False,
        "start": shown.river.start, "end": shown.river.end,
        "status": "mostly_completed", "status_name": "基本完成", "status_words": "基本完成整改",
        "topics": ["env"], "topic_names": ["生态环境保护"], "continues": None,
    }  # fmt: skip
    assert report["public_id"] == shown.county.public_id
    assert report["url"] == f"http://testserver/reports/{shown.county.public_id}/"
    assert report["region"] == {
        "name": "青禾县", "code": "990121", "level": "county", "province": "示例省", "prefecture": "松岭市"
    }  # fmt: skip
    assert report["inspection"] | {"public_id": "", "batch": None} == {
        "public_id": "", "year": 2021, "verb": "xunshi", "authority": "province", "authority_region": None,
        "authority_body": None, "team": "省委第三巡视组", "kind": "常规巡视", "kind_code": "regular", "term": 11,
        "round": 3, "batch": None, "start": "2021-03-08", "end": None, "feedback": "2021-07-14",
    }  # fmt: skip


def test_a_line_for_each_measure_has_its_problem_inside(client: Client, shown: Shown) -> None:
    response = client.get(f"/problems/export.jsonl?rows=measure&report={shown.county.public_id}")
    assert 'filename="measures-v' in response["Content-Disposition"]
    found = [json.loads(line) for line in response.getvalue().decode().splitlines()]
    # Problems of one day come by their public ids, which a test does not choose.
    found.sort(key=lambda line: line["problem"]["number"])
    assert [(line["problem"]["number"], line["place"], line["text"]) for line in found] == [
        ("1", 1, "一是投入86万元疏浚河道。"),
        ("1", 2, "二是印发《禾水河管护办法》，问责3人。"),
        ("3", 1, "一是改为按月公示。"),
        ("4", None, None),
    ]
    assert found[0]["problem"]["public_id"] == shown.river.public_id
    assert "measures" not in found[0]["problem"]
    assert {line["report"]["public_id"] for line in found} == {shown.county.public_id}
    assert found[0].keys() == found[-1].keys()


def test_a_span_names_the_statement_in_the_text_of_its_report(client: Client, shown: Shown) -> None:
    for line in lines(client, f"report={shown.county.public_id}"):
        text = shown.county.source_text.text
        assert text[line["start"] : line["end"]] == line["text"]


@pytest.mark.parametrize(
    "parameters",
    ["q=黑臭水体", "region=990121", "category=env&category=none", "status=unknown&year=2021", "year=unknown", "q=没有这样的词",
     "q=河 -返黑&scope=statement"],
)  # fmt: skip
def test_the_parameters_are_those_of_the_page(client: Client, shown: Shown, parameters: str) -> None:
    page = client.get(f"/problems/?{parameters}").context["results"]
    assert {line["public_id"] for line in lines(client, parameters)} == {hit.public_id for hit in page.hits}


def test_page_size_and_order_do_not_cut_or_turn_it(client: Client, shown: Shown) -> None:
    assert lines(client, "per_page=10&page=7&sort=old") == lines(client)


def test_what_was_asked_and_left_out_is_told(client: Client, shown: Shown) -> None:
    response = client.get("/problems/export.jsonl?q=(污水&category=env&status=done&catgory=x")
    assert response["X-Query"] == "q=%28%E6%B1%A1%E6%B0%B4&category=env"
    assert response["X-Ignored"] == "status=done&catgory=x"
    assert response["X-Query-Errors"] == "unclosed_parenthesis"
    assert response["X-Data-Version"] == str(archive_version())
    assert response["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert f'filename="problems-v{archive_version()}.jsonl"' in response["Content-Disposition"]


@pytest.mark.django_db(transaction=True)
def test_corrected_values_are_exported(client: Client, samples_folder: Path) -> None:
    import_paths([samples_folder / "01-qinghe-2021.txt"], origin="sample")
    problem = Problem.objects.filter(text_missing=False).order_by("position").first()
    assert problem is not None
    before = problem.text
    apply("set", problem, {"text": "更正之后的表述。", "categories": ["env"]}, reason="核对原文")
    (line,) = lines(client, "q=更正之后的表述")
    assert (line["public_id"], line["text"], line["topics"]) == (problem.public_id, "更正之后的表述。", ["env"])
    assert before not in statements(lines(client))


def test_withdrawn_reports_and_retired_problems_are_absent(client: Client, shown: Shown) -> None:
    shown.county.withdrawn_at = timezone.now()
    shown.county.withdrawn_reason = "发布单位要求"
    shown.county.save()
    shown.exam.retired_at = timezone.now()
    shown.exam.save()
    index_everything()
    assert statements(lines(client)) == ["黑臭水体又有反弹。", "河道巡查记录作假。"]


def test_what_is_withdrawn_during_a_download_does_not_leave(client: Client, shown: Shown) -> None:
    response = client.get("/problems/export.jsonl")
    with content_change(defer=True) as change:
        shown.county.withdrawn_at = timezone.now()
        shown.county.withdrawn_reason = "发布单位要求"
        shown.county.save()
        change.touch(shown.county)
    assert len(response.getvalue().splitlines()) == 3


def test_a_statement_that_the_source_lost_is_null(client: Client, shown: Shown) -> None:
    Problem.objects.filter(pk=shown.exam.pk).update(text=None, text_missing=True)
    index_everything()
    (line,) = lines(client, "flag=text_missing")
    assert (line["text"], line["text_missing"]) == (None, True)
    assert line["report"]["region"] is None


def test_rows_are_read_as_lines_are_taken(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory needed is that of one chunk, whatever the length of the export."""
    monkeypatch.setattr(rows, "PROBLEMS_AT_ONCE", 2)
    taken: list[int] = []
    found = list(matching_ids(ProblemQuery()))

    def keys() -> Iterator[int]:
        for key in found:
            taken.append(key)
            yield key

    written = jsonl.json_lines(keys(), PROBLEM, Names({}, {}), str)
    with CaptureQueriesContext(connection) as queries:
        first = [next(written), next(written)]
    assert len(taken) == 2
    assert len(queries) == 4
    rest = list(written)
    assert len(taken) == len({json.loads(line)["public_id"] for line in first + rest}) == 6


def test_without_an_index_nothing_is_given_for_everything(client: Client, shown: Shown, archive_home: Any) -> None:
    (archive_home / "index" / "current").unlink()
    response = client.get("/problems/export.jsonl")
    assert response.status_code == 503
    assert response.json()["state"] == "missing"


def test_dates_known_to_the_month_are_written_so(client: Client, shown: Shown) -> None:
    shown.followup.published, shown.followup.published_precision = dt.date(2024, 1, 1), "month"
    shown.followup.save()
    assert lines(client, "q=反弹")[0]["report"]["published"] == "2024-01"


def test_a_look_at_the_headers_costs_no_rows(client: Client, shown: Shown) -> None:
    response = client.head("/problems/export.jsonl?category=env")
    assert response["X-Total-Count"] == "3"
    assert response.content == b""
