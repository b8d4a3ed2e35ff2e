"""What a measure names as fact: documents issued, people held to account, money recovered, dates and deadlines.

Each fact has its place in the original, so that it can be shown in its sentence and checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from reports.data_files import read_toml
from reports.parsing.dates import DateWords, find_dates
from reports.parsing.numerals import ABOUT, CHINESE, NUMBER, integer, yuan
from reports.parsing.types import ParsedFact, Span

SpanOf = Callable[[int, int], Span]
WordsOf = Callable[[int, int], str]

_TITLE = re.compile(r"《[^《》]{2,100}(?:《[^《》]{1,60}》[^《》]{0,40})?》")
# Only these may stand between documents of one list: 出台《甲》《乙》、《丙》和《丁》.
_LIST = re.compile(r"^(?:\([^()]{0,16}\))?[、,和及与以]*(?:及|和)?$")
# Who issued it, at the head of the clause: 县财政局|印发.
_ISSUER = re.compile(
    r"(?:^|[。;,:]|[一二三四五六七八九十]是|由)(?P<issuer>[\u4e00-\u9fff]{1,16}?(?:委员会|[省市县区州盟旗]委|党组"
    r"|党委|政府|局|厅|办公室|部|院|公司|集团|中心|街道|镇|乡|校|领导小组|委))(?:联合|共同|研究|先后|及时|已|重新"
    r"|专门|牵头|分别|相继|印发|正式){0,2}$"
)
_ORDINAL = re.compile(r"^(?:第?[一二三四五六七八九十]+[是、,]|由)")
_CLAUSE_SIGNS = ",;。:、()"
_CLAUSE = re.compile(f"[{_CLAUSE_SIGNS}]")
_CLAUSE_END = re.compile(r"[。;,:]")
_PEOPLE = re.compile(
    rf"(?P<number>{NUMBER}){ABOUT}(?:名|个)?(?:人次|人|名(?:党员|干部|责任人|领导|公职人员|工作人员|同志)?)"
)
# Whatever `_PEOPLE` finds has this in it, which is found much faster: 3|人, 12|名, 2名|人. Near-miss: 负责人
_COUNTED = re.compile(rf"[人名](?<=[\d{CHINESE}余多来名个][人名])")
_MONEY = re.compile(rf"{NUMBER}{ABOUT}(?:[万亿]|百万|千万|万亿)?(?:余|多)?元")
_BEFORE_DEADLINE = re.compile(r"(?:预计|计划|力争|拟于|将于|确保|限|争取|要求)[^。;]{0,6}$")
_AFTER_DATE = re.compile(r"^(?:底|末)?(?:之前|以前|前)")
_AFTER_PLAN = re.compile(r"^[^。;]{0,16}(?:完成|完工|竣工|建成|投用|投入使用|到位|开工|启用|达标|实现)")
_WORDS_BEFORE = 24
_MOST_AFTER_VERB = 6  # characters between a verb and its document: 出台了新的|《…》
_LONGEST_READ = 20_000


def measure_facts(text: str, span_of: SpanOf, words_of: WordsOf | None = None) -> tuple[ParsedFact, ...]:
    """The facts that `text` (a measure in reading form) names, in text order.

    `span_of(start, end)` gives the place in the original of `text[start:end]` (`Line.original_span` shifted to the
    measure), `words_of` its own wording there (default: the reading form).
    """
    text = text[:_LONGEST_READ]
    words = words_of or (lambda start, end: text[start:end])
    found: list[tuple[int, int, ParsedFact]] = []
    if "《" in text:
        found.extend(_documents(text, span_of, words))
    if _COUNTED.search(text):
        found.extend(_people(text, span_of, words))
    if "元" in text:
        found.extend(_money(text, span_of, words))
    if "年" in text or "月" in text:
        found.extend(_dates(text, span_of, words))
    found.sort(key=lambda entry: entry[:2])
    return tuple(fact for _, _, fact in found)


def _documents(text: str, span_of: SpanOf, words: WordsOf) -> Iterator[tuple[int, int, ParsedFact]]:
    """《…》 with a verb that brings it about before it; the verb holds for the whole list that follows."""
    verb: str | None = None
    issuer: str | None = None
    last = -1
    for match in _TITLE.finditer(text):
        start, end = match.span()
        if last < 0 or not _LIST.match(text[last:start]):
            verb, issuer = _verb_before(text, start)
        last = end
        if verb is not None:
            yield start, end, ParsedFact("document", words(start, end), span_of(start, end), None, verb, issuer)


def _verb_before(text: str, start: int) -> tuple[str | None, str | None]:
    """The verb right before a document, with at most a few characters between (出台了, 制定印发了新的), and the
    issuer before it.
    """
    before = text[max(0, start - _WORDS_BEFORE) : start]
    clause = _CLAUSE_END.split(before)[-1]
    best: tuple[int, str] | None = None
    verbs, longest = _document_verbs()
    near = clause[-longest - _MOST_AFTER_VERB :]
    for verb in [verb for verb in verbs if verb in near]:
        at = clause.rfind(verb)
        if len(clause) - at - len(verb) <= _MOST_AFTER_VERB and (
            best is None or at < best[0] < at + len(verb) or at > best[0] + len(best[1]) - 1
        ):
            best = at, verb
    if best is None:
        return None, None
    head = before[: len(before) - len(clause) + best[0]]
    found = _ISSUER.search(head)
    return best[1], _ORDINAL.sub("", found["issuer"]) if found else None


def _people(text: str, span_of: SpanOf, words: WordsOf) -> Iterator[tuple[int, int, ParsedFact]]:
    """A number of people with what befell them in the same clause: 给予党纪处分3人, 对2人进行诫勉谈话."""
    kinds = _data()["people"]
    verbs = [verb for verb in kinds if verb in text]
    if not verbs:
        return
    for match in _PEOPLE.finditer(text):
        value = integer(match["number"])
        if value is None:
            continue
        start, end = _clause_bounds(text, match.start(), match.end())
        left, right = text[start : match.start()], text[match.end() : end]
        verb = _last_of(verbs, left) or _first_of(verbs, right)
        if verb is not None:
            yield (
                start,
                end,
                ParsedFact("people", words(start, end), span_of(start, end), value, kinds[verb]),
            )


def _money(text: str, span_of: SpanOf, words: WordsOf) -> Iterator[tuple[int, int, ParsedFact]]:
    """An amount that came back: 追缴违规资金3.2万元. A sum in brackets after another is part of it."""
    verbs = [verb for verb in _data()["money"]["verbs"] if verb in text]
    if not verbs:
        return
    for match in _MONEY.finditer(text):
        value = yuan(match.group())
        if value is None:
            continue
        start, _ = _clause_bounds(text, match.start(), match.end())
        left = text[start : match.start()]
        if left.strip() in ("共计", "合计", "共", "总计", "累计", "") and start > 1:
            start = _clause_bounds(text, start - 1, start - 1)[0]
            left = text[start : match.start()]
        verb = next((verb for verb in verbs if verb in left), None)
        bracketed = text.rfind("(", 0, match.start()) > text.rfind(")", 0, match.start())
        if verb is not None and not bracketed:
            yield (
                start,
                match.end(),
                ParsedFact("money", words(start, match.end()), span_of(start, match.end()), value, verb),
            )


def _dates(text: str, span_of: SpanOf, words: WordsOf) -> Iterator[tuple[int, int, ParsedFact]]:
    """Dates with at least a month, and years that are deadlines: 2025年底前完成."""
    year: int | None = None
    for date in find_dates(text):
        deadline = _is_deadline(text, date)
        if date.precision == "year" and not deadline:
            year = date.year or year
            continue
        known = date
        if (
            date.year is None
            and year is not None
            and date.relative is None
            and text.rfind("。", 0, date.start) < text.rfind(f"{year}年", 0, date.start)
        ):
            known = date.with_year(year) or date
        year = known.year or year
        fact = ParsedFact(
            "deadline" if deadline else "date",
            words(date.start, date.end),
            span_of(date.start, date.end),
            date=known.parsed(),
        )
        yield date.start, date.end, fact


def _is_deadline(text: str, date: DateWords) -> bool:
    after = text[date.end : date.end + 24]
    if _AFTER_DATE.match(after):
        return True
    return bool(_BEFORE_DEADLINE.search(text[max(0, date.start - 10) : date.start]) and _AFTER_PLAN.match(after))


def _clause_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around `text[start:end]`, cut at punctuation."""
    lowest = max(0, start - 40)
    left = start
    while left > lowest and text[left - 1] not in _CLAUSE_SIGNS:
        left -= 1
    right = min(len(text), end + 24)
    closing = _CLAUSE.search(text, end, right)
    return left, closing.start() if closing is not None else right


def _last_of(verbs: Sequence[str], words: str) -> str | None:
    return max(
        ((words.rfind(verb) + len(verb), len(verb), verb) for verb in verbs if verb in words), default=(0, 0, None)
    )[2]


def _first_of(verbs: Sequence[str], words: str) -> str | None:
    return min(((words.find(verb), -len(verb), verb) for verb in verbs if verb in words), default=(0, 0, None))[2]


@cache
def _document_verbs() -> tuple[tuple[str, ...], int]:
    """The verbs in the order of the data, and the length of the longest."""
    verbs = tuple(_data()["documents"]["verbs"])
    return verbs, max(map(len, verbs))


@cache
def _data() -> dict[str, Any]:
    return read_toml("fact_words.toml")
