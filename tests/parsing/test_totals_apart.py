"""Counts beside the totals that are none of this rectification: of an earlier round, or of somebody's share."""

from __future__ import annotations

import pytest

from tests.parsing.reports import FULL_WIDTH
from tests.parsing.test_totals import totals

EARLIER = [
    ("上轮巡视反馈的22个问题有7个未完成整改。", {}),
    ("上一轮巡察反馈问题22个,已完成整改20个,未完成2个。", {}),
    ("到这次进驻时,上轮省委巡视反馈的22个问题有7个未完成整改。", {}),
    ("上轮省委巡视反馈的22个问题有7个未完成整改。其中3个已完成整改,4个正在整改。", {}),
    ("上轮巡视反馈但未整改到位的5个问题,已完成整改4个,正在整改1个。", {}),
    ("此前巡察反馈的18个问题,已完成整改16个。", {}),
    ("此前反馈的18个问题,已完成整改16个。", {"problems": 18, "completed": 16}),
    ("上届市委巡察反馈的22个问题中,还有4个没有整改到位。", {}),
    ("对历次巡视反馈的56个问题开展“回头看”,已整改到位52个。", {}),
    ("11个上轮巡视反馈问题已完成整改9个。", {}),
    ("上一轮巡视移交的信访件60件,已办结58件。", {}),
    ("上轮巡视整改期间,给予党纪政务处分30人,制定制度40项,追缴资金30万元。", {}),
    ("上轮巡视反馈的22个问题全部完成整改,本轮巡视反馈的17个问题已完成整改15个、持续推进2个。", {"problems": 17, "completed": 15, "in_progress": 2}),
    ("巡视反馈问题17个(含上轮巡视未整改到位问题3个),已完成整改16个。", {"problems": 17, "completed": 16}),
    ("将上轮巡视未完成整改的7个问题与本轮反馈的17个问题一体推进整改。", {"problems": 17}),
    ("本轮巡视反馈的17个问题中,有3个与上轮巡视反馈问题重复,已完成整改16个。", {"problems": 17, "completed": 16}),
    ("本轮巡视共反馈问题17个,其中上轮未整改到位问题3个,已完成整改16个。", {"problems": 17, "completed": 16}),
    ("本轮反馈问题17个,较上轮减少3个,已完成整改16个。", {"problems": 17, "completed": 16}),
]  # fmt: skip

SHARES = [
    ("县委书记在负总责的同时,主动认领3项具体问题,做到亲自部署。", {}),
    ("主要负责同志认真履行职责,带头认领反馈问题6项,推动解决。", {}),
    ("县委主要负责同志牵头领办3个反馈问题,县级领导包抓14个反馈问题。", {}),
    ("县委书记领衔督办5个巡视反馈重点问题,带头整改2个。", {}),
    ("县委常委会听取12个重点问题整改情况汇报。", {}),
    ("党组书记带头整改3个反馈问题,班子成员分别牵头整改14个反馈问题。", {}),
    ("副局长分管领域的8个反馈问题已完成整改7个。", {}),
    ("书记认领整改问题5个,县长认领整改问题4个,其他常委认领整改问题8个。", {}),
    ("班子成员共认领问题45个,逐一整改。", {}),
    ("书记认领反馈问题5个、县长认领反馈问题6个,共11个。", {}),
    ("县委书记包案3件信访件,已办结3件。", {}),
    ("县长主动领办3个立行立改问题。", {}),
    ("党组书记对12个反馈的重点难点问题亲自督办。", {}),
    ("随机抽查9个反馈问题整改情况。", {}),
    ("现场办公12次,协调解决巡视反馈问题13个。", {}),
    ("巡视反馈的17个问题,县委书记主动认领6个,其他县领导认领11个。", {"problems": 17}),
    ("巡视反馈的17个问题,县级领导牵头整改17个,已完成整改15个。", {"problems": 17, "completed": 15}),
    ("针对巡视反馈的17个问题,县委书记认领5个,已完成整改5个。", {"problems": 17}),
    ("县委书记主动认领6个反馈问题,推动17个巡视反馈问题全面整改。", {"problems": 17}),
    ("县委书记带头领办5个重点问题,已全部完成整改;反馈的17个问题已完成整改15个。", {"problems": 17, "completed": 15}),
    ("县委书记带头领办,先后12次现场督办,推动巡视反馈的17个问题整改到位15个。", {"problems": 17, "completed": 15}),
    ("党组全面认领巡视反馈的17个问题。", {"problems": 17}),
    ("县委主动认领巡视反馈的4个方面17个问题,细化为46条整改措施。", {"problems": 17, "measures": 46}),
    ("班子成员对反馈的17个问题主动认领、照单全收。", {"problems": 17}),
    ("听取巡视反馈的17个问题整改情况汇报。", {"problems": 17}),
    ("牵头制定整改方案,将巡视反馈的17个问题细化为46条整改措施。", {"problems": 17, "measures": 46}),
    ("17个反馈问题由12名县领导领办。", {"problems": 17}),
    ("县委书记领办3个重点问题,建立制度12项,批评教育8人。", {"rules_made": 12, "educated": 8}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), EARLIER)
def test_what_an_earlier_round_found_is_no_total(sentence: str, expected: dict[str, int]) -> None:
    assert totals(sentence) == expected
    assert totals("县委召开会议。" + sentence.translate(FULL_WIDTH)) == expected


@pytest.mark.parametrize(("sentence", "expected"), SHARES)
def test_what_somebody_takes_on_or_hears_is_no_total(sentence: str, expected: dict[str, int]) -> None:
    assert totals(sentence) == expected
    assert totals("县委召开会议。" + sentence.translate(FULL_WIDTH)) == expected
