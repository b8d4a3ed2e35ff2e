"""Totals that the report states about its own rectification (keys of schema.md).

Each number with a unit is read from the words around it, in order, with the subject (problems, letters, 立行立改 …)
carried from one count to the next: `反馈的36个具体问题,已完成整改23个;移交的信访件60件,已办结58件`. Totals stand before
the first problem; the same wording inside measures is about something else, so callers hand in only the lines before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate

from reports.parsing.header_passage import passage
from reports.parsing.lines import Line
from reports.parsing.totals_apart import Apart, is_owed, is_to_be
from reports.parsing.totals_counts import (
    MONEY_KEYS,
    PERSON_KEYS,
    STATUS_KEYS,
    Count,
    all_closed,
    all_settled,
    counts_tasks,
    find_counts,
    includes_previous,
    key_of,
    subject_after,
)
from reports.parsing.types import ParsedTotal, ParsedWarning

_SENTENCE = re.compile(r"[^。!]+[。!]?")
_ABOUT_RECTIFICATION = re.compile(r"巡[视察]|反馈|整改")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百]")
# 12个问题|细化分解为|42项: the second count refines the first.
_REFINED = re.compile(r"细化|分解|梳理|拆分|拆解|形成|归纳|具体|涉及|共|包括|包含|汇总|确定|细分|^[^,、]{0,4}[,、]?$")
# 开展专项整治8项,发现|问题120个: found in the course of the work.
_FOUND_MEANWHILE = re.compile(r"(?:发现|整治|排查|解决|查摆|化解)[^,、;]{0,8}$")
_TOTAL_OF_PARTS = re.compile(r"(?:共|共计|合计|总计)$")
_ALL_OF_THEM = re.compile(r"(?:完成|整改|销号)率(?:已)?(?:均)?(?:达到?|为)?100%")
# 其中选人用人方面3个问题: a part, no refinement.
_PARALLEL = re.compile(r"其中|选人用人|意识形态|专项")
# A count of problems is the report's own where the sentence up to it speaks of the inspection.
_OF_INSPECTION = re.compile(r"巡[视察]|反馈|清单|具体问题|督察组|检查组|问题(?:细化|分解|逐[条项])")
# 研究解决问题36个: work done, not what was fed back.
_SOLVED = re.compile(r"解决|发现|查找|查摆|梳理|研究|化解|推动|协调|整治|处理|办理|交办|督办|收集")
# What a bare number after a count of these goes on with.
_SUBJECT_OF = {
    "problems": "problems",
    "letters": "letters",
    "immediate_items": "immediate_items",
    "measures": "measures",
    "rules_made": "rules",
}
_MOST_PARTS = 12
# No organisation section is longer.
_MOST_LINES = 500


@dataclass
class _Sentence:
    """What one sentence gave: key -> (value, start, end), with how good its problem count is, and whether its count of
    measures is one of tasks.
    """

    totals: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    refined: bool = False
    sure: bool = False
    guessed: bool = False
    of_tasks: bool = False
    earlier: bool = False  # ends with what an earlier round found

    def put(self, key: str, count: Count, *, add: bool = False) -> None:
        if key in self.totals and add:
            value, start, _ = self.totals[key]
            self.totals[key] = value + count.value, start, count.end
        elif key not in self.totals:
            self.totals[key] = count.value, count.start, count.end

    @property
    def split(self) -> int:
        return sum(key in self.totals for key in STATUS_KEYS)


def read_totals(
    original: str,
    lines: Sequence[Line],
    start: int = 0,
    stop: int | None = None,
    *,
    own: re.Pattern[str] | None = None,
    headings: Set[int] = frozenset(),
) -> tuple[ParsedTotal, ...]:
    """The totals stated in `lines[start:stop]`: the organisation section and what stands before the first problem.
    Only those in sentences where `own` is found, if it is given; none in the lines that are `headings` of groups.

    Of several counts of problems the one that its status split follows is taken, else the finest (细化为42项具体问题),
    else the last. Money is in yuan. Sorted by their place.
    """
    best: dict[str, tuple[tuple[int, int], ParsedTotal]] = {}
    for number in range(start, min(len(lines) if stop is None else stop, start + _MOST_LINES)):
        if number in headings or not _NUMERAL.search(lines[number].text):
            continue
        line = passage(original, lines, number, number + 1)
        known = earlier = False
        for match in _SENTENCE.finditer(line.text):
            if not _NUMERAL.search(line.text, match.start(), match.end()):
                continue
            if own is not None and not own.search(line.text, match.start(), match.end()):
                continue
            found = _read_sentence(line.text, match.start(), match.end(), known=known, earlier=earlier)
            known, earlier = known or "problems" in found.totals, found.earlier
            for key, (value, first, last) in found.totals.items():
                total = ParsedTotal(key, value, line.words(first, last), line.span(first, last))
                rank = _rank(key, found)
                if key not in best or rank > best[key][0]:
                    best[key] = rank, total
    return tuple(sorted((total for _, total in best.values()), key=lambda total: (total.span.start, total.key)))


def check_totals(totals: Sequence[ParsedTotal]) -> tuple[ParsedWarning, ...]:
    """A warning where the status split does not add up to the stated number of problems."""
    values = {total.key: total for total in totals}
    split = [values[key].value for key in STATUS_KEYS if key in values]
    if "problems" not in values or len(split) < 2 or sum(split) == values["problems"].value:
        return ()
    params = (("problems", str(values["problems"].value)), ("sum", str(sum(split))))
    return (ParsedWarning("status_split_mismatch", values["problems"].span, params),)


def _rank(key: str, found: _Sentence) -> tuple[int, int]:
    """How much a sentence's value for `key` is trusted; a later equal one does not displace the first."""
    if key == "problems":
        return min(found.split, 2), int(found.refined) + int(found.sure)
    if key == "measures":
        return int(not found.of_tasks), 0
    return (found.split, 0) if key in STATUS_KEYS else (0, 0)


def _read_sentence(text: str, start: int, stop: int, *, known: bool, earlier: bool) -> _Sentence:
    """`known`: whether the paragraph has counted the problems already, so that a bare split belongs to them; `earlier`:
    whether the sentence before spoke of an earlier round.
    """
    counts = list(find_counts(text, start, stop))
    if not counts:
        return _Sentence()
    reader = _Reader(text[start:stop], start, known=known, earlier=earlier)
    for count in counts:
        reader.read(count)
    return reader.result()


class _Reader:
    """Reads one sentence from count to count: what was counted last, and the subject that a bare number goes on
    with.
    """

    def __init__(self, text: str, start: int, *, known: bool, earlier: bool) -> None:
        self.found = _Sentence()
        self.text, self.start, self.known = text, start, known
        self.parts: list[int] = []
        self.subject = "problems"
        self.previous: tuple[str, Count] | None = None
        self.among = ""
        self.outer: str | None = None  # the subject before the bracket that is open
        self.apart = Apart(text, earlier=earlier)
        self.units: dict[str, str] = {}
        self.spoken = _OF_INSPECTION.search(text)
        self.rectifies = "整改" in text
        self.about = _ABOUT_RECTIFICATION.search(text) is not None

    def read(self, count: Count) -> None:
        """Take one count into account."""
        if is_to_be(count):
            self._see_owed(count)
            return
        problems = self.found.totals.get("problems")
        self.apart.read(count, problems[0] if problems else None)
        if self.apart.earlier:
            return
        if "letters" in self.found.totals and all_closed(count, by_word=True):  # 信访件17件、问题线索9条,均已办结
            self._close_letters(count)
        if "其中" in count.since and self.previous:
            self.among = self.previous[0]
        self._see_subject(count)
        key = key_of(count, self.subject)
        self._note_part(count)
        if key is None:
            return
        self.units[key] = count.unit
        if key in MONEY_KEYS or key in PERSON_KEYS:
            if includes_previous(count):
                self.found.totals.pop(key, None)
            if not self._part_of_previous(key, count):
                self.found.put(key, count, add=True)
        elif self.apart.elsewhere or (self.apart.share is not None and key != "rules_made"):
            return
        else:
            self._put(key, count)
        if key in _SUBJECT_OF:
            self.subject = _SUBJECT_OF[key]
        self.previous = key, count

    def _see_owed(self, count: Count) -> None:
        """集中整改期应完成的25个问题已全部完成整改: 25 are completed, how many problems there are is not said."""
        if is_owed(count) and "已" in count.after and all_settled(count):
            self.found.put("completed", count)

    def _see_subject(self, count: Count) -> None:
        """What is being counted, after the words before this count."""
        since = count.since
        if self.outer is not None and not count.bracketed:  # 20个问题(含2个立行立改问题),已完成18个: of the 20
            self.subject, since = self.outer, since.rpartition(")")[2]
            self.outer = None
        elif self.outer is None and count.bracketed:
            self.outer = self.subject
        self.subject = subject_after(since, self.subject)
        units = self.units
        if self.subject == "measures" and units.get("measures", count.unit) != count.unit == units.get("problems"):
            self.subject = "problems"
        if self.subject == "special" and "problems" in self.found.totals and key_of(count, "problems") in STATUS_KEYS:
            self.subject = "problems"  # 36个问题,其中选人用人问题8个,已完成整改34个: of the 36

    def _note_part(self, count: Count) -> None:
        """39个、选人用人11个、意识形态8个,共58个: the sum of the counts before it is the number of problems."""
        apart = self.apart.elsewhere or self.apart.share is not None or self.subject not in ("problems", "special")
        if count.unit in ("个", "项", "条", "类") and not apart:
            sums = list(accumulate(reversed(self.parts[-_MOST_PARTS:])))[1:]
            if _TOTAL_OF_PARTS.search(count.left) and count.value in sums and not self.found.split:
                self.found.totals["problems"] = count.value, count.start, count.end
                self.found.refined = self.found.sure = True
                self.subject = "problems"
            self.parts.append(count.value)

    def _close_letters(self, count: Count) -> None:
        value = self.found.totals["letters"][0]
        self.found.totals.setdefault("letters_closed", (value, count.start, count.end))

    def result(self) -> _Sentence:
        if "problems" in self.found.totals and not self.found.split and _ALL_OF_THEM.search(self.text):
            self.found.totals["completed"] = self.found.totals["problems"]
        self.found.earlier = self.apart.earlier
        if self.found.guessed and not self.found.sure and not self.found.split:
            self.found.totals.pop("problems", None)
        return self.found

    def _put(self, key: str, count: Count) -> None:
        if key == "problems":
            self._put_problems(count)
        elif key in STATUS_KEYS:
            if "problems" in self.found.totals or self.known or self.about:
                self.found.put(key, count)
        elif key == "rules_made":
            again = self.previous is not None and self.previous[0] == key
            self.found.put(key, count, add=again and not self._nested(key, count))
        elif key == "measures":
            self._put_measures(count)
        else:
            self.found.put(key, count)
            if key == "letters" and all_closed(count):
                self.found.put("letters_closed", count)

    def _put_measures(self, count: Count) -> None:
        """整改任务67项,整改措施201项: the measures are 201; tasks are counted only where nothing finer is."""
        of_tasks = counts_tasks(count)
        if self.found.of_tasks and not of_tasks:
            del self.found.totals["measures"]
        if "measures" not in self.found.totals:
            self.found.put("measures", count)
            self.found.of_tasks = of_tasks

    def _put_problems(self, count: Count) -> None:
        """The first count, or a later one that refines it: 12个问题细化分解为42项具体问题."""
        found = self.found
        sure = self.known or (
            self.spoken is not None and self.spoken.start() < count.end - self.start + len(count.right)
        )
        if not sure and (not self.rectifies or _SOLVED.search(count.left)):
            found.guessed = found.guessed or "problems" not in found.totals
        found.sure = found.sure or sure
        refines = count.right.startswith(("具体", "小", "细化")) or "具体问题" in count.left
        chained = self.previous is not None and self.previous[0] == "problems" and bool(_REFINED.search(count.since))
        within = count.bracketed or _PARALLEL.search(count.since) or _FOUND_MEANWHILE.search(count.left)
        if "problems" not in found.totals:
            found.put("problems", count)
            found.refined = refines
        elif not found.split and (refines or chained) and not within:
            found.totals["problems"] = count.value, count.start, count.end
            found.refined = True
        if all_settled(count):
            found.put("completed", count)

    def _nested(self, key: str, count: Count) -> bool:
        """Whether the count is part of the one before: in brackets after it, or after 其中."""
        return self.previous is not None and self.previous[0] == key and (count.bracketed or self.among == key)

    def _part_of_previous(self, key: str, count: Count) -> bool:
        related = self.previous is not None and self.previous[0] in (*MONEY_KEYS, *PERSON_KEYS)
        return self._nested(key, count) or (count.bracketed and related)
