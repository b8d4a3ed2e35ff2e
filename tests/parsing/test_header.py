"""The header: who inspected whom, when, and whose report it is. All places and bodies are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.header import find_opening
from reports.parsing.lines import split_lines
from reports.parsing.types import PageMetadata
from tests.parsing.places import header_of, iso

ANNOUNCED = "按照巡视工作有关要求,现将巡视整改进展情况予以公布。\n一、组织整改落实情况\n正文。\n"
PLAIN = "根据省委统一部署,2024年3月5日至5月20日,省委第三巡视组对青禾县进行了巡视。2024年7月9日,省委巡视组向青禾县委反馈了巡视意见。"


def opening(visit: str, feedback: str = "2024年7月9日反馈了巡视意见。") -> str:
    return f"根据统一部署,{visit}。{feedback}{ANNOUNCED}"


@pytest.mark.parametrize(
    ("dates", "start", "end"),
    [
        ("2024年3月5日至5月20日", "2024-03-05", "2024-05-20"),
        ("2023年11月20日至次年1月18日", "2023-11-20", "2024-01-18"),
        ("2024年3月至5月", "2024-03", "2024-05"),
        ("2023.3.1—2023.5.31", "2023-03-01", "2023-05-31"),
        ("2024年3月初至5月底", "2024-03", "2024-05"),
        ("2024年3月5日起", "2024-03-05", None),
        ("202435日至520日", None, None),
    ],
)
def test_dates_of_the_inspection(dates: str, start: str | None, end: str | None) -> None:
    inspection = header_of(opening(f"{dates},省委第三巡视组对青禾县进行了巡视")).inspection
    assert (iso(inspection.start), iso(inspection.end)) == (start, end)
    assert inspection.team == "省委第三巡视组"


@pytest.mark.parametrize(
    ("lead", "start", "end"),
    [
        ("根据省委2024年巡视工作安排,3月5日至5月20日", "2024-03-05", "2024-05-20"),
        ("2024年,根据省委统一部署,3月5日至5月20日", "2024-03-05", "2024-05-20"),
        ("根据省委2024年第一轮巡视部署,3月5日起", "2024-03-05", None),
        ("根据省委2024年度巡视工作计划,11月5日至次年1月20日", "2024-11-05", "2025-01-20"),
        ("2023年12月29日省委决定,1月5日至3月20日", "2024-01-05", "2024-03-20"),
        # The years of a plan, and the years that were looked at, are no year of the visit.
        ("根据省委巡视工作规划(2023-2027年),3月5日至5月20日", None, None),
        ("根据省委2024年巡视工作安排", None, None),
        ("2024年3月5日起,用2月时间", "2024-03-05", None),
    ],
)
def test_the_year_may_stand_before_the_dates(lead: str, start: str | None, end: str | None) -> None:
    inspection = header_of(opening(f"{lead},省委第三巡视组对青禾县进行了巡视", "7月9日反馈了巡视意见。")).inspection
    assert (iso(inspection.start), iso(inspection.end)) == (start, end)


def test_damaged_dates_are_flagged() -> None:
    header = header_of(opening("202435日至520日,省委第三巡视组对青禾县进行了巡视", "79日反馈了巡视意见。"))
    assert [w.code for w in header.warnings].count("date_damaged") == 3
    assert header.inspection.feedback is None


@pytest.mark.parametrize(
    ("feedback", "date"),
    [
        ("2024年7月9日,省委巡视组向青禾县委反馈了巡视意见。", "2024-07-09"),
        ("7月9日反馈了巡视意见。", "2024-07-09"),
        ("2月9日,省委召开巡视反馈会,反馈了巡视意见。", "2025-02-09"),
        ("次年1月9日,向青禾县委反馈了意见。", "2025-01-09"),
        ("7月9日至10日,分别向县委书记和县委班子反馈了巡视意见。", "2024-07-09"),
        ("巡视组反馈了巡视意见。", None),
    ],
)
def test_feedback_date_without_year_follows_the_end(feedback: str, date: str | None) -> None:
    assert (
        iso(header_of(opening("2024年3月5日至5月20日,省委第三巡视组对青禾县进行了巡视", feedback)).inspection.feedback)
        == date
    )


def test_feedback_joined_by_and() -> None:
    text = f"根据市委统一部署,市委第一巡视组于2024年3月5日至5月20日对望汐区开展了常规巡视,并于7月9日反馈了巡视意见。{ANNOUNCED}"
    inspection = header_of(text).inspection
    assert (iso(inspection.start), iso(inspection.feedback), inspection.team) == (
        "2024-03-05",
        "2024-07-09",
        "市委第一巡视组",
    )


def test_dates_that_stand_in_the_first_section_only() -> None:
    text = (
        "根据市委统一部署,市委巡视四组对浦棠区进行了巡视。按照有关要求,现将巡视整改进展情况予以公布。\n一、总体履责情况\n"
        "2024年3月5日至5月20日,市委巡视四组对浦棠区进行了常规巡视,7月9日反馈了巡视意见。区委坚持把整改作为政治任务。\n"
    )
    inspection = header_of(text).inspection
    assert (iso(inspection.start), iso(inspection.end), iso(inspection.feedback)) == (
        "2024-03-05",
        "2024-05-20",
        "2024-07-09",
    )
    assert inspection.team == "市委巡视四组"


@pytest.mark.parametrize(
    ("team", "level", "verb"),
    [
        ("省委第十五巡视组", "province", "xunshi"), ("省委巡视二组", "province", "xunshi"), ("中央第八巡视组", "central", "xunshi"),
        ("自治区党委第二巡视组", "province", "xunshi"), ("市委第三巡察组", "prefecture", "xuncha"), ("十三届市委第三巡察组", "prefecture", "xuncha"),
        ("区委第二巡察组", "county", "xuncha"), ("区委营商环境专项巡察组", "county", "xuncha"), ("市委第一提级交叉巡察组", "prefecture", "xuncha"),
        ("市委提级巡察“回头看”第一组", "prefecture", "xuncha"), ("县委上下联动巡察组", "county", "xuncha"), ("校党委巡察一组", "body", "xuncha"),
        ("局党组授权巡察组", "body", "xuncha"), ("委党组巡视组", "body", "xunshi"), ("省委省直部门巡视组", "province", "xunshi"), ("旗委第一巡察组", "county", "xuncha"),
        ("兵团党委第二巡视组", "province", "xunshi"), ("州委第二巡察组", "prefecture", "xuncha"), ("省委巡视组", "province", "xunshi"),
    ],
)  # fmt: skip
def test_teams_as_written_and_whose_they_are(team: str, level: str, verb: str) -> None:
    word = "巡视" if verb == "xunshi" else "巡察"
    inspection = header_of(opening(f"2024年3月5日至5月20日,{team}对白沙江水务有限公司党委开展了{word}")).inspection
    assert inspection.team == team
    assert (inspection.authority_level, inspection.verb) == (level, verb)


@pytest.mark.parametrize(
    "before",
    [
        "2024年3月5日至5月20日由",
        "根据县委第四轮巡视工作部署",
        "我县接受了",
        "2024年3月至5月",
        "派出的",
        "2024年3月5日至5月20日,",
        "自2024年3月5日起,",
    ],
)
def test_a_team_s_name_has_nothing_glued_to_its_front(before: str) -> None:
    text = f"按照部署要求,{before}省委第三巡视组对青禾县进行了巡视。{ANNOUNCED}"
    assert header_of(text).inspection.team == "省委第三巡视组"


@pytest.mark.parametrize("before", ["根据省委统一部署,2024年3月5日至5月20日,", "2024年3月5日至5月20日,"])
def test_a_team_may_inspect_without_a_preposition(before: str) -> None:
    text = f"{before}省委第三巡视组巡视青禾县。7月9日,省委印发《关于巡视青禾县的反馈意见》。{ANNOUNCED}"
    header = header_of(text)
    inspection = header.inspection
    assert (inspection.team, iso(inspection.start), iso(inspection.end)) == (
        "省委第三巡视组",
        "2024-03-05",
        "2024-05-20",
    )
    assert header.region is not None
    assert header.region.code == "990121"


def test_a_team_s_findings_are_no_visit() -> None:
    text = (
        f"根据省委统一部署,我县认真整改省委第三巡视组巡视反馈意见指出的有关县局,2024年7月9日反馈了巡视意见。{ANNOUNCED}"
    )
    assert iso(header_of(text).inspection.start) is None


def test_the_team_is_never_taken_from_the_feedback() -> None:
    text = opening("2024年3月5日至5月20日,省委对青禾县进行了巡视", "7月9日,省委第九巡视组向青禾县委反馈了巡视意见。")
    assert header_of(text).inspection.team is None


@pytest.mark.parametrize(
    ("visit", "kind"),
    [
        ("省委第三巡视组对青禾县进行了巡视", None), ("省委第三巡视组对青禾县开展了常规巡视", "常规巡视"), ("省委第三巡视组对青禾县开展了巡视“回头看”", "巡视“回头看”"),
        ("省委第三巡视组对青禾县开展了巡视\"回头看\"", "巡视“回头看”"), ("省委第三巡视组对青禾县开展了脱贫攻坚专项巡视", "专项巡视"), ("省委第三巡视组对青禾县开展了机动巡视", "机动巡视"),
        ("省委第三巡视组对青禾县开展了为期45天的常规巡视", "常规巡视"), ("市委第三巡察组对市水务局党组开展了巡察", "巡察"), ("市委第三巡察组对市水务局党组开展了常规巡察", "巡察"),
        ("市委第三巡察组对市水务局党组开展了专项巡察", "专项巡察"), ("市委第三巡察组对禾丰镇党委开展了提级巡察", "提级巡察"), ("市委第三巡察组对市水务局党组开展了巡察“回头看”", "巡察“回头看”"),
        ("区委营商环境专项巡察组对区住建局党组开展了巡察", "专项巡察"),
    ],
)  # fmt: skip
def test_kinds(visit: str, kind: str | None) -> None:
    assert header_of(opening(f"2024年3月5日至5月20日,{visit}", "7月9日作了反馈。")).inspection.kind == kind


def test_rectification_looked_at_again_is_no_kind() -> None:
    text = opening("2024年3月5日至5月20日,省委第三巡视组对青禾县进行了巡视") + "对整改情况开展“回头看”。\n"
    assert header_of(text).inspection.kind is None


@pytest.mark.parametrize(
    ("title", "term", "turn", "batch"),
    [
        ("中共松岭市委关于十二届省委第七轮巡视整改进展情况的通报", 12, 7, None),
        ("中共松岭市委关于十二届省委第三轮第二批巡视整改进展情况的通报", 12, 3, 2),
        ("中共松岭市委关于巡视整改进展情况的通报", None, None, None),
        ("中共松岭市水务局党组关于七届市委首轮巡察整改情况的通报", 7, 1, None),
        ("中共国家示例局党组关于二十届中央第三轮巡视整改进展情况的通报", 20, 3, None),
    ],
)
def test_term_round_and_batch(title: str, term: int | None, turn: int | None, batch: int | None) -> None:
    inspection = header_of(f"{title}\n{PLAIN}{ANNOUNCED}").inspection
    assert (inspection.term, inspection.round, inspection.batch) == (term, turn, batch)


def test_round_in_the_object_clause_and_no_term_from_a_plenary_session() -> None:
    text = f"深入学习十九届五中全会精神,根据市委部署,市委第三巡察组于2024年3月5日至5月20日对市水务局党组开展了七届市委第八轮巡察。{ANNOUNCED}"
    inspection = header_of(text).inspection
    assert (inspection.term, inspection.round) == (7, 8)


@pytest.mark.parametrize(
    ("title", "announcement", "stage"),
    [
        ("中共青禾县委关于巡视集中整改进展情况的通报", "巡视整改进展情况", "concentrated"),
        ("中共青禾县委关于巡视整改持续推进情况的通报", "巡视整改情况", "continued"),
        ("中共青禾县委关于巡视整改进展情况的通报", "集中整改进展情况", "concentrated"),
        ("中共青禾县委关于巡视整改进展情况的通报", "巡视整改进展情况", "unknown"),
    ],
)
def test_stages(title: str, announcement: str, stage: str) -> None:
    assert header_of(f"{title}\n{PLAIN}现将{announcement}予以公布。\n").stage == stage


def test_a_newspaper_s_lead_in_is_not_the_opening() -> None:
    text = (
        "2020年9月,省委第五巡视组对松岭市开展了巡视,发现学习不够深入等问题。以下为内容摘要:\n中共松岭市委\n关于十一届省委第八轮巡视整改进展情况的通报\n"
        f"根据省委统一部署,2020年9月2日至11月10日,省委第五巡视组对松岭市进行了巡视。2021年1月9日反馈了巡视意见。{ANNOUNCED}"
    )
    header = header_of(text)
    assert header.title == "中共松岭市委关于十一届省委第八轮巡视整改进展情况的通报"
    assert (iso(header.inspection.start), iso(header.inspection.end)) == ("2020-09-02", "2020-11-10")


def test_a_list_of_bodies_may_stand_above() -> None:
    text = f"十二届省委机动巡视整改进展情况全部公布\n示例省水利厅、松岭市、云渡区\n根据省委部署,2024年3月5日至5月20日,省委第二巡视组对我厅开展了机动巡视。{ANNOUNCED}中共示例省水利厅党组\n2024年12月1日\n"
    header = header_of(text)
    assert header.title is None
    assert header.body is not None
    assert (header.body.name, header.region and header.region.code) == ("示例省水利厅党组", "990000")


def test_full_width_text_reads_the_same() -> None:
    text = (PLAIN + ANNOUNCED).translate(
        {ord(","): "\uff0c", ord(":"): "\uff1a", **{ord(str(n)): chr(0xFF10 + n) for n in range(10)}}
    )
    inspection = header_of(text).inspection
    assert (iso(inspection.start), inspection.team) == ("2024-03-05", "省委第三巡视组")


def test_only_the_feedback_is_told() -> None:
    header = header_of(f"2024年7月9日,省委第三巡视组向青禾县委反馈了巡视意见。{ANNOUNCED}")
    assert (iso(header.inspection.start), iso(header.inspection.feedback)) == (None, "2024-07-09")
    assert header.region is not None
    assert header.region.code == "990121"


def test_the_manifest_s_words_win_over_the_page() -> None:
    metadata = PageMetadata(source="归档清单", published="2024-12-31", region="320106")
    header = header_of(
        "来源:青禾新闻 发布时间:2024-12-05\n" + opening("2024年3月5日至5月20日,省委第三巡视组对鼓楼区进行了巡视"),
        metadata,
    )
    assert (header.source, iso(header.published)) == ("归档清单", "2024-12-31")
    assert header.region is not None
    assert header.region.code == "320106"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (PLAIN + ANNOUNCED, (0, 1)),
        ("首页>巡视\n" + PLAIN + "\n" + ANNOUNCED, (1, 3)),
        ("青禾新闻\n今天天气晴。\n", None),
    ],
)
def test_find_opening(text: str, lines: tuple[int, int] | None) -> None:
    assert find_opening(split_lines(text)) == lines


WORDS = ["根据省委统一部署,", "2024年3月5日至5月20日,", "省委第三巡视组", "对青禾县", "进行了巡视", "。", "\n", "7月9日", "反馈了", "予以公布", "来源:", "联系方式:", "中共", "松岭市委",
         "关于", "整改", "情况的通报", "(", ")", "“", "对对对", "届", "第", "轮", "区委", "党组", "0000-1234567", "@", "一、", "\u3000", "《"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=60))
def test_no_text_breaks_the_header(pieces: list[str]) -> None:
    text = "".join(pieces)
    header = header_of(text)
    for date in (
        header.inspection.start,
        header.inspection.end,
        header.inspection.feedback,
        header.published,
        header.signed,
    ):
        if date is not None and date.span is not None:
            assert 0 <= date.span.start < date.span.end <= len(text)
    for warning in header.warnings:
        if warning.span is not None:
            assert 0 <= warning.span.start <= warning.span.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "对",
        "根据",
        "省委第一巡视组对",
        "2024年",
        "反馈",
        "联系方式:",
        "(",
        "中共",
        "第一届省委",
        "关于",
        "巡视组",
        "鼓楼区",
        "整改",
        "来源:",
        "一二三",
    ],
)
def test_repetition_does_not_explode(piece: str) -> None:
    text = "根据省委部署,省委第三巡视组对" + piece * 20_000 + "\n" + (piece + "\n") * 3_000
    assert header_of(text).warnings is not None
