"""Totals that a report states about itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing import parse
from reports.parsing.lines import split_lines
from reports.parsing.totals import check_totals, read_totals
from reports.parsing.types import ParsedReport
from tests.parsing.reports import report


def totals(text: str) -> dict[str, int]:
    return {total.key: total.value for total in read_totals(text, split_lines(text))}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("截至目前,巡视反馈的4个方面9项问题28个具体问题,已完成整改20个,基本完成5个,长期整改2个,未完成1个。", {"problems": 28, "completed": 20, "mostly_completed": 5, "long_term": 2, "not_completed": 1}),
        ("反馈的28个具体问题,已完成20个、正在整改8个,整改完成率71%。", {"problems": 28, "completed": 20, "in_progress": 8}),
        ("反馈的36个问题中,30个已完成整改,4个基本完成,2个需长期坚持。", {"problems": 36, "completed": 30, "mostly_completed": 4, "long_term": 2}),
        ("巡视反馈的三十六个问题已全部完成整改。", {"problems": 36, "completed": 36}),
        ("截至6月底,42个问题已完成整改40个,其余2个正在持续推进。", {"problems": 42, "completed": 40, "in_progress": 2}),
        ("区委巡察组反馈问题42条,整改完成40条,正在整改2条。", {"problems": 42, "completed": 40, "in_progress": 2}),
        ("10个具体问题细化为61条整改措施,截至12月底已完成整改8个,正在整改2个。", {"problems": 10, "measures": 61, "completed": 8, "in_progress": 2}),
        ("现将8个问题的整改情况公示如下。", {"problems": 8}),
        ("反馈问题3类9个方面22项,已完成20项,2项长期坚持。", {"problems": 22, "completed": 20, "long_term": 2}),
        ("反馈的问题共43个,其中立行立改12个、集中整改25个、长期整改6个。", {"problems": 43, "immediate_items": 12, "long_term": 6}),
        ("移交的60件信访件,已办结58件,正在办理2件;立行立改事项5件,已办结5件。", {"letters": 60, "letters_closed": 58, "immediate_items": 5}),
        ("巡视移交的信访件60件,已全部办结。", {"letters": 60, "letters_closed": 60}),
        ("巡视移交的38件信访件均已办结。", {"letters": 38, "letters_closed": 38}),
        ("巡察反馈的18个问题,已全部完成整改。", {"problems": 18, "completed": 18}),
        ("巡察反馈的18个具体问题均已整改到位,制定完善制度9项。", {"problems": 18, "completed": 18, "rules_made": 9}),
        ("市委巡察组反馈的18个问题整改率达100%。", {"problems": 18, "completed": 18}),
        ("反馈的18个问题中,12个已完成整改,6个均取得阶段性成效。", {"problems": 18, "completed": 12, "in_progress": 6}),
        ("反馈的18个问题中,12个问题均已完成整改,6个长期坚持。", {"problems": 18, "completed": 12, "long_term": 6}),
        ("立行立改的4个问题已整改完成。", {"immediate_items": 4}),
        ("5个立行立改问题,已完成整改5个。", {"immediate_items": 5}),
        ("建立完善制度15项。", {"rules_made": 15}),
        ("新建制度20项、修订完善制度10项。", {"rules_made": 30}),
        ("修订完善制度18项,新建制度7项,废止制度3项。", {"rules_made": 25}),
        ("新建制度6项,修订制度9项,共15项。", {"rules_made": 15}),
        ("修订、废止制度8项。", {"rules_made": 8}),
        ("市财政局等部门出台《甲办法》《乙规定》等长效机制15项。", {"rules_made": 15}),
        ("给予党纪政务处分7人;组织处理2人;诫勉3人,教育提醒11人。", {"disciplined": 7, "organisational_handling": 2, "admonished": 3, "educated": 11}),
        ("给予党纪政务处分7人(其中党纪处分5人,政务处分2人)。", {"disciplined": 7}),
        ("政务处分0人。", {"disciplined": 0}),
        ("会上相互批评帮助7人,另有批评教育9人、作检查2人,提醒谈话0人。", {"educated": 9}),
        ("批评教育帮助8人,批评帮助5人。", {"educated": 8}),
        ("批评教育、提醒谈话20人。", {"educated": 20}),
        ("处理处分9人,其中党纪政务处分2人、组织处理3人、批评教育4人。", {"disciplined": 2, "organisational_handling": 3, "educated": 4}),
        ("整改期间追责问责17人,建章立制31项。", {"rules_made": 31}),
        ("研究制定整改方案,明确整改任务67项、整改措施201项。", {"measures": 201}),
        ("研究制定整改方案,明确整改措施201项、整改任务67项。", {"measures": 201}),
        ("形成3个方面11个问题28项整改任务72条具体措施。", {"problems": 11, "measures": 72}),
        ("17个反馈问题,对应制定整改措施46条,已落实40条,正在落实6条。", {"problems": 17, "measures": 46}),
        ("开展批评与自我批评,相互提出批评意见36条,制定整改措施58条。", {}),
        ("研究制定整改方案,明确整改任务67项。", {"measures": 67}),
        ("追缴资金3.256万元。", {"money_recovered": 32560}),
        ("清退款项20.5万元(含收缴款18万元),挽回经济损失40万元。", {"money_recovered": 205000, "losses_recovered": 400000}),
        ("退缴违规发放的津补贴,共计1,234.5万元。", {"money_recovered": 12345000}),
        ("挽回经济损失0.5亿元。", {"losses_recovered": 50000000}),
        ("追缴资金320万余元,挽回国有资产损失2.35亿元。", {"money_recovered": 3200000, "losses_recovered": 235000000}),
        ("避免各类经济损失230万元。", {"losses_recovered": 2300000}),
        ("追缴资金896元,清退款项20.5万元(含上述款项)。", {"money_recovered": 205000}),
        ("应追缴资金80万元,已追缴60万元。", {"money_recovered": 600000}),
        ("追缴应缴未缴税款80万元。", {"money_recovered": 800000}),
        ("应收回款项500万元,已收回380万元。", {"money_recovered": 3800000}),
        ("集中整改期内应完成的36个问题,已完成整改35个;需长期整改的5个问题,均取得阶段性成效。", {"completed": 35, "long_term": 5}),
        ("统筹推进17个省委巡视反馈问题和3个专题检查发现问题的解决。", {"problems": 17}),
        ("17项市委第二巡察组反馈的问题已完成整改15项。", {"problems": 17, "completed": 15}),
        ("9个市委巡察三组反馈的具体问题,已完成整改8个,持续推进1个。", {"problems": 9, "completed": 8, "in_progress": 1}),
        ("对照17项中央巡视反馈的具体问题,逐项整改。", {"problems": 17}),
        ("推进17个省委巡视“回头看”反馈问题整改。", {"problems": 17}),
        ("17个市委提级巡察反馈问题已完成整改16个。", {"problems": 17, "completed": 16}),
        ("9个县委常规巡察反馈的重点问题全部完成整改。", {"problems": 9, "completed": 9}),
        ("36个本轮巡视反馈问题已完成整改35个。", {"problems": 36, "completed": 35}),
        ("36个区委巡察组反馈的具体问题,已完成整改35个。", {"problems": 36, "completed": 35}),
        ("2个省委巡视组共反馈问题36个,已完成整改35个。", {"problems": 36, "completed": 35}),
        ("2个县委巡察反馈问题36个,已完成整改35个。", {"problems": 36, "completed": 35}),
        ("集中整改期应完成的25个问题已全部完成整改,需长期整改的6个问题取得阶段性成效。", {"completed": 25, "long_term": 6}),
        ("计划年底前25个问题全部完成整改。", {}),
        ("拟修订制度40项,已修订制度12项。", {"rules_made": 12}),
        ("巡察反馈的36个问题,已整改完毕34个,2个正按计划推进。", {"problems": 36, "completed": 34, "in_progress": 2}),
        ("巡察反馈的36个问题,已完成整改并销号34个,持续整改问题2个。", {"problems": 36, "completed": 34, "in_progress": 2}),
        ("巡察反馈的36个问题,已整改34个,剩余2个问题正在有序推进。", {"problems": 36, "completed": 34, "in_progress": 2}),
        ("巡察反馈的36个问题,已完成34个,占94%,正在办理2个。", {"problems": 36, "completed": 34, "in_progress": 2}),
        ("巡察反馈的36个问题,已完成34项整改,2项正在加快推进。", {"problems": 36, "completed": 34, "in_progress": 2}),
        ("巡察反馈的36个问题,已完成34个具体问题整改,持续推进2个问题整改。", {"problems": 36, "completed": 34, "in_progress": 2}),
        ("巡视反馈的四个方面23个问题,已全面完成整改。", {"problems": 23, "completed": 23}),
        ("巡视反馈的23个问题,整改完成率达100%。", {"problems": 23, "completed": 23}),
        ("巡视反馈问题36个,其中选人用人问题8个、意识形态问题5个,已完成整改34个。", {"problems": 36, "completed": 34}),
        ("巡视反馈具体问题总计36个(其中巡视报告问题24个、专题报告问题12个),目前已完成33个。", {"problems": 36, "completed": 33}),
        ("巡视反馈问题39个、选人用人专项检查反馈问题11个、意识形态专项检查反馈问题8个,共58个,已完成整改55个。", {"problems": 58, "completed": 55}),
        ("围绕反馈的36个问题,开展专项整治8项,发现问题120个。", {"problems": 36}),
        ("移交的8个立行立改问题和56件信访件均已办结。", {"immediate_items": 8, "letters": 56, "letters_closed": 56}),
        ("立行立改问题3个、信访件17件、问题线索9条,均已办理完毕。", {"immediate_items": 3, "letters": 17, "letters_closed": 17}),
        ("移交信访件44件、问题线索12件,信访件已办结43件。", {"letters": 44, "letters_closed": 43}),
        ("移交信访举报件1286件,办结1279件,办结率99.5%。", {"letters": 1286, "letters_closed": 1279}),
        ("制定整改举措186条。", {"measures": 186}),
    ],
)  # fmt: skip
def test_wordings(sentence: str, expected: dict[str, int]) -> None:
    assert totals(sentence) == expected


@pytest.mark.parametrize(
    ("chain", "count"),
    [
        ("将巡视反馈的5个方面14个问题细化分解为46项具体问题。", 46),
        ("省委巡视组反馈的3个方面12个问题,梳理形成36个具体问题、128项整改措施。", 36),
        ("将反馈问题细化为五方面9项问题28项具体问题表现。", 28),
        ("巡视反馈的2个方面、28个具体问题。", 28),
        ("针对巡视反馈的28个“问题清单”,制定90条“任务清单”。", 28),
        ("巡视反馈的28个问题,其中选人用人方面3个问题。", 28),
    ],
)
def test_of_a_chain_the_last_is_the_concrete_count(chain: str, count: int) -> None:
    assert totals(chain)["problems"] == count


@pytest.mark.parametrize(
    "sentence",
    [
        "4个省委巡视组反馈的问题均已整改。",
        "17条自治区党委巡视反馈意见逐条落实。",
        "6个选人用人专项检查反馈问题已完成整改6个。",
        "整改期间,持续推进12个重点项目建设。",
        "以整改促发展,有序推进8项改革任务。",
        "整改期间,完成12个老旧小区改造。",
        "17项整改任务已完成15项,持续推进2项。",
        "46条整改措施已完成40条。",
        "审计反馈的30个问题已整改完成28个。",
        "排查整改问题120个,已完成整改100个。",
        "先后召开会议12次,研究解决问题36个。",
        "选人用人专项检查反馈的8个问题,已完成整改8个。",
        "坚持一个问题、一套方案、一抓到底。",
        "30家责任单位、12名市领导牵头落实。",
        "确定了4个方面13类整改任务。",
        "就3项整改任务作出指示。",
        "从组织领导等方面建立长效机制10个方面着力。",
        "整改完成率71%,群众满意度95%。",
        "对照第3项制度执行。",
        "计划年底前完成整改30个,长期坚持8个。",
        "下一步将制定制度10项。",
    ],
)
def test_what_is_no_total_of_this_report(sentence: str) -> None:
    assert totals("县委坚持整改。" + sentence) == {}


def test_the_count_with_its_split_wins_over_the_plan() -> None:
    text = "巡视反馈4个方面12个问题,逐条认领。\n截至6月30日,巡视反馈42个具体问题,已完成整改40个,长期整改2个。"
    assert totals(text) == {"problems": 42, "completed": 40, "long_term": 2}


def test_words_and_span_point_at_the_number() -> None:
    text = "县委高度重视。\n截至目前,巡视反馈的 36 个具体问题,已完成整改23个。"
    problems = next(total for total in read_totals(text, split_lines(text)) if total.key == "problems")
    assert text[problems.span.start : problems.span.end] == "36 个"


def test_only_the_lines_asked_for_are_read() -> None:
    text = "巡视反馈的36个问题。\n整改情况:巡视反馈的12个问题已完成整改12个。"
    assert {t.key: t.value for t in read_totals(text, split_lines(text), 0, 1)} == {"problems": 36}


def with_totals(organisation: str, after: str) -> ParsedReport:
    """A report of two problems with a measure each."""
    return parse(
        report(
            "1.账目公开不及时。\n整改情况:公开账目32次,追回资金3万元。\n2.会议记录不完整。\n整改情况:补记会议23次。",
            organisation=f"一、组织整改情况\n县委坚持把巡视整改作为重大政治任务。\n{organisation}\n",
            closing=after + "\n",
        )
    )


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            "截至2022年12月底,巡视反馈的38个问题,已完成整改30个,持续推进8个。",
            {"problems": 38, "completed": 30, "in_progress": 8},
        ),
        (
            "三、移交问题线索和信访件办理情况\n巡视移交信访件60件,已办结58件。给予党纪政务处分12人。",
            {"letters": 60, "letters_closed": 58, "disciplined": 12},
        ),
        ("三、下一步打算\n对已完成的30个问题,持续巩固;对长期坚持的8个问题,常抓不懈。", {}),
        ("三、下一步打算\n计划2023年底前修订制度40项。", {}),
    ],
)
def test_totals_after_the_problems_count_where_they_say_of_what(after: str, expected: dict[str, int]) -> None:
    parsed = with_totals("县委召开专题会议。", after)
    assert {total.key: total.value for total in parsed.declared} == expected
    assert [len(problem.measures) for problem in parsed.problems] == [1, 1]


def test_what_stands_before_the_problems_wins_over_what_stands_after_them() -> None:
    parsed = with_totals(
        "截至2022年12月底,巡视反馈的38个问题,已完成整改30个。",
        "截至2023年6月底,巡视反馈的38个问题,已完成整改36个,制定制度40项。",
    )
    assert {t.key: t.value for t in parsed.declared} == {"problems": 38, "completed": 30, "rules_made": 40}


@pytest.mark.parametrize(("completed", "codes"), [(20, []), (19, ["status_split_mismatch"])])
def test_a_split_that_does_not_add_up_is_flagged(completed: int, codes: list[str]) -> None:
    text = f"巡视反馈的28个问题,已完成整改{completed}个,正在整改8个。"
    assert [w.code for w in check_totals(read_totals(text, split_lines(text)))] == codes


PIECES = [
    "巡视反馈的",
    "36个",
    "具体问题",
    "已完成整改",
    "23",
    "件",
    "信访件",
    ",",
    ";",
    "。",
    "(",
    ")",
    "万元",
    "追缴",
    "处分",
    "7人",
    "其中",
    "制度",
    "项",
    "十二",
    "\n",
    "共计",
    "措施",
]


@given(st.lists(st.sampled_from(PIECES), max_size=50))
def test_totals_lie_in_the_text_and_each_key_once(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read_totals(text, split_lines(text))
    assert len({total.key for total in found}) == len(found)
    for total in found:
        assert 0 <= total.span.start < total.span.end <= len(text)
        assert total.value >= 0
