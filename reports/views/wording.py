"""The language of the page, and the names of codes in it."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from django.utils import translation
from django.utils.translation import pgettext

from reports.models.reference import named_codes

CHINESE, ENGLISH = "zh-Hans", "en"
WAN, YI = 10_000, 100_000_000


def page_language() -> str:
    """`zh-Hans` or `en`, for `lang`: the language the page is really in.

    The mark is itself a phrase of the catalogue, so that a page is never called English before it is.
    """
    return pgettext("html lang", "zh-Hans")


def sentence_gap() -> str:
    """What stands between two sentences: a blank in English; Chinese has the room in its full stop."""
    return " " if page_language() == ENGLISH else ""


@lru_cache(maxsize=1)
def english_ready() -> bool:
    """Whether there is an English catalogue to switch to."""
    with translation.override("en"):
        return page_language() == ENGLISH


class Named(Protocol):
    """A `Category`, or its columns that are shown."""

    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def category_name(category: Named) -> str:
    """The category's name in the language of the page."""
    return category.name_en if page_language() == ENGLISH else category.name_zh


def code_name(table: str, code: str) -> str:
    """The name of a code in the language of the page; the code itself when the file does not know it."""
    entry = named_codes(table).get(code)
    return str(entry["en" if page_language() == ENGLISH else "zh"]) if entry else code


def type_names() -> dict[str, str]:
    """The names of all types of measures in the language of the page, by code."""
    language = "en" if page_language() == ENGLISH else "zh"
    return {code: str(entry[language]) for code, entry in named_codes("measure_types").items()}


def yuan(amount: int) -> str:
    """As reports write sums: 4127000 as `412.7 万元`, 230000000 as `2.3 亿元`, 860 as `860 元`."""
    if page_language() == ENGLISH:
        return f"{amount:,} yuan"
    for unit, name in ((YI, "亿元"), (WAN, "万元")):
        if amount >= unit:
            return f"{amount / unit:,.6f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{amount:,} 元"
