"""Texts that look like a report and are none: recognised by what they are, refused with a reason.

A report must never be refused, however damaged; so what speaks for a report (an opening that announces rectification,
rectification labels, problem headings) is weighed first, and a look-alike must show its own marks as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import islice
from typing import Any

from reports.data_files import read_toml
from reports.parsing.header_passage import squeeze
from reports.parsing.header_title import looks_like_title
from reports.parsing.lines import Line

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z]{2,}")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
# Patterns that run over the whole text begin with a character or a class: so the engine skips what cannot match.
_MISREAD = "\u951b\u9286\u7ee0\u9365\u6d93\u93b4\u6d60\u93c1"
_MOJIBAKE = re.compile(
    f"[\u00c0-\u00ff锟烫{_MISREAD}](?:(?<=[\u00c0-\u00ff])[\u00c0-\u00ff]{{2,}}|(?<=锟)斤拷|(?<=烫)烫烫"
    f"|(?<=[{_MISREAD}])[{_MISREAD}]{{2,}})"
)

# Every character that the two patterns above can begin with: hardly any text has one.
_SUSPECT = re.compile(f"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff\u00c0-\u00ff锟烫{_MISREAD}]")
_FEWEST_LATIN_WORDS = 40
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())

_INSPECTION = re.compile(r"巡[视察]")
# 现将集中整改进展情况予以公布; 整改情况通报如下. Not 反馈意见公布如下.
_ANNOUNCES = re.compile(
    r"(?:整改|落实)[^。!]{0,40}?(?:予以(?:公布|公开|公示|通报|公告)|(?:公布|公开|公告|公示|通报|报告|汇报"
    r"|摘登)如下)|现将[^。!]{0,60}向社会(?:公布|公开)|整改[^。!将]{0,30}(?:公布|公开|公示|通报|报告)[。:]"
)
# 整改情况:, 整改落实情况:, 整改措施:, 完成情况:, 已完成整改. (a field's label)
_LABEL = re.compile(
    r"(?:整改(?:落实|进展|完成|推进)?(?:情况|措施|成效|结果|进展|状态|时限|目标)|完成情况|工作进展"
    r"|责任(?:单位|领导|部门|人)|取得成效)(?:及成效)?[\]】]?:"
)
# 问题12:, 关于“…”问题, 针对“…”问题, 反馈问题:, 【问题3】
_QUOTED = r"[\"“‘][^\"”’。]{2,160}[\"”’](?:的|等)?问题"
_UNQUOTED = r"[^。,;:]{4,60}问题(?:的整改|整改情况|:|,一是|。一是)"
_PROBLEM = re.compile(
    rf"问题[一二三四五六七八九十\d]{{1,3}}[:.、】\]]|关于{_QUOTED}|针对{_QUOTED}"
    rf"|反馈问题[:一二三四五六七八九十\d]|关于{_UNQUOTED}|针对{_UNQUOTED}|方面存在的?问题|反馈意见指出"
)
# The header row of a flattened table: 序号⏎反馈问题⏎整改进展.
_TABLE = re.compile(r"序号\s{0,3}(?:反馈|存在|具体|巡[视察])?(?:反馈|的|存在)?问题")
_STEPS = re.compile(r"一是(?:(?<=^一是)|(?<=[。;:]一是))")
_INVITES = re.compile(r"欢迎[^。]{0,30}(?:监督|批评|意见)|对(?:巡[视察])?整改(?:落实)?情况进行监督")
_PLACEHOLDER = re.compile(
    r"(?:20)?[X×xＸ]{2,4}(?:年|省|市|县|区|镇|乡|局|厅|委|党|单位|公司|集团|学校|医院|街道|同志|部门|组|届|个|项"
    r"|万|月|书记|人|问题|工作|领导)|[X×Ｘ]年[X×Ｘ]月|第[X×Ｘ]{1,2}[轮巡]|[0○]{2,4}(?:年|市|县|局|同志)"
    r"|(?<![\u4e00-\u9fff])某某|某某(?:省|市|县|区|镇|乡|局|厅|委|单位|公司|集团|学校|医院|街道|部门|书记|问题|工作)"
    r"|\*{2,}(?:市|县|局|委|单位|公司)"
)
_INSPECTED_MANY = re.compile(
    r"(?:对|巡[视察]了?)[^。,]{0,30}?(?:\d{1,4}|[一二三四五六七八九十百]{2,5})(?:个|家|所)(?:单位|部门|党组织|乡镇"
    r"|街道|村|地方|市直|县直|区直|省直|企业|高校|学校|党委|党组|县)[^。]{0,50}(?:进行|开展)[^。]{0,16}巡[视察]"
    r"|(?:\d{1,4}|[一二三四五六七八九十百]{1,5})(?:个|家)被巡[视察](?:单位|党组织|地方|部门)|被巡[视察](?:单位"
    r"|党组织)[^。]{0,20}(?:\d{1,4})(?:个|家)"
)
_IN_PLACEHOLDERS = ("X", "×", "x", "*", "某", "○", "00")  # one of these is in whatever it matches
# Bullet and date around a title in a list: ·中共…通报 2021-11-09.
_ENTRY = re.compile(
    r"^[·•◆●■▪*>\-\[\]\s\d.、]{1,6}(?=[\u4e00-\u9fff])|[\[(]?(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[\])]?$"
)
# What any report of a Party inspection names somewhere.
_PARTY = re.compile(r"巡[视察][^,。]{0,6}组|党组|党委|党工委|党总支|党支部|中共|中央|[省市县区旗州盟]委")
_PLAN_TITLE = re.compile(r"(?:整改|实施|落实|工作)(?:落实)?方案(?:\([^()]{1,12}\))?$")
_PLANS = re.compile(r"制定(?:本|如下|以下|此)(?:整改)?(?:实施)?方案|特制定")
# 省委第三督察组 for 省委第三巡视组; not 生态环境保护督察组.
_SPUN = re.compile(
    r"(?:[省市县区旗州]委|党组|党委|中央)[^,。环]{0,12}(?:督察|检查|巡查|督查)[一二三四五六七八九十\d]{0,3}组"
)
# 审计查出问题整改, 县审计局对…; not 加强审计监督, which any report may say.
_AUDITED = re.compile(r"审计(?:查出|发现|工作报告|署|局|厅|组|反馈|整改|结果)|预算执行(?:和|情况)")
_ATTACHMENT = re.compile(
    r"附件\d?[:.]?|\.(?:pdf|docx?|wps|jpg|png|rar|zip|xlsx?)|点击(?:下载|查看)|下载(?:附件|文件)", re.IGNORECASE
)

_FEW_CHARACTERS = 120
_LONG = 900
_LONGEST_READ = 3000
_MOST_LINES = 400
_HEAD = 700
_LABELS_PROVE = 3
_SEARCHED_FOR_ANNOUNCEMENT = 150


class _Signs:
    """What speaks for a report and against it, each counted when first asked for and no further than needed."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.source = lines
        self.text = "\n".join(line.text for line in lines)
        self.head = squeeze(self.text[: 2 * _HEAD])[:_HEAD]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The first lines, squeezed."""
        return tuple(squeeze(line.text[:_LONGEST_READ]) for line in self.source[:_MOST_LINES])

    @cached_property
    def inspection(self) -> int:
        return self.text.count("巡视") + self.text.count("巡察")

    @cached_property
    def rectification(self) -> int:
        return self.text.count("整改")

    @cached_property
    def announces(self) -> bool:
        """Whether a paragraph near the top (a list or a newspaper's lead-in may stand above) announces the
        rectification.
        """
        return any(_announces(line.text) for line in self.source[:_SEARCHED_FOR_ANNOUNCEMENT])

    @cached_property
    def is_spun(self) -> bool:
        """Whether a copy's synonyms hide the inspection (X2): a committee's 督察组 or 检查组 that fed problems back."""
        return self.inspection == 0 and _SPUN.search(self.head) is not None and "反馈" in self.head

    @cached_property
    def labels(self) -> int:
        return _some(_LABEL, self.text, _LABELS_PROVE)

    @cached_property
    def problems(self) -> int:
        return _some(_PROBLEM, self.text, _LABELS_PROVE)

    @cached_property
    def invites(self) -> bool:
        return _INVITES.search(self.text) is not None

    @cached_property
    def lists_problems(self) -> bool:
        if self.labels >= _LABELS_PROVE or self.problems >= _LABELS_PROVE or _TABLE.search(self.text):
            return True
        return self.labels + self.problems >= 2 and _some(_STEPS, self.text, 2) >= 2


def refusal_reason(text: str, lines: Sequence[Line]) -> str | None:
    """A code of `data/refusals.toml` when the text is no rectification report, else None. `lines` are those of the
    text.
    """
    if not text.strip() or not lines:
        return "empty"
    unreadable = _unreadable(text)
    if unreadable is not None:
        return unreadable
    signs = _Signs(lines)
    for code, shows in _ALWAYS:
        if shows(signs):
            return code
    if _is_report(signs):
        return None
    for code, shows in _ELSE:
        if shows(signs):
            return code
    return None if _may_be_report(signs) else "not_a_report"


def refusals() -> dict[str, dict[str, str]]:
    """Every code with its sentences: {"audit": {"zh": …, "en": …}}."""
    return {row["code"]: {"zh": row["zh"], "en": row["en"]} for row in _data()["refusal"]}


def refusal_sentence(code: str) -> str:
    """The reason for a code in both languages, Chinese first; the code itself where it is unknown."""
    row = refusals().get(code)
    return f"{row['zh']} {row['en']}" if row else code


def _unreadable(text: str) -> str | None:
    sample = text[:20_000]
    ink = len("".join(sample.split()))
    if ink == 0:
        return "empty" if not text.strip() else None
    if _SUSPECT.search(sample) and (
        len(_CONTROL.findall(sample)) > 0.05 * ink or sum(map(len, _MOJIBAKE.findall(sample))) > 0.2 * ink
    ):
        return "binary"
    letters = sample.encode("ascii", "ignore").translate(None, _NO_LETTERS)
    if len(letters) < 3 * _FEWEST_LATIN_WORDS:
        return None  # a word has three letters at least; counting them all first is much faster than looking for words
    words = len(_LATIN_WORD.findall(sample))
    if words >= _FEWEST_LATIN_WORDS and len(_HAN.findall(sample)) < words:
        lowered = sample.lower()
        return "translated" if sum(word in lowered for word in _words("english")) >= 2 else "not_a_report"
    return None


def _some(pattern: re.Pattern[str], text: str, enough: int) -> int:
    """How often a pattern occurs, counted up to `enough`."""
    return sum(1 for _ in islice(pattern.finditer(text), enough))


def _announces(line: str) -> bool:
    if "整改" not in line and "落实" not in line:
        return False
    line = squeeze(line[:_LONGEST_READ])
    return bool(_ANNOUNCES.search(line) and (_INSPECTION.search(line) or "反馈" in line))


def _is_report(signs: _Signs) -> bool:
    if signs.lists_problems and (signs.inspection or signs.announces or signs.rectification >= 10):
        return True
    return signs.announces and (signs.inspection >= 2 or signs.is_spun) and len(signs.text) >= _FEW_CHARACTERS


def _may_be_report(signs: _Signs) -> bool:
    """A report whose opening, labels and headings are all lost still speaks of 巡视 and 整改 all through."""
    if any(looks_like_title(line) for line in signs.lines[:40]) and len(signs.text) > 400:
        return True
    if len(signs.text) < _LONG:
        return False
    if signs.inspection >= 1 and signs.rectification >= 2:
        return True
    return signs.rectification >= 3 and (signs.rectification >= 8 or bool(signs.labels or signs.problems))


def _is_template(signs: _Signs) -> bool:
    """Placeholders in the opening, or many all through; a few blanked names (X3) are no template."""
    if not any(sign in signs.text for sign in _IN_PLACEHOLDERS):
        return False
    in_head = len(_PLACEHOLDER.findall(signs.head)) if any(sign in signs.head for sign in _IN_PLACEHOLDERS) else 0
    return (
        in_head >= 3
        or (in_head >= 1 and _some(_PLACEHOLDER, signs.text, 8) >= 8)
        or (
            signs.text.count("X") + signs.text.count("×") + signs.text.count("某") >= 25
            and _some(_PLACEHOLDER, signs.text, 25) >= 25
        )
    )


def _is_audit(signs: _Signs) -> bool:
    return (
        _AUDITED.search(signs.head) is not None
        and not _INSPECTION.search(signs.head)
        and signs.text.count("审计") > signs.inspection
    )


def _is_environment(signs: _Signs) -> bool:
    return (
        any(word in signs.head for word in _words("environment"))
        and not _INSPECTION.search(signs.head)
        and sum(signs.text.count(word) for word in _words("environment")) > signs.inspection
    )


def _is_aggregate(signs: _Signs) -> bool:
    """Totals over many bodies, and no problem of any."""
    if signs.lists_problems or signs.labels or not signs.inspection:
        return False
    return bool(_INSPECTED_MANY.search(signs.text[:2500])) and not _is_index(signs)


def _is_index(signs: _Signs) -> bool:
    if signs.lists_problems:
        return False
    entries = (_ENTRY.sub("", line) for line in signs.lines if len(line) < 120)
    titles = {entry for entry in entries if looks_like_title(entry)}
    return len(titles) >= 3 and len(titles) >= 0.25 * len(signs.lines)


def _is_other_patrol(signs: _Signs) -> bool:
    """巡视 in its everyday sense (路灯巡视): no Party committee or group anywhere."""
    return _PARTY.search(signs.text) is None


def _is_plan(signs: _Signs) -> bool:
    """What is to be done, not what was done: headed 整改方案, or written to set one up."""
    if signs.announces:
        return False
    return (
        any(
            _PLAN_TITLE.search(line) and len(line) < 80
            for line in map(squeeze, (line.text[:_HEAD] for line in signs.source[:6]))
        )
        or _PLANS.search(signs.head) is not None
    )


def _is_attachment(signs: _Signs) -> bool:
    return len(_HAN.findall(signs.text)) < 400 and bool(_ATTACHMENT.search(signs.text)) and not signs.lists_problems


def _is_notice(signs: _Signs) -> bool:
    return (
        signs.inspection > 0 and not signs.lists_problems and _known(signs, "notice") >= 3 and signs.rectification <= 4
    )


def _is_feedback_news(signs: _Signs) -> bool:
    return (
        signs.inspection > 0
        and not signs.announces
        and not signs.lists_problems
        and "反馈" in signs.text
        and _known(signs, "feedback") >= 2
        and not signs.invites
    )


def _is_meeting_news(signs: _Signs) -> bool:
    if signs.announces or signs.lists_problems or signs.invites or not signs.inspection:
        return False
    in_head = sum(word in signs.head[:300] for word in _words("meeting"))
    return in_head >= 1 and _known(signs, "meeting") >= 3


def _is_fiction(signs: _Signs) -> bool:
    return (
        not signs.announces
        and not signs.lists_problems
        and sum(signs.text.count(word) for word in _words("fiction")) >= 4
    )


def _known(signs: _Signs, kind: str) -> int:
    """How many of the words of a kind occur at all."""
    return sum(word in signs.text for word in _words(kind))


# Asked even of a text that has everything a report has.
_ALWAYS = (
    ("template", _is_template),
    ("audit", _is_audit),
    ("environment", _is_environment),
    ("index_page", _is_index),
    ("aggregate", _is_aggregate),
    ("plan", _is_plan),
    ("not_a_report", _is_other_patrol),
)
# Asked only where nothing proves a report.
_ELSE = (
    ("attachment_only", _is_attachment),
    ("fiction", _is_fiction),
    ("notice", _is_notice),
    ("feedback_news", _is_feedback_news),
    ("meeting_news", _is_meeting_news),
)


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(_data()["words"][kind])


@cache
def _data() -> dict[str, Any]:
    return read_toml("refusals.toml")
