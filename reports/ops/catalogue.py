"""The English of the interface, without GNU gettext: finds the phrases, keeps the .po file, compiles the .mo file.

locale/en/LC_MESSAGES/django.po is what translators edit; the .mo beside it is what Django reads. Both are committed,
so that a fresh machine needs no step; a test holds that the second is the first compiled and that no phrase lacks its
English. Phrases are literal strings only: a phrase put together at run time cannot be looked up.
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

CONTEXT_MARK = "\x04"
"""Stands between context and phrase in a compiled catalogue (GNU gettext's rule)."""
MO_MAGIC = 0x950412DE
HEADER = (
    "Project-Id-Version: xunshi-archive\n"
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
PLAIN = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
WITH_CONTEXT = frozenset({"pgettext", "pgettext_lazy"})
FOLDERS = ("reports", "xunshi_site")


@dataclass(frozen=True, slots=True, order=True)
class Phrase:
    """A phrase of the interface in Chinese, and the context that tells it from the same words elsewhere."""

    text: str
    context: str = ""


def phrases(root: Path) -> dict[Phrase, list[str]]:
    """Every phrase of the code and the templates below `root`, with the files that have it, in order of the phrase."""
    found: dict[Phrase, list[str]] = {}
    sources = [path for folder in FOLDERS for path in (root / folder).rglob("*.py") if "migrations" not in path.parts]
    for path in sorted(sources):
        for phrase in of_python(path.read_text(encoding="utf-8")):
            found.setdefault(phrase, []).append(path.relative_to(root).as_posix())
    for path in sorted((root / "templates").rglob("*.html")):
        for phrase in of_template(path.read_text(encoding="utf-8")):
            found.setdefault(phrase, []).append(path.relative_to(root).as_posix())
    return dict(sorted(found.items()))


def of_python(code: str) -> Iterator[Phrase]:
    """The phrases of calls such as `_("检索")` and `pgettext("html lang", "zh-Hans")`."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in PLAIN and len(words) == 1:
            yield Phrase(words[0])
        elif name in WITH_CONTEXT and len(words) == 2:
            yield Phrase(words[1], words[0])


# What Django makes of a template's tags for gettext: a call with one literal, in either quotes.
_LITERAL = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"(?<!\w)(?:_|gettext)\(\s*({_LITERAL})\s*\)")
# `pgettext(u'one', u'轮次')`, of `{% translate "轮次" context "one" %}`; near-miss: `gettext(u'轮次')`.
_CALL_WITH_CONTEXT = re.compile(rf"(?<!\w)pgettext\(\s*({_LITERAL})\s*,\s*({_LITERAL})\s*\)")


def of_template(source: str) -> Iterator[Phrase]:
    """The phrases of `translate`, `blocktranslate` and `_("…")` in a template, with their contexts."""
    calls = templatize(source)
    for match in _CALL.finditer(calls):
        yield Phrase(ast.literal_eval(match[1]))
    for match in _CALL_WITH_CONTEXT.finditer(calls):
        yield Phrase(ast.literal_eval(match[2]), ast.literal_eval(match[1]))


def read_po(text: str) -> dict[Phrase, str]:
    """The entries of a .po file, the header left out. ValueError for a line that is none of gettext's."""
    entries: dict[Phrase, str] = {}
    current: dict[str, str] = {}
    key = ""
    for line in [*text.split("\n"), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if current.get("msgid"):
                entries[Phrase(current["msgid"], current.get("msgctxt", ""))] = current.get("msgstr", "")
            current, key = {}, ""
            continue
        word, quote, rest = line.partition('"')
        if not quote or word.strip() not in ("", "msgctxt", "msgid", "msgstr"):
            raise ValueError(f"not a line of a catalogue: {line}")
        key = word.strip() or key
        current[key] = current.get(key, "") + str(ast.literal_eval(f'"{rest}'))
    return entries


def write_po(entries: Mapping[Phrase, str], places: Mapping[Phrase, Iterable[str]]) -> str:
    """A .po file of these phrases, each with the files that have it."""
    blocks = ['msgid ""\nmsgstr ""\n' + "".join(f"{_quoted(line)}\n" for line in HEADER.splitlines(keepends=True))]
    for phrase, english in entries.items():
        lines = [f"#: {' '.join(dict.fromkeys(places.get(phrase, ())))}"]
        if "%(" in phrase.text or re.search("%[sd]", phrase.text):
            lines.append("#, python-format")
        lines += [f"msgctxt {_quoted(phrase.context)}"] if phrase.context else []
        lines += [f"msgid {_quoted(phrase.text)}", f"msgstr {_quoted(english)}"]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def compile_mo(entries: Mapping[Phrase, str]) -> bytes:
    """The catalogue as gettext reads it: sorted originals and translations behind a table of lengths and offsets.

    Phrases without English are left out, and shown in Chinese.
    """
    pairs = {"": HEADER}
    for phrase, english in entries.items():
        if english:
            key = f"{phrase.context}{CONTEXT_MARK}{phrase.text}" if phrase.context else phrase.text
            pairs[key] = english
    ordered = sorted((key.encode(), english.encode()) for key, english in pairs.items())
    first_table, head = 7 * 4, 7 * 4 + 16 * len(ordered)
    originals: list[tuple[int, int]] = []
    translations: list[tuple[int, int]] = []
    body = b""
    for column, table in ((0, originals), (1, translations)):
        for pair in ordered:
            table.append((len(pair[column]), head + len(body)))
            body += pair[column] + b"\0"
    count = len(ordered)
    header = struct.pack("<7I", MO_MAGIC, 0, count, first_table, first_table + 8 * count, 0, 0)
    return header + b"".join(struct.pack("<2I", *row) for row in (*originals, *translations)) + body


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files of one language below a project's root."""

    root: Path
    language: str = "en"

    @property
    def po(self) -> Path:
        return self.root / "locale" / self.language / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")

    def current(self) -> tuple[dict[Phrase, str], dict[Phrase, list[str]]]:
        """The phrases of the code with the English that the .po file has for them (empty without), and their places."""
        known = read_po(self.po.read_text(encoding="utf-8")) if self.po.is_file() else {}
        places = phrases(self.root)
        return {phrase: known.get(phrase, "") for phrase in places}, places

    def update(self) -> list[Phrase]:
        """Takes new phrases into the .po file, drops those no longer used, compiles. Returns what lacks English."""
        entries, places = self.current()
        self.po.parent.mkdir(parents=True, exist_ok=True)
        self.po.write_text(write_po(entries, places), encoding="utf-8")
        self.mo.write_bytes(compile_mo(entries))
        return [phrase for phrase, english in entries.items() if not english]
