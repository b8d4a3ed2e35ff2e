"""How a numbered line speaks: as a failing (培训覆盖面偏窄) or as a step taken (制定办法,完成4处整治).

Evidence for telling problems from measures where no label or wrapper does. The words are data (`markers.toml`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from reports.parsing.markers import alternatives, data

_VOICE = data()["voice"]
_FAILING = re.compile(alternatives(_VOICE["failing"] + _VOICE["fault"]))
_END = r"(?:的?(?:问题|现象|情况|方面|环节))?(?:依然|仍然)?(?:存在|突出)?(?=[,。;、:\u201d)]|$)"
# The failing ends its clause: 抓得不紧。 不够有力。 推进慢的问题; near-miss: 不断加强管理
_FAILING_END = re.compile(rf"(?:{alternatives(_VOICE['failing'])})[\u4e00-\u9fff]{{0,3}}?{_END}")
# 有廉政风险。 存在走过场现象; after a verb it is what is cured: 消除安全隐患。
_FAULT_END = re.compile(rf"(?:{alternatives(_VOICE['fault'])}){_END}")
# 县委召开…, 局党组组织…; near-miss: 组委会…
_ACTION = re.compile(
    r"(?:(?:[县市区省州旗镇乡局校院]?党[委组]|[县市区省州旗镇乡局][委组])[\u4e00-\u9fff]{0,6}?)?"
    rf"(?:{alternatives(_VOICE['action'])})"
)
# 解决学习不深入的问题: what follows is cured, whatever it is called.
_CURE = re.compile(alternatives(_VOICE["cure"]))
# 纠治顽疾不够彻底, 整改用力不足: the curing itself fails; near-miss: 解决学习不深入的问题
_CURE_FAILS = re.compile(rf"(?:{alternatives(_VOICE['manner'])})(?=[,。;]|$)")
_LAST_CLAUSE_FAILS = re.compile(
    rf"(?:(?:{alternatives(_VOICE['failing'])})[\u4e00-\u9fff]{{0,2}}|(?:存在|仍?有|还有)(?:{alternatives(_VOICE['fault'])}))[。.]?$"
)
_DONE = re.compile("[了已完全](?:(?<=[了已])|(?<=完)(?<![未没能]完)成|(?<=全)部)")
_DEED = re.compile(alternatives(_VOICE["deed"]))
# 涉及项目为两个,面积0.84公顷。 describes; near-miss: 先与126名村干部逐一谈心。
_DESCRIBES = re.compile(
    r"^(?:该|此|其中|上述|这)?[\u4e00-\u9fff]{0,8}(?:涉及|共有|属于|系|面积|原因|是指|是由|存在|为[\u4e00-\u9fff\d]{1,6}[个项处户件])"
)
_FIRST_SENTENCE = 80
_LAST_WORDS = 12


@lru_cache(maxsize=20_000)
def is_failing(words: str) -> bool:
    """True when the words name a failing at all."""
    return _FAILING.search(words) is not None


def ends_failing(words: str) -> bool:
    """True when the words end by stating a failing: 统筹推进抗旱用力不足; near-miss: 未完成整改的问题, 问题整改情况."""
    return _LAST_CLAUSE_FAILS.search(words, max(0, len(words) - _LAST_WORDS)) is not None


def voice(text: str, start: int, stop: int) -> float:
    """Above 0: the item's first sentence states a failing; below 0: it reports a step; near 0: it does not tell."""
    end = min(stop, start + _FIRST_SENTENCE)
    full_stop = text.find("。", start, end)
    end = full_stop if full_stop >= 0 else end
    score = 0.0
    acts = _ACTION.match(text, start, end) is not None
    fails = False
    if _FAILING.search(text, start, end):
        fails = _FAILING_END.search(text, start, end) is not None
        score += 2.0 if fails or (not acts and _FAULT_END.search(text, start, end)) else 0.7
    if _CURE.match(text, start, end) and not _CURE_FAILS.search(text, start, end):
        score -= 2.5
    elif acts:
        score -= 0.7 if fails else 1.5
    if _DONE.search(text, start, end):
        score -= 0.7
    return score


def reports_action(text: str) -> bool:
    """Whether a lead-in before the first item holds a complete sentence that reports an action (schema.md)."""
    sentence_end = text.rfind("。")
    if sentence_end <= 0:
        return False
    return _DEED.search(text, 0, sentence_end) is not None or _DESCRIBES.match(text) is None
