"""A parse becomes rows: identity, re-imports, new versions, corrections that survive, samples that make room."""

from __future__ import annotations

import pytest

from reports import corrections
from reports.importing import originals
from reports.importing.bodies import Bodies
from reports.importing.store import Stored, store
from reports.models import (
    ArchiveState,
    Body,
    Correction,
    InspectionRound,
    Measure,
    Problem,
    ProblemMeasure,
    Region,
    Report,
    SourceDocument,
)
from reports.ops.check import CHECKS
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db

SCHOOL = Made("1", "校舍维修进度迟缓，三所村小带病使用。", ["一是逐校鉴定，列出维修清单。", "二是当年完成维修。"])
RIVER = Made("2", "河长制落实不够有力，巡河流于形式。", ["一是修订巡河办法。"], topics=("env",))
LOAN = Made("3", "乡镇债务底数不清。", ["一是逐笔核对债务。", "二是严控新增债务。"], topics=("debt",))


def put(*problems: Made, origin: str = "real", dry_run: bool = False, **options: object) -> Stored:
    return store(made_file(problems, **options), Bodies(), origin=origin, dry_run=dry_run)  # type: ignore[arg-type]


def snapshot() -> list[list[tuple[object, ...]]]:
    """Every content row with its primary key."""
    models = (Body, InspectionRound, SourceDocument, Report, Problem, Measure, ProblemMeasure, ArchiveState)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def nothing_is_wrong() -> bool:
    return [finding for name, check in CHECKS.items() if name != "index" for finding in check()] == []


def test_a_first_import_makes_report_round_body_problems_and_measures(county: Region) -> None:
    stored = put(SCHOOL, RIVER)
    report = Report.objects.get()
    assert (stored.outcome, stored.report) == ("created", report)
    assert report.round.body.name == "中共禾川县委员会"
    assert (report.round.body.region, report.round.body.level) == (county, "county")
    assert (report.round.term, report.round.round, report.round.year) == (11, 3, 2022)
    assert report.counted_problems == 2
    problem = report.problems.order_by("position")[0]
    assert problem.text == SCHOOL.text
    assert [measure.text for measure in problem.measures.order_by("problem_links__position")] == list(SCHOOL.measures)
    assert [category.code for category in problem.categories.all()] == ["livelihood"]
    assert nothing_is_wrong()


def test_every_span_gives_its_text_back(county: Region) -> None:
    put(SCHOOL, RIVER, LOAN)
    text = Report.objects.get().source_text.text
    for row in [*Problem.objects.all(), *Measure.objects.all()]:
        assert text[row.start : row.end] == row.text


def test_the_same_file_twice_changes_nothing_not_even_the_version(county: Region) -> None:
    put(SCHOOL, RIVER)
    before = snapshot()
    assert put(SCHOOL, RIVER).outcome == "unchanged"
    assert snapshot() == before


def test_a_shared_measure_is_stored_once_and_stands_under_both_problems(county: Region) -> None:
    put(Made("1", "甲类问题突出。", ["一是共同整改。"]), Made("2", "乙类问题突出。", ["一是共同整改。"]))
    measure = Measure.objects.get()
    assert [link.problem.number for link in measure.problem_links.order_by("problem__position")] == ["1", "2"]


def test_public_ids_follow_from_the_file_alone(county: Region) -> None:
    put(SCHOOL, RIVER)
    first = list(Problem.objects.order_by("position").values_list("public_id", flat=True))
    SourceDocument.objects.update(report=None)
    Report.objects.all().delete()
    InspectionRound.objects.all().delete()
    SourceDocument.objects.all().delete()
    put(SCHOOL, RIVER)
    assert list(Problem.objects.order_by("position").values_list("public_id", flat=True)) == first


def test_a_changed_file_keeps_the_ids_of_what_it_still_says(county: Region) -> None:
    put(SCHOOL, RIVER)
    ids = dict(Problem.objects.values_list("number", "public_id"))
    changed = Made("1", "校舍维修进度迟缓，三所村小至今带病使用。", SCHOOL.measures)
    stored = put(changed, RIVER, LOAN)
    assert stored.outcome == "updated"
    assert Report.objects.count() == 1
    assert Problem.objects.get(public_id=ids["1"]).text == changed.text
    assert Problem.objects.get(public_id=ids["2"]).text == RIVER.text
    assert Problem.objects.live().count() == 3
    assert nothing_is_wrong()


def test_a_problem_that_the_new_text_lost_is_retired_with_a_successor(county: Region) -> None:
    put(SCHOOL, RIVER, LOAN)
    lost = Problem.objects.get(number="2")
    put(SCHOOL, LOAN)
    lost.refresh_from_db()
    assert lost.retired_at is not None
    assert lost.successor is not None
    assert lost.successor.retired_at is None
    assert [problem.number for problem in Problem.objects.live().order_by("position")] == ["1", "3"]
    assert nothing_is_wrong()


def test_a_retired_problem_comes_back_under_its_own_id(county: Region) -> None:
    put(SCHOOL, RIVER)
    river = Problem.objects.get(number="2").public_id
    put(SCHOOL)
    put(SCHOOL, RIVER, before="来源：禾川县政府网\n")
    assert Problem.objects.live().get(number="2").public_id == river
    assert Problem.objects.count() == 2


def test_reordered_problems_keep_their_ids(county: Region) -> None:
    put(SCHOOL, RIVER, LOAN)
    ids = dict(Problem.objects.values_list("text", "public_id"))
    put(LOAN, SCHOOL, RIVER)
    assert dict(Problem.objects.live().values_list("text", "public_id")) == ids
    assert [problem.text for problem in Problem.objects.live().order_by("position")] == [
        LOAN.text,
        SCHOOL.text,
        RIVER.text,
    ]


def test_a_copy_from_another_file_is_one_more_document_of_the_report(county: Region) -> None:
    put(SCHOOL, RIVER)
    problems = list(Problem.objects.order_by("pk").values())
    stored = put(SCHOOL, RIVER, name="转载.txt", before="首页 > 巡视巡察 > 整改公开\n")
    assert (stored.outcome, Report.objects.count(), SourceDocument.objects.count()) == ("updated", 1, 2)
    assert list(Problem.objects.order_by("pk").values()) == problems


def test_a_later_report_of_the_same_round_is_a_report_of_its_own(county: Region) -> None:
    put(SCHOOL, RIVER)
    put(RIVER, header=Header(stage="continued", signed="2023-08-01"), name="后续.txt")
    assert (Report.objects.count(), InspectionRound.objects.count(), Body.objects.count()) == (2, 1, 1)


def test_another_round_of_the_same_body_is_never_merged(county: Region) -> None:
    put(SCHOOL, RIVER)
    put(SCHOOL, RIVER, LOAN, header=Header(start="2024-03-08", round=7, signed="2024-12-30"), name="又一轮.txt")
    assert (InspectionRound.objects.count(), Report.objects.count(), Body.objects.count()) == (2, 2, 1)


def test_other_status_counts_make_another_report(county: Region) -> None:
    put(SCHOOL, RIVER, header=Header(totals={"completed": 20}))
    put(SCHOOL, RIVER, header=Header(totals={"completed": 28}), name="更新.txt")
    assert (InspectionRound.objects.count(), Report.objects.count()) == (1, 2)


def test_a_correction_survives_the_import_of_a_changed_file(county: Region) -> None:
    put(SCHOOL, RIVER)
    river = Problem.objects.get(number="2")
    corrections.apply(
        "set", river, {"text": "河长制落实不力。", "categories": ["env", "supervision"]}, reason="对照原文"
    )
    put(SCHOOL, RIVER, LOAN, before="发布时间：2023-01-05\n")
    river.refresh_from_db()
    assert river.text == "河长制落实不力。"
    assert river.parsed["text"] == RIVER.text
    assert [link.category.code for link in river.category_links.order_by("position")] == ["env", "supervision"]
    assert Correction.objects.get().state == "in_force"
    assert nothing_is_wrong()


def test_a_correction_under_which_the_source_changed_stays_in_force_and_waits_as_a_conflict(county: Region) -> None:
    put(SCHOOL, RIVER)
    river = Problem.objects.get(number="2")
    corrections.apply("set", river, {"text": "河长制落实不力。"}, reason="对照原文")
    reworded = "河长制落实不够有力，巡河多流于形式。"
    put(SCHOOL, Made("2", reworded, RIVER.measures, topics=("env",)))
    river.refresh_from_db()
    correction = Correction.objects.get()
    assert river.text == "河长制落实不力。"
    assert (correction.state, correction.conflict) == ("conflict", {"text": reworded})


def test_a_correction_that_the_source_now_makes_itself_is_marked_redundant(county: Region) -> None:
    put(SCHOOL, RIVER)
    river = Problem.objects.get(number="2")
    corrections.apply("set", river, {"text": "河长制落实不够有力，巡河走形式。"}, reason="对照原文")
    put(SCHOOL, Made("2", "河长制落实不够有力，巡河走形式。", RIVER.measures, topics=("env",)))
    assert Correction.objects.get().state == "redundant"


def test_a_dry_run_says_what_would_happen_and_stores_nothing(county: Region) -> None:
    put(SCHOOL, RIVER)
    before = snapshot()
    assert put(SCHOOL, RIVER, LOAN, dry_run=True).changes["problems"] == {"created": 1}
    assert put(LOAN, header=Header(round=9, start="2025-03-08"), name="新.txt", dry_run=True).outcome == "created"
    assert snapshot() == before


def test_the_first_real_report_removes_the_samples(county: Region) -> None:
    put(SCHOOL, RIVER, origin="sample")
    put(LOAN, header=Header(round=9, start="2025-03-08"), name="新.txt")
    assert [report.origin for report in Report.objects.all()] == ["real"]
    assert SourceDocument.objects.count() == 1
    assert nothing_is_wrong()


def test_a_text_that_names_no_body_is_stored_under_its_signature_or_title(county: Region) -> None:
    put(SCHOOL, header=Header(body=None))
    body = Body.objects.get()
    assert (body.region, body.level, body.central) == (None, "other", False)
    assert Report.objects.get().problems.count() == 1


def test_a_newer_parser_that_reads_another_body_moves_the_report_and_keeps_its_ids(county: Region) -> None:
    put(SCHOOL, RIVER, header=Header(body=None))
    ids = list(Problem.objects.order_by("position").values_list("public_id", flat=True))
    round_id = InspectionRound.objects.get().public_id
    assert put(SCHOOL, RIVER, version="2+test").outcome == "updated"
    assert [body.region for body in Body.objects.all()] == [county]
    assert InspectionRound.objects.get().public_id == round_id
    assert list(Problem.objects.order_by("position").values_list("public_id", flat=True)) == ids
    assert nothing_is_wrong()


def test_a_report_that_moves_to_a_known_round_joins_it(county: Region) -> None:
    put(SCHOOL, RIVER)
    put(LOAN, header=Header(body=None, stage="continued", signed="2023-08-01"), name="后续.txt")
    assert InspectionRound.objects.count() == 2
    put(LOAN, header=Header(stage="continued", signed="2023-08-01"), name="后续.txt", version="2+test")
    assert (InspectionRound.objects.count(), Report.objects.count(), Body.objects.count()) == (1, 2, 1)
    assert nothing_is_wrong()


def test_an_original_that_cannot_be_kept_leaves_nothing_of_its_report(
    county: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(data: bytes, sha256: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(originals, "keep", full)
    with pytest.raises(OSError, match="No space"):
        put(SCHOOL, RIVER)
    assert not Report.objects.exists()
    monkeypatch.undo()
    stored = put(SCHOOL, RIVER)
    assert (stored.outcome, stored.document.path.read_bytes()) == ("created", made_file((SCHOOL, RIVER)).data)
