"""The parts around the problems: how rectification was organised, totals, what comes next, contact, signature."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

from reports.synthetic.chance import between
from reports.synthetic.content import Group
from reports.synthetic.inspections import Inspection
from reports.synthetic.numerals import chinese, chinese_day, full_day
from reports.synthetic.opening import Header
from reports.synthetic.places import Place
from reports.synthetic.scene import Scene
from reports.synthetic.vocabulary import frame

_STATUS_TOTALS = {
    "completed": ("已完成整改", "已完成"),
    "mostly_completed": ("基本完成", "基本完成整改"),
    "in_progress": ("正在整改", "阶段性完成"),
    "long_term": ("长期整改", "长期坚持"),
    "not_completed": ("未完成", "未完成整改"),
}
ORGANISATION_HEADINGS = ("组织整改落实情况", "整改工作组织情况", "整改工作基本情况", "巡视整改组织领导情况", "总体情况")
PROBLEM_HEADINGS = (
    "巡视反馈问题整改进展情况",
    "集中整改期内整改进展情况",
    "反馈问题整改落实情况",
    "巡视反馈重点问题整改落实情况",
)
CLOSING_HEADINGS = ("下一步整改工作安排", "下一步打算", "下一步工作计划", "下一步打算和措施")


def organisation(scene: Scene, numbered: bool) -> list[str]:
    """Paragraphs on how the rectification was organised; `numbered` with (一)run-in headings."""
    words, random = frame(), scene.random
    paragraphs = [words.lead.draw(random).say(scene) + "。"]
    for place in range(1, between(random, 3, 5)):
        body = words.bodies.draw(random).say(scene) + "。"
        paragraphs.append(f"({chinese(place)}){words.titles.draw(random).say(scene)}。{body}" if numbered else body)
    return paragraphs


def totals(groups: list[Group], signed: dt.date, verb: str, random: Random) -> tuple[str, dict[str, int]]:
    """The sentences that state the totals, and these as keys of the schema; they match the groups' problems."""
    units = [unit for group in groups for unit in group.units]
    status = Counter(unit.status for unit in units)
    declared: dict[str, int] = {"problems": len(units)}
    wording = int(random.random() * 2)
    split = []
    for key, forms in _STATUS_TOTALS.items():
        if status[key]:
            declared[key] = status[key]
            split.append(f"{forms[wording]}{status[key]}个")
    as_of = _one((f"截至{signed.year}年{signed.month}月底", "截至目前"), random)
    kind = _one(("具体问题", "问题"), random)
    sentences = [f"{as_of},{verb}反馈的{len(units)}个{kind},{'、'.join(split)}"]
    if random.random() < 0.5:
        _letters(sentences, declared, verb, random)
    if random.random() < 0.3:
        declared["immediate_items"] = between(random, 3, 20)
        sentences.append(f"立行立改事项{declared['immediate_items']}件,已办结{declared['immediate_items']}件")
    if random.random() < 0.5:
        declared["rules_made"] = between(random, 5, 90)
        sentences.append(
            f"{_one(('建立完善制度', '制定修订制度', '建立健全长效机制'), random)}{declared['rules_made']}项"
        )
    if random.random() < 0.35:
        _persons_and_money(sentences, declared, random)
    return ";".join(sentences) + "。", declared


def _letters(sentences: list[str], declared: dict[str, int], verb: str, random: Random) -> None:
    letters = between(random, 12, 900)
    closed = letters if random.random() < 0.3 else letters - between(random, 1, max(1, letters // 12))
    declared["letters"], declared["letters_closed"] = letters, closed
    sentences.append(f"{verb}移交的信访件{letters}件,已办结{closed}件")


def _persons_and_money(sentences: list[str], declared: dict[str, int], random: Random) -> None:
    persons = (
        ("disciplined", "给予党纪政务处分"),
        ("organisational_handling", "组织处理"),
        ("admonished", "诫勉"),
        ("educated", "教育提醒"),
    )
    told = []
    for key, words in persons:
        if key == "disciplined" or random.random() < 0.6:
            declared[key] = between(random, 2, 160)
            told.append(f"{words}{declared[key]}人")
    sentences.append(",".join(told))
    tenths = between(random, 30, 90000)
    declared["money_recovered"] = tenths * 1000
    sentences.append(f"{_one(('追缴资金', '清退款项', '收缴资金'), random)}{tenths / 10:.1f}万元")
    if random.random() < 0.5:
        tenths = between(random, 30, 90000)
        declared["losses_recovered"] = tenths * 1000
        sentences.append(f"挽回经济损失{tenths / 10:.1f}万元")


def closing(scene: Scene, heading: str | None) -> list[str]:
    """What is to come: under a heading, or as a paragraph that begins 下一步,."""
    words, random = frame(), scene.random
    plans = [words.plans.draw(random).say(scene) + "。" for _ in range(between(random, 1, 3))]
    if heading is None:
        return [f"下一步,{scene.committee}将{plans[0]}"]
    return [heading, *[f"({chinese(place)}){plan}" for place, plan in enumerate(plans, 1)]]


def contact(place: Place, scene: Scene, header: Header) -> str:
    """The sentence that invites remarks. Numbers and addresses can belong to nobody."""
    random = scene.random
    header.contact["phone"] = phone = f"0000-{between(random, 1000000, 9999999)}"
    region = place.full_name() if place.code else ""
    road = scene.locality.roads[0]
    header.contact["address"] = address = (
        f"{region}{road}{between(random, 1, 199)}号{scene.committee}巡视整改办公室".replace("(", "").replace(")", "")
    )
    header.contact["email"] = email = f"{place.initials or 'jt'}xszg@example.cn"
    parts = [f"{_one(('联系方式', '联系电话'), random)}:{phone}", f"{_one(('邮政信箱', '通讯地址'), random)}:{address}"]
    if random.random() < 0.3:
        header.contact["postcode"] = postcode = f"99{between(random, 1000, 9999)}"
        parts.append(f"邮编:{postcode}")
    parts.append(f"电子邮箱:{email}")
    invitation = _one(
        ("欢迎广大干部群众对整改落实情况进行监督。如有意见建议,请及时向我们反映。", "欢迎社会各界予以监督。", ""),
        random,
    )
    return invitation + ";".join(parts) + "。"


def signature(inspection: Inspection, official: str, header: Header, random: Random) -> list[str]:
    """Body and date at the foot, where the report has them."""
    if random.random() < 0.3:
        return []
    header.signed_by, header.signed = official, inspection.signed.isoformat()
    day = inspection.signed
    chance = random.random()
    return [
        official,
        full_day(day) if chance < 0.85 else chinese_day(day) if chance < 0.95 else f"{day.year}.{day.month}.{day.day}",
    ]


def _one(words: tuple[str, ...], random: Random) -> str:
    return words[int(random.random() * len(words))]
