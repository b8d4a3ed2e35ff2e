"""The query language: what a reader types, as a tree (design.md §6).

    污水 管网            both words
    污水 OR 黑臭水体      one of them; AND binds closer than OR
    -管网, NOT 管网       without it
    (污水 OR 雨水) 管网   parentheses
    "立行立改"            this exact phrase; also “…”, 「…」, 『…』, ‘…’

AND, OR and NOT are operators in capitals only. Full-width signs and capitals mean the same as half-width ones. A phrase
is closed by the partner of the mark that opened it; other marks inside are separators. Errors are values: what could be
understood is searched all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.fold import fold
from reports.search.numerals import spellings
from reports.search.query import QueryError
from reports.search.stream import SEPARATOR, normalise

MAX_LENGTH = 1000
MAX_TERMS = 40
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase: found where a field contains one of `spellings` (normalised, `search.stream`)."""

    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Found where every part is found."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Found where one part is found."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Found where the part is not found."""

    part: Node


Node = Term | All | Either | Without


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The tree (None when nothing can be searched), what was wrong, and the terms to highlight: those asked for."""

    node: Node | None
    errors: tuple[QueryError, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_wanted(self.node))) if self.node else ()


def _wanted(node: Node) -> Iterator[str]:
    match node:
        case Term(spellings=found):
            yield from found
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _wanted(part)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # term, AND, OR, NOT, open, close
    start: int
    end: int
    spellings: tuple[str, ...] = ()


# Opening mark -> the marks that close it, the first one that occurs winning: input methods may give two of a kind.
_CLOSERS = {
    '"': ('"',),
    "\uff02": ("\uff02", '"'),
    "“": ("”", "“", '"'),
    "”": ("”", "“", '"'),
    "„": ("”", "“"),
    "「": ("」",),
    "『": ("』",),
    "«": ("»",),
    "〝": ("〞", "〟"),
    "\ufe41": ("\ufe42",),
    "\ufe43": ("\ufe44",),
    "\uff62": ("\uff63",),
}
# Single marks open a phrase only where they are closed: an apostrophe is no error.
_SINGLE_CLOSERS = {"'": ("'",), "‘": ("’",), "\uff07": ("\uff07", "'")}
_OPEN, _CLOSE, _MINUS = "(\uff08", ")\uff09", "-\uff0d\ufe63\u2212"
_OPERATORS = ("AND", "OR", "NOT")
# Capitals as an input method set to full width gives them.
_HALF_WIDTH = {ord(capital) + 0xFEE0: capital for capital in "ADNORT"}
# A word in folded text. 1.5亿, 35-1, a/b, 1,390件 -> one; 教育、医疗, 项目-资金, 2019,2020 -> two: only digits and
# Latin are joined, and by a comma only thousands.
_WORD = re.compile(r"[^\W_]+(?:(?:(?<=[0-9a-z])[./:·-](?=[0-9a-z])|(?<=[0-9]),(?=[0-9]{3}(?![0-9])))[^\W_]+)*")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")
_CHUNK_END = re.compile(r"[\s()\uff08\uff09" + "".join(_CLOSERS) + "]")

_SENTENCES = {
    "too_long": (
        "检索词太长，只检索了前 1000 个字。",
        "The query is too long; its first 1,000 characters were searched.",
    ),
    "too_many": ("检索词太多，只检索了前 40 个。", "Too many words; the first 40 were searched."),
    "too_deep": (
        "括号套得太深，里面的括号没有计入。",
        "Parentheses are nested too deeply; the inner ones were left out.",
    ),
    "unclosed_quote": (
        "引号没有配对，按到末尾为止检索。",
        "A quotation mark is not closed; the phrase runs to the end.",
    ),
    "empty_phrase": ("引号里没有可检索的字。", "There is no letter, digit or character between the quotation marks."),
    "unclosed_parenthesis": (
        "括号没有配对，按到末尾为止检索。",
        "A parenthesis is not closed; it was closed at the end.",
    ),
    "stray_parenthesis": ("多出一个右括号，没有计入。", "A closing parenthesis has no partner and was left out."),
    "empty_parentheses": ("括号里没有检索词。", "There is nothing between the parentheses."),
    "lonely_operator": (
        "AND、OR、NOT 或减号旁边缺少检索词，没有计入。",
        "An operator lacks a word beside it and was left out.",
    ),
    "nothing_to_find": (
        "没有可检索的字，请输入汉字、字母或数字。",
        "There is nothing to search for: no letter, digit or character.",
    ),
}


def operator_of(word: str) -> str:
    """AND, OR or NOT for a word in capitals of either width; empty for any other."""
    half = word.translate(_HALF_WIDTH)
    return half if half in _OPERATORS else ""


def _error(code: str, start: int, end: int) -> QueryError:
    zh, en = _SENTENCES[code]
    return QueryError(code, start, end, zh, en)


def parse_query(q: str) -> ParsedQuery:
    """The tree of `q`, for any string. A blank `q` gives no tree and no error; it never raises."""
    if not q.strip():
        return ParsedQuery(None)
    errors: list[QueryError] = []
    if len(q) > MAX_LENGTH:
        errors.append(_error("too_long", MAX_LENGTH, len(q)))
    tokens = _limited(list(_tokens(q[:MAX_LENGTH], errors)), errors)
    node = _Parser(tokens, errors).parse()
    if node is None and not errors:
        errors.append(_error("nothing_to_find", 0, len(q)))
    return ParsedQuery(node, tuple(sorted(dict.fromkeys(errors), key=lambda error: error.start)))


def _limited(tokens: list[_Token], errors: list[QueryError]) -> list[_Token]:
    positions = [index for index, token in enumerate(tokens) if token.kind == "term"]
    if len(positions) <= MAX_TERMS:
        return tokens
    cut = positions[MAX_TERMS]
    errors.append(_error("too_many", tokens[cut].start, tokens[-1].end))
    return tokens[:cut]


def _tokens(q: str, errors: list[QueryError]) -> Iterator[_Token]:
    position = 0
    while position < len(q):
        char = q[position]
        end = position + 1
        if char in _OPEN:
            yield _Token("open", position, end)
        elif char in _CLOSE:
            yield _Token("close", position, end)
        elif (closing := _closing(q, position)) is not None:
            end = closing + 1
            yield from _phrase(q, position, closing, errors)
        elif char in _MINUS and _opens_something(q, position):
            yield _Token("NOT", position, end)
        elif not char.isspace():
            found = _CHUNK_END.search(q, position + 1)
            end = found.start() if found else len(q)
            yield from _chunk(q[position:end], position)
        position = end


def _opens_something(q: str, minus: int) -> bool:
    """-管网 -> a minus before a word; 项目 - 资金 and a dash at the end -> none."""
    return minus + 1 < len(q) and not q[minus + 1].isspace()


def _closing(q: str, opening: int) -> int | None:
    """Where the phrase opened at `opening` closes, `len(q)` when it never does; None when nothing is opened there."""
    char = q[opening]
    for mark in (*_CLOSERS.get(char, ()), *_SINGLE_CLOSERS.get(char, ())):
        found = q.find(mark, opening + 1)
        if found >= 0:
            return found
    return len(q) if char in _CLOSERS else None


def _phrase(q: str, opening: int, closing: int, errors: list[QueryError]) -> Iterator[_Token]:
    if closing == len(q):
        errors.append(_error("unclosed_quote", opening, opening + 1))
    text = normalise(q[opening + 1 : closing])
    if text.strip(SEPARATOR):
        yield _Token("term", opening, min(closing + 1, len(q)), (text,))
    else:
        errors.append(_error("empty_phrase", opening, min(closing + 1, len(q))))


def _chunk(chunk: str, start: int) -> Iterator[_Token]:
    """An operator, or the words of a stretch without blanks."""
    if operator := operator_of(chunk):
        yield _Token(operator, start, start + len(chunk))
        return
    for word in _WORD.finditer(fold(chunk)):
        asked = (word.group(), *spellings(_THOUSANDS.sub("", word.group())))
        yield _Token("term", start + word.start(), start + word.end(), tuple(dict.fromkeys(map(normalise, asked))))


@dataclass(slots=True)
class _Parser:
    """Recursive descent: either := all (OR all)*; all := one (AND? one)*; one := NOT one | term | (either)."""

    tokens: list[_Token]
    errors: list[QueryError]
    position: int = 0
    depth: int = field(default=0)

    def parse(self) -> Node | None:
        parts = []
        while self.position < len(self.tokens):
            node = self._either()
            if node is not None:
                parts.append(node)
            stray = self._take("close")
            if stray is not None:
                self.errors.append(_error("stray_parenthesis", stray.start, stray.end))
        return _joined(All, parts)

    def _next(self) -> str:
        return self.tokens[self.position].kind if self.position < len(self.tokens) else "end"

    def _take(self, kind: str) -> _Token | None:
        if self._next() != kind:
            return None
        self.position += 1
        return self.tokens[self.position - 1]

    def _lonely(self, operator: _Token) -> None:
        self.errors.append(_error("lonely_operator", operator.start, operator.end))

    def _either(self) -> Node | None:
        parts = []
        operator: _Token | None = None
        while True:
            node = self._all()
            if node is not None:
                parts.append(node)
            elif operator is not None or self._next() == "OR":
                self._lonely(operator or self.tokens[self.position])
            operator = self._take("OR")
            if operator is None:
                return _joined(Either, parts)

    def _all(self) -> Node | None:
        parts: list[Node] = []
        while self._next() in ("term", "open", "NOT", "AND"):
            operator = self._take("AND")
            if operator is not None and (not parts or self._next() not in ("term", "open", "NOT")):
                self._lonely(operator)
                continue
            node = self._one()
            if node is not None:
                parts.append(node)
        return _joined(All, parts)

    def _one(self) -> Node | None:
        negations = []
        while (negation := self._take("NOT")) is not None:
            negations.append(negation)
        node = self._operand()
        if node is None:
            if negations:
                self._lonely(negations[-1])
            return None
        return Without(node) if len(negations) % 2 else node

    def _operand(self) -> Node | None:
        term = self._take("term")
        if term is not None:
            return Term(term.spellings)
        opening = self._take("open")
        return None if opening is None else self._group(opening)

    def _group(self, opening: _Token) -> Node | None:
        if self.depth >= MAX_DEPTH:
            self.errors.append(_error("too_deep", opening.start, opening.end))
            return None
        self.depth += 1
        node = self._either()
        self.depth -= 1
        closing = self._take("close")
        if closing is None:
            self.errors.append(_error("unclosed_parenthesis", opening.start, opening.end))
        elif node is None:
            self.errors.append(_error("empty_parentheses", opening.start, closing.end))
        return node


def _joined(kind: type[All] | type[Either], parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(tuple(parts))
