"""Cross-tabs, small charts and lists of places are written without a template for each number, and escaped."""

from __future__ import annotations

from reports.templatetags.tables import held_places, panel_bars, table_lines, year_columns
from reports.views.charts import columns
from reports.views.crosstables import Line, Number
from reports.views.regions import HeldPlaces
from reports.views.stacks import Panel

URL = "/problems/?q=%22&year=2021"


def test_a_number_leads_to_its_list_and_has_a_bar() -> None:
    html = table_lines([Line("2021", URL, (Number("1,234", URL, "50.0"),), Number("1,234", URL))], 1)
    address = "/problems/?q=%22&amp;year=2021"
    assert f'<th scope="row"><a href="{address}">2021</a></th>' in html
    assert f'<td><a href="{address}" rel="nofollow">1,234</a><svg viewBox="0 0 100 3"' in html
    assert '<rect class="bar" width="50.0" height="3"/>' in html
    assert f'<td><a href="{address}" rel="nofollow"><b>1,234</b></a></td></tr>' in html


def test_nothing_leads_nowhere() -> None:
    html = table_lines([Line("2021", None, (Number("0", None),), Number("0", None))], 1)
    nothing = '<td><span class="q">0</span></td>'
    assert html == f'\n<tr><th scope="row">2021</th>{nothing}{nothing}</tr>'


def test_rows_and_columns_of_few_reports_are_thin() -> None:
    html = table_lines([Line("2021", None, (Number("0", None, thin=True),), Number("0", None), thin=True)], 1)
    assert '<th scope="row" class="thin">' in html
    assert html.count('<td class="thin">') == 1


def test_a_heading_spans_the_columns_and_their_total() -> None:
    assert '<tr class="grp"><th scope="rowgroup">作风</th><td colspan="4"></td></tr>' in table_lines(
        [Line("作风", None)], 3
    )


def test_names_are_escaped() -> None:
    assert '<th scope="row">&lt;b&gt;&quot;</th>' in table_lines([Line('<b>"', None, (), Number("0", None))], 0)


def test_bars_stand_where_they_were_counted() -> None:
    bars = (("0.00", "1.5", "8.00", "54.5"), ("10.00", "50.0", "8.00", "6.0"))
    html = panel_bars(Panel("县", URL, 9, bars, "", "2021", "2022"))
    assert html == (
        '<rect class="bar" x="0.00" y="1.5" width="8.00" height="54.5"/>'
        '<rect class="bar" x="10.00" y="50.0" width="8.00" height="6.0"/>'
    )


def test_places_stand_under_their_province() -> None:
    html = held_places([HeldPlaces("990000", "示例<省", (("990121", "青禾县", 3),))])
    assert html == (
        '<div class="places held"><h3><a href="/regions/990000/">示例&lt;省</a></h3>'
        '<ul><li><a href="/regions/990121/">青禾县</a> <span class="q">3</span></li></ul></div>'
    )


def test_years_stand_as_columns_or_as_lines_and_one_without_problems_leads_nowhere() -> None:
    drawn = columns([("2021", 1234, URL, True), ("2022", 0, None, False)])
    upright = year_columns(drawn, "个<问题>")
    assert '<li><a href="/problems/?q=%22&amp;year=2021" rel="nofollow" aria-current="true">1,234<svg' in upright
    assert '<span class="vh">20</span>21<span class="vh">年：1234 个&lt;问题&gt;</span></a></li>' in upright
    assert '<li><span class="q">0<svg viewBox="0 0 10 56"' in upright
    lines = year_columns(drawn, "个问题", tight=True)
    assert lines.startswith('<ol class="years tight"><li><a href=')
    assert '<span class="n">1,234<span class="vh"> 个问题</span></span>' in lines
    assert '<li><span class="q"><span>2022</span><span class="n">0</span>' in lines
