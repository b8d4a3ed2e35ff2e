"""A withdrawn report is gone from every outlet at once, and its files stay out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from reports import corrections
from reports.importing.bodies import Bodies
from reports.importing.hashing import data_hash
from reports.importing.run import import_paths
from reports.importing.store import WithdrawnError, store
from reports.models import Report, SourceDocument, Tombstone
from reports.ops.check import CHECKS
from reports.search import ProblemQuery, search_problems
from tests.corrections.conftest import MADE
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "应发布单位要求撤下。"
OTHER = Made("1", "路灯损坏未及时修复。", ["一是更换路灯。"])


@pytest.fixture
def withdrawn(report: Report) -> Report:
    """The made report, withdrawn; another one of a later round stays."""
    header = Header(round=5, start="2024-03-08", signed="2024-12-30")
    store(made_file([OTHER], header=header, name="又一轮.txt"), Bodies())
    return corrections.withdraw(report, reason=WHY, by="operator")


@pytest.mark.parametrize("page", ["report", "report_source", "report_original"])
def test_its_pages_answer_410_with_a_sentence(withdrawn: Report, client: Client, page: str) -> None:
    answer = client.get(reverse(f"reports:{page}", args=[withdrawn.public_id]))
    assert answer.status_code == 410
    assert WHY in answer.content.decode()


def test_the_pages_of_its_problems_too_without_a_word_of_theirs(withdrawn: Report, client: Client) -> None:
    for problem in withdrawn.problems.all():
        answer = client.get(reverse("reports:problem", args=[problem.public_id]))
        assert answer.status_code == 410
        assert problem.text not in answer.content.decode()


def test_search_and_facets_leave_it_out(withdrawn: Report) -> None:
    left = Report.objects.get(withdrawn_at=None).problems.get()
    assert [hit.public_id for hit in search_problems(ProblemQuery()).hits] == [left.public_id]
    assert search_problems(ProblemQuery(q="校舍")).total == 0


@pytest.mark.parametrize("name", ["home", "problems", "reports", "regions", "rounds", "categories"])
def test_lists_and_counts_leave_it_out(withdrawn: Report, client: Client, name: str) -> None:
    page = client.get(reverse(f"reports:{name}")).content.decode()
    assert withdrawn.public_id not in page
    for made in MADE:
        assert made.text is not None
        assert made.text not in page


def test_region_and_body_pages_leave_it_out(withdrawn: Report, client: Client) -> None:
    body = withdrawn.round.body
    for page in (reverse("reports:region", args=["990121"]), reverse("reports:body", args=[body.public_id])):
        shown = client.get(page)
        assert shown.status_code == 200
        assert withdrawn.public_id not in shown.content.decode()


def test_its_file_and_its_text_stay_out(withdrawn: Report, tmp_path: Path) -> None:
    file = tmp_path / "禾川县.txt"
    file.write_bytes(made_file(MADE).data)
    result = import_paths([file])
    assert [(each.outcome, each.code) for each in result.files] == [("failed", "withdrawn")]
    assert WHY in result.files[0].reason
    made = made_file(MADE, name="转载.txt")
    data = made.text.encode("gb18030")
    with pytest.raises(WithdrawnError):
        store(replace(made, data=data, sha256=data_hash(data)), Bodies())


def test_who_and_why_are_kept(withdrawn: Report) -> None:
    assert {(each.reason, each.by_name) for each in Tombstone.objects.all()} == {(WHY, "operator")}


def test_the_archive_stays_whole(withdrawn: Report) -> None:
    assert [finding for check in CHECKS.values() for finding in check()] == []


def test_a_copy_is_withdrawn_alone(report: Report, client: Client) -> None:
    copy = store(made_file(MADE, name="转载.txt", before="首页 > 整改公开\n"), Bodies()).document
    corrections.withdraw_document(copy, reason=WHY)
    report.refresh_from_db()
    assert report.withdrawn_at is None
    address = reverse("reports:report_original", args=[report.public_id])
    assert client.get(address, {"document": copy.sha256}).status_code == 404
    assert client.get(address).status_code == 200


def test_the_file_that_a_report_is_read_from_takes_it_along(report: Report) -> None:
    corrections.withdraw_document(SourceDocument.objects.get(), reason=WHY)
    report.refresh_from_db()
    assert report.withdrawn_at is not None


def test_not_twice_and_not_without_a_reason(withdrawn: Report) -> None:
    with pytest.raises(corrections.CorrectionError):
        corrections.withdraw(withdrawn, reason=WHY)
    with pytest.raises(corrections.CorrectionError):
        corrections.withdraw(Report.objects.get(withdrawn_at=None), reason=" ")
