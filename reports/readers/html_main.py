"""The article of a web page, found by where its sentences stand, whatever the site calls its boxes.

1. Lines of prose (a sentence, or long, and not links) are looked up; the least element that holds all of them is the
   article's container. Feet, menus and hidden parts are not asked.
2. The title, the line 来源/发布时间 and the signature often stand beside that container: it grows by its surroundings
   while these are short, and as far as the title.
3. From what it then holds, chrome is taken out: menus, breadcrumbs, lists of links, the foot. Never a part with prose.

In doubt a part is kept: a line of chrome costs the parser little, a lost paragraph is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from reports.readers.html_lines import BLOCKS, DROPPED, Element, Line, lines_of
from reports.readers.html_rules import RULES

_CHROME = RULES["chrome"]
_CHROME_WORDS = frozenset(_CHROME["words"])
_CHROME_WORDS_INSIDE = frozenset(_CHROME["words_inside"])
_TAGS, _ROLES = frozenset(_CHROME["tags"]), frozenset(_CHROME["roles"])
_FOOT = re.compile("|".join(map(re.escape, _CHROME["foot_marks"])))
_HARD_FOOT = re.compile("|".join(map(re.escape, _CHROME["hard_foot_marks"])))
_CRUMB = re.compile("[\u3000 ]?(?:" + "|".join(map(re.escape, _CHROME["crumb_marks"])) + ")")
_TITLE = re.compile("|".join(map(re.escape, RULES["title"]["words"])))
_SHORTEST_TITLE: int = RULES["title"]["shortest"]
# Signature dates and meta lines stand in boxes of any name: 2024年6月1日, 来源: …; not 今天是2018年3月9日.
_KEPT = re.compile(
    r"(?!今天)[^\n]{0,40}[0-9]{4}\s?年\s?[0-9]{1,2}\s?月\s?[0-9]{1,2}\s?日$|[^\n]{0,60}?(?:"
    + "|".join(map(re.escape, RULES["title"]["meta_labels"]))
    + ")"
)
_NAME_WORD = re.compile("[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)

# 12 characters and a closing sign make a sentence: 更换管道3公里,新建泵站1座。 A longer line is prose without one.
_SENTENCE, _LONG = 12, 60
_SENTENCE_END = re.compile("[。;\uff1b\uff01!\uff1a:][\u201d\u2019\"'\\])\uff09]?$")
# A foot is a small part of its page.
_FOOT_CHARS, _FOOT_SHARE = 800, 0.2
# How much text beside the container may come in with the title, the meta line and the signature.
_BESIDE_CHARS, _BESIDE_SHARE = 200, 0.05
# A part that the page hides and that holds most of its text is shown later by a script (so WeChat's articles).
_HIDDEN_ARTICLE_CHARS, _HIDDEN_ARTICLE_SHARE = 200, 0.5
_LINKS, _LINK_SHARE = 3, 0.6
# A menu may have no links of its own (a script follows the click): 首页 要闻 机构 公开
_MENU_ITEMS, _MENU_WORD = 3, 6
# 来源: … 【打印】 【关闭】 is still a meta line, a headline with its date is not.
_FEW_LINKS = 0.4


@dataclass(slots=True)
class _Held:
    """What an element holds, its descendants included, in characters.

    `own`: in lines that begin in itself; `unmarked`: in those of them without the words of a foot.
    """

    own: int = 0
    unmarked: int = 0
    lines: int = 0
    chars: int = 0
    link_chars: int = 0
    links: int = 0
    prose: int = 0
    titles: int = 0
    kept: bool = False
    foot: bool = False
    crumb: bool = False

    def add(self, other: _Held) -> None:
        self.lines += other.lines
        self.chars += other.chars
        self.link_chars += other.link_chars
        self.links += other.links
        self.prose += other.prose
        self.titles += other.titles
        self.kept |= other.kept
        self.foot |= other.foot
        self.crumb |= other.crumb


@dataclass(slots=True)
class _Page:
    body: Element
    elements: list[Element] = field(default_factory=list)
    held: dict[Element, _Held] = field(default_factory=dict)


def main_lines(body: Element, titles: Iterable[str] = ()) -> list[str]:
    """The lines of the page's article, the title and meta line with it where the page shows them.

    `titles` are what the page's metadata call it; a line that says the same is the title.
    """
    hidden = hidden_parts(body)
    lines = lines_of(body, without=hidden)
    page = _weigh(body, lines, hidden, [_letters(title) for title in titles if title])
    feet = _feet(page)
    container = _container(page, feet)
    outer = _grown(page, container, feet)
    without = hidden | feet | _chrome(page, outer, container)
    return [line.text for line in lines_of(outer, without=without)]


def hidden_parts(body: Element) -> set[Element]:
    """The outermost elements that the page hides; not one that holds most of the page's text."""
    found = []
    events = etree.iterwalk(body, events=("start",))
    for _, element in events:
        if element.tag in DROPPED:
            events.skip_subtree()
        elif element is not body and (element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")):
            found.append(element)
            events.skip_subtree()
    if not found:
        return set()
    sizes = {element: sum(len(line.text) for line in lines_of(element)) for element in found}
    whole = sum(len(line.text) for line in lines_of(body))
    least = max(_HIDDEN_ARTICLE_CHARS, int(_HIDDEN_ARTICLE_SHARE * whole))
    return {element for element, size in sizes.items() if size < least}


def is_prose(line: Line) -> bool:
    """A sentence of a report, as against a menu item, a heading or a label."""
    own = len(line.text) - line.link_chars
    if _HARD_FOOT.search(line.text) and "。" not in line.text:
        return False
    if own < _SENTENCE or (line.link_chars > own and line.link_chars < _LONG):
        return False
    return own >= _LONG or "。" in line.text or bool(_SENTENCE_END.search(line.text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_title(line: Line, titles: list[str]) -> bool:
    if line.link_chars or len(line.text) < _SHORTEST_TITLE:
        return False
    letters = _letters(line.text)
    if any(letters == title or (len(letters) >= _SHORTEST_TITLE and title.startswith(letters)) for title in titles):
        return True
    return len(line.text) <= _LONG and bool(_TITLE.search(line.text)) and not is_prose(line)


def _weigh(body: Element, lines: list[Line], hidden: set[Element], titles: list[str]) -> _Page:
    """What every element of the page holds, in one pass upwards."""
    page = _Page(body)
    for line in lines:
        own = page.held.setdefault(line.owner, _Held())
        size = len(line.text)
        foot = size <= _FOOT_CHARS and bool(_FOOT.search(line.text))
        own.own += size
        own.unmarked += 0 if foot else size
        own.add(
            _Held(
                lines=1,
                chars=size,
                link_chars=min(line.link_chars, size),
                prose=size if is_prose(line) else 0,
                titles=int(_is_title(line, titles)),
                kept=line.link_chars <= _FEW_LINKS * size and bool(_KEPT.match(line.text)),
                foot=foot,
                crumb=bool(_CRUMB.match(line.text)),
            )
        )
    events = etree.iterwalk(body, events=("start", "end"))
    for event, element in events:
        if event == "start":
            page.elements.append(element)
            if element in hidden or element.tag in DROPPED:
                events.skip_subtree()
            continue
        held = page.held.setdefault(element, _Held())
        if element.tag == "a" and element.get("href") is not None:
            held.links += 1
        parent = element.getparent()
        if element is not body and parent is not None and element not in hidden:
            page.held.setdefault(parent, _Held()).add(held)
    return page


def _feet(page: _Page) -> set[Element]:
    """The outermost parts that are the foot of the page by their words: 版权所有 ICP备 上一篇 …, sentences or not."""
    whole = page.held[page.body]
    feet: set[Element] = set()
    events = etree.iterwalk(page.body, events=("start",))
    for _, element in events:
        held = page.held.get(element)
        if held is None or held.chars == 0:
            events.skip_subtree()
        elif element is not page.body and _is_foot(element, held, whole):
            feet.add(element)
            events.skip_subtree()
    return feet


def _is_foot(element: Element, held: _Held, whole: _Held) -> bool:
    if element.tag not in BLOCKS or not held.foot or held.titles or held.kept or held.chars > _FOOT_CHARS:
        return False
    if _is_named(element, _CHROME_WORDS):
        return held.prose <= _FOOT_SHARE * whole.prose
    return held.prose == 0 and held.unmarked == 0


def _container(page: _Page, feet: set[Element]) -> Element:
    """The least element with all the prose of the page outside its feet; the body where there is none."""
    prose = {element: page.held[element].prose for element in page.elements}
    for foot in feet:
        lost = prose[foot]
        if lost:
            prose[foot] = 0
            for ancestor in foot.iterancestors():
                if ancestor in prose:
                    prose[ancestor] -= lost
    container, whole = page.body, prose[page.body]
    while whole:
        inner = next((child for child in container if prose.get(child, 0) == whole), None)
        if inner is None:
            break
        container = inner
    return container


def _grown(page: _Page, container: Element, feet: set[Element]) -> Element:
    """`container`, or the ancestor that brings in title, meta line and signature and little else."""
    room = max(_BESIDE_CHARS, int(_BESIDE_SHARE * page.held[container].chars))
    wanted = outer = container
    while outer is not page.body:
        parent = outer.getparent()
        if parent is None:
            break
        kept = [
            page.held[child]
            for child in parent
            if child is not outer and child in page.held and child not in feet and not _is_beside_chrome(page, child)
        ]
        room -= sum(held.chars for held in kept) + page.held[parent].own
        titled = page.held[outer].titles > 0
        if room < 0 and (titled or page.held[page.body].titles == 0):
            break
        outer = parent
        if any(held.chars for held in kept) or page.held[parent].own:
            wanted = outer
    return wanted


def _chrome(page: _Page, outer: Element, container: Element) -> set[Element]:
    """The outermost parts of `outer` that are chrome; inside `container` only what is so beyond doubt."""
    inside = 0
    chrome: set[Element] = set()
    around = set(container.iterancestors())
    events = etree.iterwalk(outer, events=("start", "end"))
    for event, element in events:
        if element is container:
            inside += 1 if event == "start" else -1
        elif event == "start" and element is not outer and element not in around:
            held = page.held.get(element)
            if held is None:
                gone = True
            elif inside:
                # A name alone is no proof there: a heading may stand in a box of any name.
                sure = held.links > 0 or element.tag in _TAGS
                gone = sure and _is_chrome(element, held, _CHROME_WORDS_INSIDE)
            else:
                gone = _is_beside_chrome(page, element)
            if gone:
                chrome.add(element)
                events.skip_subtree()
    return chrome


def _is_beside_chrome(page: _Page, element: Element) -> bool:
    """Chrome for a part outside the container: there a single link suffices, or words like those of a menu."""
    held = page.held[element]
    if _is_chrome(element, held, _CHROME_WORDS):
        return True
    if element.tag not in BLOCKS or held.prose or held.titles or held.kept:
        return False
    return held.links > 0 or (held.lines >= _MENU_ITEMS and held.chars <= _MENU_WORD * held.lines)


def _is_chrome(element: Element, held: _Held, words: frozenset[str]) -> bool:
    if held.prose or held.titles or held.kept or element.tag not in BLOCKS:
        return False
    if element.tag in _TAGS or (element.get("role") or "").lower() in _ROLES or _is_named(element, words):
        return True
    if held.crumb and held.links >= 2:
        return True
    return held.links >= _LINKS and held.link_chars >= _LINK_SHARE * held.chars


def _is_named(element: Element, words: frozenset[str]) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return any(word.lower() in words for word in _NAME_WORD.findall(name[:400]))
