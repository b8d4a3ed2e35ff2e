"""The head of a report: mark, page furniture, title and opening paragraph, with the header's truth beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from reports.synthetic.bodies import Body
from reports.synthetic.inspections import Inspection
from reports.synthetic.numerals import chinese, full_day, short_day
from reports.synthetic.places import Place

# The first line of every synthetic report: made for tests, no real notice. (The comma is full-width.)
MARK = "【合成测试文本\uff0c非真实通报】"

_SITES = (
    "{short}清风网",
    "{name}纪委监委网站",
    "{short}发布",
    "{name}人民政府门户网站",
    "{short}风纪",
    "{short}党建网",
)
_CRUMBS = (
    "首页>巡视巡察>巡视整改",
    "当前位置: 首页 > 巡视巡察 > 整改公开",
    "您现在的位置:首页 > 信息公开 > 动态",
    "首页>工作之窗>巡视巡察",
)
_CHROME = ("设为主页 加入收藏", "简体|繁體|无障碍|长者模式", "政务公开")
_CLAUSES = (
    "按照巡视工作有关要求",
    "根据《中国共产党巡视工作条例》有关规定",
    "按照党务公开原则和巡视工作有关要求",
    "根据《中国共产党党内监督条例》和《中国共产党巡视工作条例》有关规定",
    "按照有关规定",
)
_VERBS = ("予以公布", "予以公布", "予以公布", "通报如下", "公布如下", "公告如下")


@dataclass(slots=True)
class Header:
    """The header as the annotation schema has it: what the text states, None where it does not."""

    title: str | None = None
    team: str | None = None
    kind: str | None = None
    term: int | None = None
    round: int | None = None
    start: str | None = None
    end: str | None = None
    feedback: str | None = None
    published: str | None = None
    source: str | None = None
    signed_by: str | None = None
    signed: str | None = None
    contact: dict[str, str | None] = field(
        default_factory=lambda: {"phone": None, "address": None, "postcode": None, "email": None}
    )

    def as_json(self, place: Place, central: bool) -> dict[str, Any]:
        """The header's part of the schema's object."""
        prefecture = place.prefecture
        region = (
            None
            if central
            else {
                "name": place.name,
                "code": place.code,
                "province": place.province.name,
                "prefecture": prefecture.name if prefecture else None,
            }
        )
        return {
            "title": self.title,
            "region": region,
            "inspection": {
                "team": self.team,
                "kind": self.kind,
                "term": self.term,
                "round": self.round,
                "start": self.start,
                "end": self.end,
                "feedback": self.feedback,
            },
            "published": self.published,
            "source": self.source,
            "signed_by": self.signed_by,
            "signed": self.signed,
            "contact": self.contact,
        }


def official_name(body: Body, random: Random) -> str:
    """The body as it signs: 中共岳阳市云溪区委, 中共衡水职业技术学院委员会."""
    if body.own_committee:
        place = body.place
        above = place.level == "county" and place.prefecture and (place.name.endswith("区") or random.random() < 0.2)
        return f"中共{place.prefecture.name if above and place.prefecture else ''}{body.name}"
    if body.name.endswith("党工委"):
        return f"中共{body.name.removesuffix('党工委')}工作委员会"
    if body.name.endswith("党委"):
        return f"中共{body.name.removesuffix('党委')}委员会"
    return f"中共{body.name}"


def page_top(inspection: Inspection, title: list[str], header: Header, random: Random) -> list[str]:
    """Everything above the opening paragraph: furniture, title, the page's own meta line."""
    lines = [MARK]
    if random.random() < 0.15:
        lines.append(_one(_CHROME, random))
    if random.random() < 0.25:
        lines.append(_one(_CRUMBS, random))
    meta = [_meta_line(inspection, header, random)] if random.random() < 0.5 else []
    return [*lines, *meta, *title] if random.random() < 0.15 else [*lines, *title, *meta]


def _meta_line(inspection: Inspection, header: Header, random: Random) -> str:
    place = inspection.body.place
    site = _one(_SITES, random).format(short=place.short, name=place.name) if place.code else "集团党建网"
    day = inspection.published.isoformat()
    clock = f"{8 + int(random.random() * 10):02d}:{int(random.random() * 60):02d}"
    header.published, header.source = day, site
    forms = (
        f"来源:{site} 发布时间:{day} {clock}:11 阅读量:{int(random.random() * 3000)}",
        f"编辑:小穗 发表时间:{day} {clock} 来源:{site}",
        f"发布时间:{day}来源:{site}",
        f"{day} {clock}来源:{site}",
    )
    return _one(forms, random)


def title_lines(inspection: Inspection, official: str, stage_words: str, header: Header, random: Random) -> list[str]:
    """The title on one or more lines; none for about a third of the reports, whose first words are the opening's."""
    if random.random() < 0.34:
        return []
    verb = inspection.verb
    round_words = f"{chinese(inspection.term)}届{inspection.owner}第{chinese(inspection.round)}轮{verb}"
    chance = random.random()
    what = f"{stage_words}进展情况的通报"
    if inspection.kind == "followup":
        about = f"{inspection.owner}{verb}“回头看”{what}"
    elif chance < 0.5:
        about = f"{round_words}{what}"
        header.term, header.round = inspection.term, inspection.round
    elif chance < 0.8:
        about = f"{verb}{what}"
    else:
        about = f"{inspection.team_name}反馈意见整改落实情况的{'通报' if chance < 0.93 else '报告'}"
    name = official.removeprefix("中共") if random.random() < 0.15 else official
    title = f"{name}关于{about}"
    chance = random.random()
    if chance < 0.12:
        header.title = f"{name} 关于{about}"
        return [header.title]
    if chance < 0.26:
        header.title = title
        return [name, f"关于{about}"]
    if chance < 0.32:
        day = inspection.published.isoformat()
        header.title, header.published = title, day
        return [f"{title} ({day})"]
    header.title = title
    return [title]


def opening(inspection: Inspection, titled: bool, header: Header, random: Random) -> tuple[str, str | None]:
    """The opening paragraph; and the sentence on the dates where these stand in the first section (上海, 天津)."""
    body = inspection.body
    owner = "党中央" if inspection.owner == "中央" else inspection.owner
    target = _object(body, titled, random)
    held = _held(inspection, target, header, random)
    feedback = _feedback(inspection, target, header, random)
    what = (
        "巡察整改进展情况"
        if inspection.verb == "巡察"
        else _one(("巡视整改进展情况", "集中整改进展情况", "整改进展情况"), random)
    )
    rule = _one(_CLAUSES, random).replace("巡视工作有关", f"{inspection.verb}工作有关")
    close = f"{rule},现将{what}{_one(_VERBS, random)}。"
    plan = _one(("统一部署", "统一安排", f"{inspection.verb}工作部署"), random)
    begin = f"{_one(('根据', '按照'), random)}{owner}{plan},"
    if random.random() < 0.08:
        return f"{begin}{target}接受了{inspection.owner}{inspection.verb}。{close}", f"{held}{feedback}"
    return f"{begin}{held}{feedback}{close}", None


def _object(body: Body, titled: bool, random: Random) -> str:
    if body.own_committee:
        return body.place.name if random.random() < 0.6 else body.name
    return body.called if titled else body.name


def _held(inspection: Inspection, target: str, header: Header, random: Random) -> str:
    """2024年3月5日至5月20日,省委第三巡视组对青禾县开展了常规巡视"""
    header.team = inspection.team_name
    header.kind = _kind(inspection)
    dates = _dates(inspection, header, random)
    verb = "开展了" if inspection.kind_words != inspection.verb or random.random() < 0.5 else "进行了"
    if random.random() < 0.3:
        return f"{inspection.team_name}于{dates}对{target}{verb}{inspection.kind_words}"
    return f"{dates},{inspection.team_name}对{target}{verb}{inspection.kind_words}"


def _kind(inspection: Inspection) -> str | None:
    if inspection.kind == "followup":
        return f"{inspection.verb}“回头看”"
    if inspection.verb == "巡察" and inspection.kind in ("plain", "regular"):
        return "巡察"
    return None if inspection.kind == "plain" else inspection.kind_words


def _dates(inspection: Inspection, header: Header, random: Random) -> str:
    start, end = inspection.start, inspection.end
    chance = random.random()
    if chance < 0.04:
        header.start, header.end = f"{start:%Y-%m}", f"{end:%Y-%m}"
        return f"{start.year}年{start.month}月至{f'{end.year}年' if end.year != start.year else ''}{end.month}月"
    header.start, header.end = start.isoformat(), end.isoformat()
    if start.year == end.year and chance < 0.75:
        return f"{full_day(start)}至{short_day(end)}"
    if start.year != end.year and chance < 0.3:
        return f"{full_day(start)}至次年{short_day(end)}"
    return f"{full_day(start)}至{full_day(end)}"


def _feedback(inspection: Inspection, target: str, header: Header, random: Random) -> str:
    header.feedback = inspection.feedback.isoformat()
    year_told = random.random() < 0.75 or _months_between(inspection.end, inspection.feedback) > 8
    day = full_day(inspection.feedback) if year_told else short_day(inspection.feedback)
    opinion = f"{inspection.verb}意见"
    if random.random() < 0.35:
        return f",并于{day}反馈了{opinion}。"
    who = _one((f"{inspection.owner}{inspection.verb}组", inspection.team_name, ""), random)
    to = f"向{target}" if random.random() < 0.6 else ""
    return f"。{day},{who}{to}反馈了{opinion}。" if who else f"。{day}反馈了{opinion}。"


def _months_between(first: dt.date, second: dt.date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def _one(words: tuple[str, ...], random: Random) -> str:
    return words[int(random.random() * len(words))]
