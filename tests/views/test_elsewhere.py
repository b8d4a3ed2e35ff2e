"""What other places did is written without a template for each line, and escaped."""

from __future__ import annotations

from django.utils.safestring import mark_safe

from reports.templatetags.elsewhere import near_list, practice_list
from reports.views.precedents import Practice, Precedent, Step


def test_a_similar_problem_has_its_place_year_and_status_above_and_its_marks() -> None:
    marked = mark_safe("河道<mark>返黑</mark>。")
    html = near_list([Precedent("abc", marked, "整改<完成>", 2021, ["示例省", "青禾县"], [])])
    assert html == (
        '<li>\n<p class="meta"><span lang="zh-Hans">示例省青禾县</span><span>2021</span>'
        "<span>整改&lt;完成&gt;</span></p>\n"
        '<h3 class="stmt" lang="zh-Hans"><a href="/problems/abc/">河道<mark>返黑</mark>。</a></h3>\n</li>'
    )
    assert "<span>None</span>" not in near_list([Precedent("abc", marked, "", None, [], [])])


def test_measures_of_the_first_type_are_open_and_lead_to_their_problem() -> None:
    html = practice_list(
        [Practice("建章<立制>", 5, [Step("mmm", "印发《办法》<b>", "abc", "青禾县")]), Practice("追责", 1, [])]
    )
    assert html == (
        '<details class="practice" open><summary><b>建章&lt;立制&gt;</b> <span class="q">5</span></summary>\n'
        '<ul lang="zh-Hans"><li><a href="/problems/abc/#m-mmm"><span class="q">青禾县</span> 印发《办法》&lt;b&gt;</a>'
        "</li></ul></details>\n"
        '<details class="practice"><summary><b>追责</b> <span class="q">1</span></summary>\n'
        '<ul lang="zh-Hans"></ul></details>\n'
    )
