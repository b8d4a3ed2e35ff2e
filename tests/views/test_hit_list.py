"""The list of problems is written out in Python: nothing of a report may become markup there."""

from __future__ import annotations

import re

from django.utils.safestring import mark_safe

from reports.templatetags.archive import hit_list
from reports.views.hits import Excerpt, HitView, Link

HOSTILE = '<b onclick="x">&'


def hit(**changes: object) -> HitView:
    values = {
        "url": f"/problems/{HOSTILE}/",
        "year": 2021,
        "links": [Link(f"/regions/{HOSTILE}", HOSTILE)],
        "name": HOSTILE,
        "statement": mark_safe("<mark>污水</mark>直排"),
        "excerpt": Excerpt(HOSTILE, mark_safe("整治<mark>污水</mark>")),
        "more": HOSTILE,
        "categories": [Link(f"/problems/?category={HOSTILE}", HOSTILE)],
        "status": HOSTILE,
        "where": HOSTILE,
        "path": mark_safe("一 › <mark>污水</mark>"),
    }
    return HitView(**{**values, **changes})  # type: ignore[arg-type]


def test_every_text_and_address_is_escaped_and_marks_stay() -> None:
    page = hit_list([hit()])
    assert "<b onclick" not in page
    assert page.count("&lt;b onclick=&quot;x&quot;&gt;&amp;") == 11
    assert page.count("<mark>污水</mark>") == 3


def test_what_a_hit_does_not_have_leaves_no_empty_element() -> None:
    page = hit_list([hit(year=None, name="", path=None, excerpt=None, more="", categories=[], where="", links=[])])
    assert re.search(r"<(\w+)[^>]*></\1>", page.replace('<p class="meta"></p>', "")) is None
    for words in ("年份不详", "未分类", "没有列出措施"):
        assert words in page
    for words in ("上级标题", "命中"):
        assert words not in page
