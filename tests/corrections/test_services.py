"""Making, undoing and deciding corrections in an archive."""

from __future__ import annotations

import pytest

from reports import corrections
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import ArchiveState, AuditEntry, Correction, Measure, Problem, Report
from reports.ops.check import CHECKS
from tests.corrections.conftest import MADE
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db


def nothing_is_wrong() -> bool:
    return [finding for name, check in CHECKS.items() if name != "index" for finding in check()] == []


def statements() -> list[str]:
    return [problem.text for problem in Problem.objects.live().order_by("position")]


def test_a_split_makes_a_row_of_the_editor_and_undo_retires_it(report: Report) -> None:
    problem = report.problems.get(number="1")
    correction = corrections.apply("split", problem, {"at": 9}, reason="两个问题")
    made = Problem.objects.get(public_id=correction.payload["id"])
    assert statements()[:2] == ["校舍维修进度迟缓，", "三所村小带病使用。"]
    assert (made.parsed, made.measures.count()) == (None, 2)
    assert report.source_text.text[made.start : made.end] == made.text
    assert nothing_is_wrong()
    corrections.undo(correction, reason="看错了")
    made.refresh_from_db()
    assert made.retired_at is not None
    assert statements()[0] == MADE[0].text
    assert nothing_is_wrong()


def test_a_split_counts_in_the_source_where_the_line_is_broken(report: Report) -> None:
    """The statement has no line break; its span has one."""
    text = report.source_text
    text.text = text.text.replace("进度迟缓", "进度\n迟缓")
    problem = report.problems.get(number="1")
    assert text.text[problem.start :].startswith("校舍维修进度\n迟缓")
    text.save()
    corrections.apply("split", problem, {"at": 9}, reason="两个问题")
    second = Problem.objects.live().order_by("position")[1]
    assert text.text[second.start :].startswith("三所村小")


def test_a_merged_row_is_retired_with_the_other_as_its_successor(report: Report) -> None:
    first, second = report.problems.filter(number__in="12").order_by("number")
    corrections.apply("merge", first, {}, reason="同一个问题")
    second.refresh_from_db()
    assert second.retired_at is not None
    assert second.successor == first
    assert first.measures.count() == 3
    assert nothing_is_wrong()


def test_adding_moving_and_drawing_anew(report: Report) -> None:
    first, _second, third = report.problems.order_by("position")
    text = report.source_text.text
    start = text.index("三所村小")
    added = corrections.apply(
        "add", report, {"after": third.public_id, "values": {"start": start, "end": start + 9}}, reason="漏读"
    )
    assert statements()[-1] == "三所村小带病使用。"
    corrections.apply("move", third, {"after": None}, reason="次序")
    assert statements()[0] == third.text
    corrections.apply("respan", first, {"start": first.start, "end": start - 1}, reason="划短")
    first.refresh_from_db()
    assert first.text == "校舍维修进度迟缓"
    measure = Measure.objects.get(text="一是逐笔核对债务。")
    corrections.apply("move", measure, {"to": first.public_id}, reason="归错了")
    assert [each.text for each in first.measures.order_by("problem_links__position")][-1] == measure.text
    assert nothing_is_wrong()
    assert corrections.resting(added) == []


def test_an_undo_on_which_others_rest_is_refused_with_their_list(report: Report) -> None:
    problem = report.problems.get(number="1")
    split = corrections.apply("split", problem, {"at": 9}, reason="两个问题")
    later = corrections.apply(
        "set", Problem.objects.get(public_id=split.payload["id"]), {"status": "completed"}, reason="据原文"
    )
    with pytest.raises(corrections.RestedOnError) as refused:
        corrections.undo(split, reason="看错了")
    assert refused.value.corrections == [later]
    split.refresh_from_db()
    assert split.state == "in_force"
    corrections.undo(later, reason="看错了")
    corrections.undo(split, reason="看错了")
    assert statements()[0] == MADE[0].text


@pytest.mark.parametrize(
    ("operation", "payload"),
    [
        ("move", {"after": None}),
        ("split", {"at": 0}),
        ("split", {"at": 500}),
        ("merge", {"with": "aaaaaaaaaaaa"}),
        ("respan", {"start": 3, "end": 3}),
        ("respan", {"start": 0, "end": 10**6}),
        ("set", {"start": 3}),
        ("set", {"number": "1" * 31}),
        ("set", {"status": "abandoned"}),
        ("redact", {}),
        ("fold", {}),
    ],
    ids=str,
)
def test_what_changes_nothing_or_cannot_be_is_refused_and_leaves_no_trace(
    report: Report, operation: str, payload: dict[str, object]
) -> None:
    version = ArchiveState.objects.get().version
    with pytest.raises(corrections.CorrectionError):
        corrections.apply(operation, report.problems.order_by("position")[0], payload, reason="试")
    assert not Correction.objects.exists()
    assert ArchiveState.objects.get().version == version


def test_what_a_correction_took_out_comes_back_as_it_is_parsed_by_then(report: Report) -> None:
    river = report.problems.get(number="2")
    taken = corrections.apply("delete", river, {}, reason="重复")
    reworded = Made("2", f"{MADE[1].text[:-1]}走过场。", [*MADE[1].measures, "二是公示巡河记录。"], topics=("env",))
    store(made_file([MADE[0], reworded, MADE[2]]), Bodies())
    assert reworded.text not in statements()
    assert nothing_is_wrong()
    taken.refresh_from_db()
    assert (taken.state, taken.conflict) == ("conflict", {"text": reworded.text})
    corrections.resolve(taken, "drop", reason="原文已改")
    river.refresh_from_db()
    assert (river.text, river.retired_at, river.measures.count()) == (reworded.text, None, 2)
    assert nothing_is_wrong()


class TestDecidingAConflict:
    @pytest.fixture
    def conflict(self, report: Report) -> Correction:
        made = corrections.apply("set", report.problems.get(number="3"), {"text": "债务不清。"}, reason="原文")
        told = store(made_file([*MADE[:2], Made("3", "乡镇债务底数不很清。", MADE[2].measures)]), Bodies())
        made.refresh_from_db()
        assert made.state == "conflict"
        assert told.details[-1] == f"更正 #{made.pk} {made}: 待处理冲突 (文本: 乡镇债务底数不很清。)"
        return made

    def test_keep_stands_against_the_new_parse(self, conflict: Correction) -> None:
        kept = corrections.resolve(conflict, "keep", reason="仍以更正为准", by="editor")
        assert (kept.state, kept.conflict, kept.against) == ("in_force", None, {"text": "乡镇债务底数不很清。"})
        entry = AuditEntry.objects.get(act="keep")
        assert (entry.by_name, entry.reason, kept.reason) == ("editor", "仍以更正为准", "原文")
        assert (entry.before["parsed"], entry.after["parsed"]) == ({"text": MADE[2].text}, kept.against)
        assert statements()[2] == "债务不清。"

    def test_drop_shows_the_new_parse(self, conflict: Correction) -> None:
        assert corrections.resolve(conflict, "drop", reason="以新文为准").state == "undone"
        assert statements()[2] == "乡镇债务底数不很清。"

    def test_edit_takes_the_place_of_the_old_one(self, conflict: Correction) -> None:
        made = corrections.resolve(conflict, "edit", payload={"text": "债务底数不清。"}, reason="合并两说")
        assert (made.state, made.against) == ("in_force", {"text": "乡镇债务底数不很清。"})
        assert statements()[2] == "债务底数不清。"
        conflict.refresh_from_db()
        assert conflict.state == "undone"

    def test_what_cannot_be_carried_out_cannot_be_kept(self, report: Report) -> None:
        made = corrections.apply("split", report.problems.get(number="1"), {"at": 9}, reason="两个问题")
        store(made_file([Made("1", "校舍普遍失修。", MADE[0].measures), *MADE[1:]]), Bodies())
        made.refresh_from_db()
        assert made.state == "conflict"
        with pytest.raises(corrections.CorrectionError):
            corrections.resolve(made, "keep", reason="试")

    def test_what_is_not_in_conflict_is_not_decided(self, report: Report) -> None:
        made = corrections.apply("set", report, {"title": "更正后的标题"}, reason="原文")
        with pytest.raises(corrections.CorrectionError):
            corrections.resolve(made, "drop", reason="试")


def test_corrections_of_a_round_go_with_a_report_that_joins_another(report: Report) -> None:
    later = Header(body=None, stage="continued", signed="2023-08-01")
    lone = store(made_file([MADE[2]], header=later, name="后续.txt"), Bodies()).report
    made = corrections.apply("set", lone.round, {"batch": 2}, reason="公告")
    joined = Header(stage="continued", signed="2023-08-01")
    store(made_file([MADE[2]], header=joined, name="后续.txt", version="2+test"), Bodies())
    made.refresh_from_db()
    report.round.refresh_from_db()
    assert made.target == report.round.public_id
    assert report.round.batch == 2
    assert nothing_is_wrong()
