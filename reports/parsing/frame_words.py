"""How the frame of a report is worded: opening, section headings, plans, contact, footer."""

from __future__ import annotations

import re

from reports.parsing.markers import alternatives, data
from reports.parsing.units import Unit

_WORDS = data()["sections"]
ORGANISATION = re.compile(alternatives(_WORDS["organisation"]))
PROBLEMS = re.compile(alternatives(_WORDS["problems"]))
CLOSING = re.compile(alternatives(_WORDS["closing"]))
# 已完成整改事项, 专项检查反馈问题: parts that tell the state or the origin of their problems
_BY_STATE = rf"(?:{alternatives(_WORDS['part_status'])}).{{0,12}}(?:事项|问题|任务|整改)"
PART = re.compile(rf"{_BY_STATE}|{alternatives(_WORDS['part'])}")
# 巡视反馈问题整改落实情况; near-miss: 巡视反馈问题整改落实组织情况
_FEEDBACK = re.compile(r"反馈的?(?:问题|意见)[^,。]{0,10}整改(?:工作)?(?:落实|进展|完成)?情况")
PART_STATUS = re.compile(rf"(?:取得|需要?)?{_BY_STATE}")

# 根据省委统一部署,…巡视组对…; the first such paragraph opens the report.
_OPENING = re.compile(r"(?:根据|按照|依据|遵照|经|在)[^。]{0,60}(?:部署|安排|要求|决定|批准|条例|规定|同意|领导下)")
_INSPECTED = re.compile(r"巡[视察查]|督察组")
_VISIT = re.compile(r"(?:进行|开展|反馈|实施|组织)了?[^。]{0,25}巡[视察]|巡[视察]组?[^。]{0,40}(?:进行|开展|反馈|进驻)")
# 现将…予以公布。 …通报如下:
_ANNOUNCES = re.compile(r"(?:予以|进行)?(?:公布|公开|公告|公示|通报|报告)(?:如下)?[。:]?$|如下[。:]?$")
# 监督电话:0000-1234567, 联系人:张明, 如有意见建议,请于12月20日前反映。
# near-miss, in a step: 设立举报电话和意见箱, 公示期满无异议
_CONTACT = re.compile(
    r"欢迎[^。]{0,40}(?:监督|批评|意见|反映)|联系方式[:(]|联系电话[:(]|(?:监督|举报)电话(?:[:(\d]|为|是)|邮政信箱|邮政邮箱"
    r"|电子邮箱[:(]|电子信箱|公开期限|公示期(?:限|间?[:为自])|联[ \t]{0,4}系[ \t]{0,4}人[ \t]{0,4}:"
    r"|如(?:果)?(?:对[^。]{2,30})?有[^。]{0,6}(?:意见|建议|异议)[^。]{0,40}(?:反映|反馈|联系|提出)"
    r"|(?:群众|社会各界|公众)[^。]{0,10}可(?:以)?通过[^。]{0,40}(?:反映|提出|联系)"
)
# 下一步,县委将抓好巡视整改… 目前,整改取得阶段性成效…
_AHEAD = "(?:下一步|下一阶段|下阶段|下步|今后|接下来|后段|下半年),"
_LOOKS_AHEAD = re.compile(_AHEAD)
_PLANS = re.compile(
    rf"{_AHEAD}"
    r"|(?:目前|虽然|当前|总的看|总体看|经过)[^。]{0,60}整改[^。]{0,60}(?:阶段性|成效|进展|成果)"
)
# 巡察反馈的四个方面17个问题,已完成15个。 counts the problems, and is none; near-miss: 上轮巡视反馈的3个问题整改不彻底。
_TOTALS = re.compile(
    r"(?:反馈|巡[视察])[^。]{0,40}?[\d一二三四五六七八九十百]+[个项条类][^。]{1,40}?[\d一二三四五六七八九十百两]+[个项条]"
)
_SO_FAR = re.compile("截[至止]|目前,|集中整改期|整改期间")
_PLAN_SUBJECT = re.compile(r"整改|巡[视察]")
# As the last paragraph before the contact: 下一步,镇党委将继续跟踪问效。 通过整改,…但仍有差距。
_LAST_WORDS = re.compile(
    r"(?:下一步|下一阶段|下阶段|今后|接下来|后段),|(?:通过|经过)[^。]{0,12}整改[^。]{0,80}(?:但|将|还|清醒)"
)
# 县委将继续抓好整改。 巡视整改永远在路上。 near-miss: 县委将整改纳入考核。
_PROMISES = re.compile(
    rf"(?:中共)?[\u4e00-\u9fff]{{0,12}}?(?:党[委组]|[省市县区州旗盟乡镇工]委|我[委局们])将(?:{alternatives(_WORDS['will'])})"
    rf"|(?:巡[视察])?整改(?:工作)?(?:{alternatives(_WORDS['never_ends'])})"
)
# 中共青禾县委
_SIGNATURE = re.compile(
    r"(?:中共|中国共产党)?[\u4e00-\u9fff()\u201c\u201d ]{2,34}"
    r"(?:委员会|委|党组|党委|工委|党工委|总支|支部|党总支|党支部)$"
)
_CN = "[一二三四五六七八九十]"
# 2024年9月1日, 二〇二四年九月一日, 2024.9.1
_DATE_LINE = re.compile(
    rf"(?:\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?|[二一][〇○零0Oo一二三四五六七八九]{{3}}年{_CN}{{1,3}}月{_CN}{{0,3}}日?"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2})$"
)
_FOOTER = re.compile(
    "分享|©|版权所有|ICP备|主办|承办|上一篇|下一篇|责任编辑|打印|扫一扫|微信|附件|返回顶部|相关链接|网站地图"
)
_LONGEST_SIGNATURE = 40
_LONGEST_FOOTER = 120
_OPENS_WITHIN = 30  # characters of the paragraph before 根据
_SHORTEST_OPENING = 25


def heads_feedback(words: str) -> bool:
    """Whether the words of a heading promise what was done about each problem: 巡视反馈问题整改落实情况"""
    return _FEEDBACK.search(words) is not None


def opens_report(text: str) -> bool:
    """Whether a paragraph begins with the authority for an inspection: 根据省委统一部署,…"""
    match = _OPENING.search(text, 0, 200)
    return (
        match is not None
        and match.start() < _OPENS_WITHIN
        and len(text) > _SHORTEST_OPENING
        and _INSPECTED.search(text) is not None
    )


def tells_visit(text: str) -> bool:
    """Whether a paragraph tells that somebody was inspected."""
    return len(text) > _SHORTEST_OPENING and "。" in text and _VISIT.search(text) is not None


def announces(text: str) -> bool:
    """Whether a paragraph ends by announcing the report: 予以公布。"""
    return _ANNOUNCES.search(text, max(0, len(text) - 20)) is not None


def names_contact(unit: Unit) -> bool:
    """Invites comments or gives telephone or mail."""
    return _CONTACT.search(unit.text, unit.start, unit.end) is not None


def is_tail_line(unit: Unit) -> bool:
    """Contact, signature, date or footer line."""
    text, start, end = unit.text, unit.start, unit.end
    if names_contact(unit):
        return True
    if end - start < _LONGEST_SIGNATURE and (_DATE_LINE.match(text, start, end) or _SIGNATURE.match(text, start, end)):
        return True
    return end - start < _LONGEST_FOOTER and _FOOTER.search(text, start, end) is not None


def states_totals(unit: Unit) -> bool:
    """A line that counts the problems of the inspection, and how far they have come."""
    return unit.wrapper is None and _TOTALS.search(unit.text, unit.content, unit.end) is not None


def sums_up(unit: Unit) -> bool:
    """A paragraph about the rectification as a whole: 截至2022年12月底,巡视反馈的38个问题,已完成整改30个。"""
    return _is_plain(unit) and _SO_FAR.match(unit.text, unit.start, unit.end) is not None and states_totals(unit)


def tells_plans(unit: Unit) -> bool:
    """A paragraph about what is still to be done with the rectification as a whole."""
    text, start, end = unit.text, unit.start, unit.end
    return _is_plain(unit) and bool(_PLANS.match(text, start, end) and _PLAN_SUBJECT.search(text, start, end))


def looks_ahead(unit: Unit) -> bool:
    """下一步,县委将巩固整改成果。 Near-miss: 目前,整改取得阶段性成效"""
    return _LOOKS_AHEAD.match(unit.text, unit.start, unit.end) is not None


def says_last_words(unit: Unit) -> bool:
    """A paragraph that, as the last one, sums up or looks ahead."""
    return _is_plain(unit) and _LAST_WORDS.match(unit.text, unit.start, unit.end) is not None


def promises(unit: Unit) -> bool:
    """A paragraph that says how the body will go on, or that the rectification never ends."""
    return _is_plain(unit) and _PROMISES.match(unit.text, unit.start, unit.end) is not None


def _is_plain(unit: Unit) -> bool:
    return unit.marker is None and unit.label is None
