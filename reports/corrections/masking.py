"""Finding words that are known by keyed hash and length only, and putting ■ in their place (design.md §5, redact)."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from reports.models import Redaction, Report

BLOCK = "■"
OFFICES = frozenset({"body", "authority_region"})
"""Values that name a public office or place, and are the key of a row: never words to be taken out."""


def squeeze(words: str) -> str:
    """The words without white space: a text of the report may break its lines elsewhere."""
    return "".join(words.split())


def digest(words: str, report: Report) -> str:
    """The hash of squeezed words, keyed by the site's secret and the report: nobody can try names against it, nor see
    that two reports hide the same ones."""
    key = f"redaction:{report.public_id}:{settings.SECRET_KEY}".encode()
    return hmac.digest(key, words.encode("utf-8", "surrogatepass"), "sha256").hex()


class Mask:
    """The redactions of one report. White space and every other character stay: spans keep their meaning."""

    def __init__(self, report: Report, redactions: Iterable[Redaction]) -> None:
        self._report = report
        self._digests: dict[int, set[str]] = defaultdict(set)
        for each in redactions:
            self._digests[each.length].add(each.digest)
        self._found: dict[str, str] = {}

    @classmethod
    def of(cls, report: Report) -> Mask:
        return cls(report, report.redactions.all() if report.pk else ())

    def __bool__(self) -> bool:
        return bool(self._digests)

    def text(self, text: str) -> str:
        """The text with ■ for each character of the words, wherever they stand. Remembered: rows repeat the text."""
        if text not in self._found:
            self._found[text] = self._masked(text)
        return self._found[text]

    def _masked(self, text: str) -> str:
        places = [index for index, character in enumerate(text) if not character.isspace()]
        squeezed = "".join(text[index] for index in places)
        characters = list(text)
        for length, digests in self._digests.items():
            for start in range(len(squeezed) - length + 1):
                if digest(squeezed[start : start + length], self._report) in digests:
                    for place in places[start : start + length]:
                        characters[place] = BLOCK
        return "".join(characters)

    def values(self, value: Any, source: str | None = None) -> Any:
        """JSON values with every string masked. What a span of `source` (already masked) gives word for word is taken
        from there, so that a part of the words is masked too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            found = {name: each if name in OFFICES else self.values(each, source) for name, each in value.items()}
            return _from_source(found, value, source) if source is not None else found
        if isinstance(value, (list, tuple)):
            return [self.values(each, source) for each in value]
        return value

    def missing(self, text: str) -> list[Redaction]:
        """The redactions whose words the text (not masked yet) does not hold."""
        squeezed = squeeze(text)
        lengths = {length: self._windows(squeezed, length) for length in self._digests}
        return [each for each in self._report.redactions.all() if each.digest not in lengths[each.length]]

    def _windows(self, squeezed: str, length: int) -> set[str]:
        return {
            digest(squeezed[start : start + length], self._report) for start in range(len(squeezed) - length + 1)
        } & self._digests[length]


def _from_source(masked: dict[str, Any], before: Mapping[str, Any], source: str) -> dict[str, Any]:
    start, end = before.get("start"), before.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or end > len(source):
        return masked
    for name in ("text", "words", "heading"):
        words = before.get(name)
        if isinstance(words, str) and len(words) == end - start and _same_but_for_blocks(words, source[start:end]):
            masked[name] = source[start:end]
    return masked


def _same_but_for_blocks(words: str, source: str) -> bool:
    return all(other in (one, BLOCK) for one, other in zip(words, source, strict=True))
