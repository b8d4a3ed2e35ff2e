"""Counts that stand among the totals and are none of this rectification as a whole: those of an earlier round, of
another check, of what one person takes on or a meeting hears, and what is still to be done.

Which words say so is in `data/totals.toml`; here is how far what they say reaches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from reports.data_files import read_toml
from reports.parsing.totals_counts import CLAUSE_END, Count

# 应完成的|36个问题, 计划年底前完成|30个, 拟修订|40项: what is to be, and no total.
# Near-misses: 正按计划推进, 追缴应缴未缴税款|80万元, 对应制定措施|96条.
_TO_BE = re.compile(
    r"(?:(?<!对)应|须|拟|待)(?![收缴退追].?[未尽])(?=完成|收|缴|退|追|清|上缴|修订|制定|出台|新建|建立)|(?:计划|预计|力争|争取)(?=在|于|到|年|明年|今年|\d|完成|制定|修订|出台|收)"
    r"|将(?=完成|制定|修订|出台|继续|持续|再)|下一?步"
)
_IS_DONE = re.compile(r"已|现有|共有")
# 集中整改期应完成的|25个|问题已全部完成整改; near-miss: 计划年底前完成的|25个
_OWED = re.compile(r"应(?:当)?(?:于[^,;。]{1,12})?完成[^,;。]{0,8}$")
# 对村巡察|发现的问题: an inspection by the body that reports
_OF_LOWER_BODIES = re.compile(r"对(?:下|乡镇|村)[^,;。\d]{0,14}巡[视察](?:组?(?:发现|反馈)的?)?")
_FEEDBACK = re.compile(r"巡[视察]|反馈")
# 本轮巡视反馈的|31个, 此次反馈|31个: back from the earlier round
_THIS_ROUND = re.compile("本轮|本次|此次|这次|新一轮|本届")
# 上轮…问题有7个未完成整改。|其中5个已完成: still about these
_GOES_ON_ABOUT = re.compile(r"(?:其中|上述|这|该)")
_NEAR = 2
# 书记, 班子成员, 分管领导; near-miss: 领导班子, 领导小组, 常委会, 委员会
_PERSON = re.compile(
    "书记|成员|负责人|负责同志|领导(?!班子|小组)|常委(?!会|班子)|委员(?!会)|同志|[省市县区州盟旗镇乡局院校厅]长|主任|主席|总经理|董事长"
)
# 县委主动认领, 班子全面认领, 共认领; near-miss: 县委书记主动认领, 区纪委认领
_WHOLE_BODY = re.compile(
    r"(?:(?:[省市县区州盟旗]委|党[组委]|工委|班子|常委会)[^,;。\d]{0,4}|全[面部盘]|照单|逐[一条项]|共)$"
)
# 听取巡视反馈的|31个问题…汇报: all of them
_FED_BACK = re.compile("反馈的(?:全部)?$")
# 领办6个,目前|31个…
_SO_FAR = re.compile("截[至止]|目前|累计|共")


class Apart:
    """Follows one sentence from count to count."""

    def __init__(self, text: str, *, earlier: bool) -> None:
        """`earlier`: whether the sentence before spoke of an earlier round last; it may be about that still."""
        self.earlier = earlier and _GOES_ON_ABOUT.match(text) is not None
        self._most = 0  # the largest number of the earlier round
        self.elsewhere = False
        self.share: int | None = None  # how many somebody has taken on
        self._outside: tuple[bool, bool, int | None] | None = None  # the three before the bracket that is open
        self._first = True

    def read(self, count: Count, problems: int | None) -> None:
        """Take one count into account; `problems`: how many the sentence has told."""
        since = count.since
        if count.bracketed and self._outside is None:
            self._outside = self.earlier, self.elsewhere, self.share
        elif not count.bracketed and self._outside is not None:  # 31个(含上轮巡视问题3个),已完成30个: of the 31
            self.earlier, self.elsewhere, self.share = self._outside
            self._outside, since = None, since.rpartition(")")[2]
        was, self.earlier = self.earlier, self._is_earlier(count, since)
        if was and self.earlier and problems is not None and count.value > self._most:
            self.earlier = False  # 31个,其中上轮未整改到位问题3个,已完成29个: of the 31
        self._most = max(self._most, count.value) if self.earlier else 0
        self.elsewhere = _is_elsewhere(since, self.elsewhere)
        self.share = self._share(count, since, problems)
        self._first = False

    def _is_earlier(self, count: Count, since: str) -> bool:
        """上轮巡视反馈的|34个, 11个|上轮巡视反馈问题; near-miss: 3个|与上轮巡视反馈问题重复,已完成|30个."""
        beside = _earlier().search(count.left + count.right)
        if beside is not None and beside.start() <= len(count.left):
            return True
        pause = CLAUSE_END.search(since)
        own_words = 0 if self._first or pause is None else pause.end()  # before them stand those of the last count
        away = max((m.end() for m in _earlier().finditer(since) if m.start() >= own_words), default=-1)
        back = max((match.start() for match in _THIS_ROUND.finditer(since)), default=-1)
        if self._first or pause is not None:
            others = _earlier().sub(lambda match: "-" * len(match.group()), since)
            back = max(back, *(match.start() for match in _FEEDBACK.finditer(others, own_words)), -1)
            if _FEEDBACK.match(count.right) or _THIS_ROUND.match(count.right):
                back = len(since)
        if away < 0 and back < 0:
            return self.earlier and ";" not in since
        return away > back

    def _share(self, count: Count, since: str, problems: int | None) -> int | None:
        """主动认领|4项问题, 听取|12个问题整改情况汇报; near-miss: 主动认领|、逐条整改,31个反馈问题."""
        if _takes_share(count):
            return None if count.value == problems else count.value
        pause = CLAUSE_END.search(since)
        if self.share is None or (pause is None and not self._first):
            return self.share
        if ";" in since or _FEEDBACK.search(since, pause.end() if pause else 0) or _FEEDBACK.search(count.right):
            return None
        if problems is not None and (count.value > self.share or _SO_FAR.search(since)):
            return None
        return self.share


def is_to_be(count: Count) -> bool:
    """Whether the sentence up to a count speaks of what is planned or owed, and not yet of what is done."""
    last = max((match.start() for match in _TO_BE.finditer(count.before)), default=-1)
    return last >= 0 and not _IS_DONE.search(count.before, last)


def is_owed(count: Count) -> bool:
    """应完成的|25个问题: no number of problems, but what became of them counts."""
    return _OWED.search(count.left) is not None


def _is_elsewhere(since: str, elsewhere: bool) -> bool:
    """Whether the count is about something else (审计, 排查 …); once named, up to the next mention of the feedback."""
    clause = since.rpartition(";")[2]
    away = max((clause.rfind(word) + len(word) for word in _data()["elsewhere"] if word in clause), default=-1)
    away = max(away, *(match.end() + _NEAR for match in _OF_LOWER_BODIES.finditer(clause)), -1)
    back = max((match.start() for match in _FEEDBACK.finditer(clause)), default=-1)
    back = max(back, *(clause.rfind(word) for word in _data()["subjects"]["letters"]))
    if back < 0 and away < 0:
        return elsewhere and ";" not in since
    return away >= 0 and away > back - _NEAR


def _takes_share(count: Count) -> bool:
    clause = CLAUSE_END.split(count.since)[-1]
    taken = _last(_data()["share"]["taken"], clause)
    if taken >= 0:
        return _PERSON.search(clause) is not None or _WHOLE_BODY.search(clause, 0, taken) is None
    if _last(_data()["share"]["heard"], clause) >= 0:
        return _FED_BACK.search(clause) is None
    return _hard_ones().match(count.right) is not None


def _last(words: Sequence[str], text: str) -> int:
    return max((text.rfind(word) for word in words), default=-1)


@cache
def _earlier() -> re.Pattern[str]:
    """上轮巡视反馈的, 上一轮整改, 此前市委巡察移交的; near-miss: 较上轮减少, 此前反馈的."""
    rounds, times = (f"(?:{'|'.join(_data()['earlier'][kind])})" for kind in ("rounds", "times"))
    inspection = r"巡[视察]组?(?:[^,;。、\d本此]{0,4}(?:反馈|移交|交办|指出|发现))?的?"
    return re.compile(
        rf"{rounds}[^,;。\d]{{0,14}}?(?:{inspection}|反馈的?|整改|移交的?|问题)|{times}[^,;。\d]{{0,14}}?{inspection}"
    )


@cache
def _hard_ones() -> re.Pattern[str]:
    """12个|重点难点问题亲自督办; near-miss: 12个|重点问题整改到位, 31个|反馈问题由市领导领办."""
    verbs = "|".join(_data()["share"]["taken"])
    return re.compile(rf"[^,;。\d]{{0,6}}?(?:重点|难点|重大|突出)[^,;。\d]{{0,6}}?问题[^,;。\d]{{0,10}}?(?:{verbs})")


@cache
def _data() -> dict[str, Any]:
    return read_toml("totals.toml")
