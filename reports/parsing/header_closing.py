"""The end of a report: contact fields, 公开期限, signature, and where the page's footer begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.parsing.dates import find_dates, find_ranges
from reports.parsing.header_passage import Passage, passage
from reports.parsing.lines import Line
from reports.parsing.types import ParsedContact, ParsedDate, ParsedWarning, Span

_SEARCHED = 45
_PAGE = re.compile(
    r"分享到|分享:|扫一扫|扫码|微信|版权所有|©|copyright|ICP备|公网安备|主办:|主办单位|承办:|承办单位|技术支持"
    r"|上一篇|下一篇|上一条|下一条|打印本页|打印|关闭窗口|【关闭】|返回顶部|返回首页|返回列表"
    r"|责任编辑|编辑:|责编|校对:|审核:|相关链接|相关新闻|相关阅读|相关文章|友情链接|网站地图|联系我们|网站标识码"
    r"|浏览次数|阅读量|^附件|来源:|点击|字号|无障碍|主办[\u4e00-\u9fff]+承办",
    re.IGNORECASE,
)

# Labels of the contact sentence. Longer ones first; a colon follows, or the value directly.
_LABELS = (
    (
        "phone",
        r"(?:联系|监督|举报|咨询|反映|受理|值班|办公|意见)?电话(?:号码)?(?:\((?!\d{3})[^()]{0,16}\))?|联系方式|联系号码"
        r"|手机(?:号码)?",
    ),
    ("fax", r"传真(?:电话|号码)?"),
    ("postcode", r"邮政编码|邮编"),
    ("email", r"电子邮箱(?:地址)?|电子邮件(?:地址)?|电子信箱|网络邮箱|邮箱地址|e-?mail|邮箱"),
    (
        "address",
        r"邮政信箱|邮政邮箱|(?:来信|通讯|通信|邮政|邮寄|联系|收信|寄信|办公|信件|邮件|举报|投递)地址|(?:来信|来函|信函|信件)请寄|邮寄(?:至|地点)"
        r"|专用信箱(?=:)|意见信箱|举报信箱|信箱|地址",
    ),
    ("period", r"公开期限|公示期限?|公布期限|公开时间|公示时间|公布时间|受理时间|反映期限"),
    ("person", r"联系人|收件人|收信人|受理单位|受理部门|联系单位|联系部门"),
)
_LABEL_WORDS = re.compile("电话|联系|手机|邮|信箱|地址|传真|mail|Mail|MAIL|请寄|期限|公示")
_LABEL = re.compile(
    "|".join(f"(?P<{kind}>{words})" for kind, words in (_LABELS[3], *_LABELS[:3], *_LABELS[4:])), re.IGNORECASE
)
# The report's own contact sentence, even where the page's imprint is glued to it (W11); 电话: alone may be the
# imprint's.
_STRONG_LABEL = re.compile(
    r"联系方式|邮政信箱|邮政邮箱|通讯地址|通信地址|来信地址|电子邮箱|电子信箱|监督电话|举报电话|联系电话"
)
# Labels that open a field even without a colon, where they begin a clause: ,邮政信箱0101号.
_PLAIN_ADDRESS = frozenset(
    {"邮政信箱", "邮政邮箱", "通讯地址", "通信地址", "邮政地址", "来信地址", "来信请寄", "邮寄地址"}
)
# Between a label and its value: 联系电话 : 0000-1234567, 邮箱为…, 联系电话(0000-1234567); not the next line.
_COLON = re.compile(r"[^\S\n]{0,4}:")
_TO_VALUE = re.compile(r"[^\S\n]{0,4}(?:[:为是]|\((?!\d{3,4}\)))?")
# 0730-5208005, (0730)5208005, (0730-5208005, 13900000000, 400-000-0000, 0730-12388; not the 414400 of a postcode.
_PHONE = re.compile(
    r"(?<![\d@.])(?:(?:\(0\d{2,3}\)|0\d{2,3}\)?)[-— ]{0,2}(?:\d{7,8}(?:(?:转|-)\d{1,5})?|12388)|1[3-9]\d{9}"
    r"|[48]00-?\d{3,4}-?\d{3,4}|[1-9]\d{6,7}(?:(?:转|-)\d{1,5})?|12388|0\d{3}-?\*{3,8})(?![\d@])"
)
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._+-]{0,63} ?@ ?[a-z0-9-]{1,63}(?: ?\. ?[a-z0-9-]{1,63}){1,4}", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
# A postcode without a label behind an address: 青禾县禾丰路1号(400000); not 315000信箱.
_POSTCODE_BEHIND = re.compile(r"\((\d{6})\)$")
_VALUE_END = re.compile(r"[;。\n]")
_INVITATION = re.compile(r"欢迎.{0,40}(?:监督|意见|反映)|如有.{0,10}(?:意见|建议)|请.{0,12}反映|公开期限|公示期")

_BODY = re.compile(
    r"^(?:中共|中国共产党)?[\u4e00-\u9fff()\"·]{2,40}(?:委员会|[省市县区州盟旗]委|委|党组|党委|工委|党工委|总支"
    r"|支部|党总支|党支部|公司|集团|大学|学院|医院|法院|检察院|局|厅|委员会办公室|办公室|领导小组|分行|党校|中心"
    r"|学校|中学|办事处|巡[视察]办|整改办|[省市县区州盟旗]委[\u4e00-\u9fff]{2,6}部)$"
)
# A government that signs below the committee: 中共青禾县委⏎青禾县人民政府⏎2024年6月1日.
_GOVERNMENT = re.compile(r"^[\u4e00-\u9fff]{2,24}(?:人民政府|管理委员会|管委会)$")
# 中共青禾县委(盖章); not 白沙江(集团)有限公司党委.
_SEAL = re.compile(r"\((?:盖章|公章|印章|章)\)$")
_LONGEST_SIGNATURE = 60


@dataclass(frozen=True, slots=True)
class Closing:
    """What the end of a report gives. `stop` is the position of the first line that belongs to the page's footer."""

    contact: ParsedContact
    signed_by: str | None
    signed: ParsedDate | None
    stop: int
    warnings: tuple[ParsedWarning, ...] = ()


def read_closing(original: str, lines: Sequence[Line], start: int = 0) -> Closing:
    """The facts in the last lines of `lines[start:]`."""
    first = max(start, len(lines) - _SEARCHED)
    stop = footer_start(lines, first)
    contact, warnings = _contact(original, lines, first, stop)
    signed_by, signed = _signature(original, lines, max(first, stop - 8), stop)
    return Closing(contact, signed_by, signed, stop, warnings)


def footer_start(lines: Sequence[Line], first: int) -> int:
    """The position after the last line of the report itself: below it stand share buttons, imprint and neighbours."""
    stop = len(lines)
    for at in range(len(lines) - 1, first - 1, -1):
        text = lines[at].text
        if _INVITATION.search(text) or len(text) > 240:
            break
        squeezed = "".join(text.split())
        if _BODY.match(squeezed) or (find_dates(squeezed) and len(squeezed) < 40 and not _PAGE.search(squeezed)):
            break
        imprint = _PAGE.search(squeezed)
        field = next((m.start() for m in _LABEL.finditer(squeezed) if _is_label(squeezed, m)), None)
        if imprint and field is not None and field < imprint.start() and _STRONG_LABEL.match(squeezed, field):
            break
        if imprint:
            stop = at
    return stop


def _contact(
    original: str, lines: Sequence[Line], first: int, stop: int
) -> tuple[ParsedContact, tuple[ParsedWarning, ...]]:
    """Fields by label, each up to the next label. A value that is none (电线, empty) is left out and flagged."""
    at = _contact_start(lines, first, stop)
    if at is None:
        return ParsedContact(), ()
    texts, starts, length = [], [], 0
    for line in lines[at:stop]:
        starts.append(length)
        texts.append(line.text)
        length += len(line.text) + 1
    text = "\n".join(texts)
    values: dict[str, str] = {}
    warnings: list[ParsedWarning] = []
    labels = [m for m in _LABEL.finditer(text) if _is_label(text, m)]
    for match, end in zip(labels, [*(m.start() for m in labels[1:]), len(text)], strict=True):
        kind = match.lastgroup or ""
        raw_start = _value_start(text, match.end(), kind)
        raw = text[raw_start:end]
        place = _place(raw_start, raw, kind)
        if kind in ("phone", "email", "address", "postcode") and kind not in values:
            if place is None:
                nested = raw.strip(" :,;。、\n") == ""
                if kind != "address" and not (nested and kind == "phone"):
                    warnings.append(
                        ParsedWarning(
                            "contact_damaged",
                            _span(lines[at:stop], starts, match.start(), match.end()),
                            (("label", match.group()),),
                        )
                    )
                continue
            target = "email" if kind == "address" and _EMAIL.fullmatch(text[place[0] : place[1]]) else kind
            behind = _POSTCODE_BEHIND.search(text[place[0] : place[1]]) if target == "address" else None
            if behind and behind.start():
                place = place[0], place[0] + behind.start()
                values.setdefault("postcode", behind[1])
            values.setdefault(target, _source(original, lines[at:stop], starts, texts, *place))
    if "postcode" not in values and "address" in values:
        inside = re.search(r"(?:邮编|邮政编码):?(\d{6})", values["address"])
        if inside:
            values["postcode"] = inside[1]
    email = values.get("email")
    return (
        ParsedContact(
            values.get("phone"),
            values.get("address"),
            values.get("postcode"),
            "".join(email.split()) if email else None,
        ),
        tuple(warnings),
    )


def _contact_start(lines: Sequence[Line], first: int, stop: int) -> int | None:
    """The line where the contact fields begin: the last invitation that is followed by a label, else the last line
    with one.
    """
    labelled = [i for i in range(first, stop) if _may_hold_field(lines[i].text) and _has_field(lines[i].text[-600:])]
    if not labelled:
        return None
    last = labelled[-1]
    at = last
    while at > first and (
        at - 1 in labelled
        or (_INVITATION.search(lines[at - 1].text) and len(lines[at - 1].text) < 400)
        or (len(lines[at - 1].text) < 60 and at - 2 in labelled)
    ):
        at -= 1
    return at


def _may_hold_field(text: str) -> bool:
    """A quick look before the labels are searched for."""
    return _LABEL_WORDS.search(text) is not None


def _has_field(text: str) -> bool:
    return any(_COLON.match(text, m.end()) or _PHONE.match(text, _after(text, m.end())) for m in _LABEL.finditer(text))


def _after(text: str, end: int) -> int:
    """Where a value may begin that follows a label which ends at `end`: behind blanks, a colon or a bracket."""
    found = _TO_VALUE.match(text, end)
    return found.end() if found else end


def _value_start(text: str, end: int, kind: str) -> int:
    """Where the words begin in which the value of a label is looked for. A bracket belongs to what is not a number."""
    start = _after(text, end)
    return start - 1 if text[start - 1 : start] == "(" and kind not in ("phone", "fax", "email") else start


def _is_label(text: str, match: re.Match[str]) -> bool:
    """A label is followed by a colon, a value of its kind, or the next line: 联系电话,0000-1234567;
    not 设立举报电话3部, 通过邮箱收集.
    """
    if _COLON.match(text, match.end()) or text[match.end() : match.end() + 1] in ("\n", ""):
        return True
    kind = match.lastgroup
    if kind == "address" and match.group() in _PLAIN_ADDRESS:
        return text[max(match.start() - 1, 0) : match.start()] in ("", ",", ";", "。", ":", "\n", " ")
    value = text[_after(text, match.end()) : match.end() + 44].lstrip(" \t\n,")
    return bool(
        (kind in ("phone", "fax") and _PHONE.match(value))
        or (kind == "postcode" and _POSTCODE.match(value))
        or (kind == "email" and _EMAIL.match(value))
        or (kind == "period" and value[:1].isdigit())
    )


def _place(start: int, raw: str, kind: str) -> tuple[int, int] | None:
    """Where in `raw` (which begins at `start`) the value of this kind stands."""
    if kind == "phone":
        found = list(_PHONE.finditer(_VALUE_END.split(raw, maxsplit=1)[0] if not raw.startswith("\n") else raw))
        joined = _joined(raw, found)
        return (start + found[0].start(), start + joined) if found else None
    if kind == "email":
        whole = re.match(r"[ :,]*([a-z0-9][a-z0-9 ._+@-]{4,90}?)[ ]*(?=[;,。\n)]|$)", raw, re.IGNORECASE)
        if whole and _EMAIL.fullmatch("".join(whole[1].split())):
            return start + whole.start(1), start + whole.end(1)
        match = _EMAIL.search(raw)
        return (start + match.start(), start + match.end()) if match else None
    if kind == "postcode":
        match = _POSTCODE.search(raw[:24])
        return (start + match.start(), start + match.end()) if match else None
    skipped = len(raw) - len(raw.lstrip(" :,\n"))
    stop = _VALUE_END.search(raw, skipped)
    value = raw[skipped : stop.start() if stop else len(raw)].rstrip(" ,;。、:")
    opened = value.count("(") - value.count(")")
    if opened > 0 and value.endswith("("):
        value = value.rstrip("( ,;")
    return (start + skipped, start + skipped + len(value)) if 1 < len(value) <= 120 else None


def _joined(raw: str, found: list[re.Match[str]]) -> int:
    """The end of the last of several numbers that only 、 / , or blanks part."""
    if not found:
        return 0
    end = found[0].end()
    for match in found[1:]:
        if re.fullmatch(r"[、/,; 或和]{1,3}", raw[end : match.start()]) is None:
            break
        end = match.end()
    return end


def _source(
    original: str, lines: Sequence[Line], starts: Sequence[int], texts: Sequence[str], start: int, end: int
) -> str:
    at = max(i for i, s in enumerate(starts) if s <= start)
    inner = start - starts[at]
    return lines[at].source_text(original, inner, min(inner + end - start, len(texts[at])))


def _span(lines: Sequence[Line], starts: Sequence[int], start: int, end: int) -> Span:
    at = max(i for i, s in enumerate(starts) if s <= start)
    return lines[at].original_span(start - starts[at], end - starts[at])


def _signature(original: str, lines: Sequence[Line], first: int, stop: int) -> tuple[str | None, ParsedDate | None]:
    """The last body and date line: 中共青禾县委⏎2024年6月1日, glued or alone; not a line of the contact fields."""
    for at in range(stop - 1, first - 1, -1):
        line = passage(original, lines, at, at + 1)
        tail = _signature_part(line.text)
        if tail is None:
            continue
        signed = _signed(line, tail)
        if tail.start < tail.stop:
            above = passage(original, lines, at - 1, at) if tail.date is None and at > first else None
            date_above = _signature_part(above.text) if above is not None else None
            if above is not None and date_above is not None and date_above.start == date_above.stop:
                signed = _signed(above, date_above)
            return line.words(tail.start, tail.stop), signed
        return _signer_above(original, lines, at), signed
    return None, None


def _signed(line: Passage, tail: _Tail) -> ParsedDate | None:
    if tail.date is None:
        return None
    end = len(line.text)
    return ParsedDate(
        tail.date.date, tail.date.precision, line.words(tail.date_start, end), line.span(tail.date_start, end)
    )


def _signer_above(original: str, lines: Sequence[Line], at: int) -> str | None:
    """The body that signs above the date in line `at`: of a committee and its government the committee."""
    for position in range(at - 1, max(at - 3, -1), -1):
        line = passage(original, lines, position, position + 1)
        stop = _without_seal(line.text)
        if _BODY.match(line.text[:stop]) and stop <= _LONGEST_SIGNATURE:
            return line.words(0, stop)
        if not _GOVERNMENT.match(line.text[:stop]):
            glued = _body_at_end(line.text[:stop]) if position == at - 1 else None
            return line.words(glued, stop) if glued is not None else None
    return None


def _without_seal(text: str) -> int:
    """Where a name ends that (盖章) may follow."""
    seal = _SEAL.search(text)
    return seal.start() if seal else len(text)


@dataclass(frozen=True, slots=True)
class _Tail:
    """The end of a squeezed line: the body `[start, stop)`, empty where there is none, and the date from
    `date_start` on.
    """

    start: int
    stop: int
    date_start: int
    date: ParsedDate | None


def _signature_part(text: str) -> _Tail | None:
    """The body and the date at the end of a squeezed line; None where it is no signature."""
    text = text[: _without_seal(text)]
    text = re.sub(r"(?:印发|发布|公布)$", "", text.rstrip(")]】").rstrip("。"))
    dates = [r for r in find_ranges(text) if r.end == len(text) and r.last is None and r.first.precision != "year"]
    if dates:
        date = dates[-1].first
        head = text[: date.start].rstrip("([【,:")
        head = head[: _without_seal(head)]
        if not head:
            return _Tail(0, 0, 0, date.parsed())
        if _BODY.match(head) and len(head) <= _LONGEST_SIGNATURE and not _LABEL.search(head):
            return _Tail(0, len(head), date.start, date.parsed())
        glued = _body_at_end(head)
        return _Tail(glued, len(head), date.start, date.parsed()) if glued is not None else None
    if (
        _BODY.match(text)
        and len(text) <= _LONGEST_SIGNATURE
        and not _LABEL.search(text)
        and text.startswith(("中共", "中国共产党")) | text.endswith(("党组", "党委", "委员会", "工委"))
    ):
        return _Tail(0, len(text), len(text), None)
    return None


def _body_at_end(head: str) -> int | None:
    """Where a signing body begins that is glued to the last sentence: ….cn。|中共青禾县委."""
    cut = max(head.rfind(mark) for mark in "。;!") + 1
    if cut and _BODY.match(head[cut:]) and len(head) - cut <= _LONGEST_SIGNATURE and not _LABEL.search(head[cut:]):
        return cut
    return None
