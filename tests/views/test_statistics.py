"""Statistics, coverage, comparison, documents: every number leads to its list, hostile parameters do no harm."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client

from reports.views.stacks import chart
from tests.analysis.conftest import Counted, small_archive

HOSTILE = (
    "row=x&col=%00&show=<script>", "row=year&col=year", "region=999999&year=20211&category=none&level=moon",
    "a=%00&b=<b>&c=%F0%9F%98%80", "a=990121&b=990121-moon&scope=x", "q=%22%22%22(((&ending=x&sort=x&page=999999999999",
    "authority=%27%3B--&term=-1&round=99999999", "page=-5&per_page=x&every=2&once=2",
)  # fmt: skip
PATHS = (
    "/statistics/", "/statistics/table.csv", "/statistics/coverage/", "/compare/", "/documents/", "/rounds/",
    "/categories/env/", "/regions/990121/",
)  # fmt: skip


@pytest.fixture
def archive(db: None) -> Counted:
    return small_archive()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def found(html: str) -> int:
    number = re.search(r'class="total"[^>]*><b>([\d,]+)</b>', html)
    assert number
    return int(number[1].replace(",", ""))


class TestStatistics:
    def test_every_number_of_the_table_is_that_of_its_list(self, client: Client, archive: Counted) -> None:
        html = page(client, "/statistics/?row=category&col=year")
        body = html.partition("<tbody>")[2].partition("</tbody>")[0]
        links = re.findall(r'<td[^>]*><a href="(/problems/[^"]+)" rel="nofollow">(?:<b>)?([\d,]+)', body)
        assert len(links) > 8
        for url, number in links[:10]:
            assert found(page(client, url)) == int(number), url

    def test_it_says_how_rounds_are_counted_and_can_count_otherwise(self, client: Client, archive: Counted) -> None:
        html = page(client, "/statistics/")
        assert '5 份通报里的 <b class="key">6</b> 个问题' in html
        assert '<b class="key">9</b> 个问题' in page(client, "/statistics/?every=1")

    def test_a_chart_has_a_title_and_the_table_beside_it(self, client: Client, archive: Counted) -> None:
        html = page(client, "/statistics/?row=level&col=status")
        assert 'role="img" aria-label="县级：已完成 3、未说明 2"><title>县级：已完成 3、未说明 2</title>' in html
        assert "url(#t1)" in html
        assert '<th scope="row"><a href="/problems/?level=county&once=1">县级</a></th>' in html

    def test_the_stated_totals_stand_below(self, client: Client, archive: Counted) -> None:
        html = page(client, "/statistics/")
        assert re.search(
            r'党纪政务处分（人）</th><td class="n"><b>11</b></td><td class="n">2</td><td class="n">7</td>', html
        )
        assert "<b>86 万元</b>" in html

    def test_coverage_is_a_click_away(self, client: Client, archive: Counted) -> None:
        for path in ("/statistics/", "/compare/?a=990121&b=990131", "/documents/", "/categories/env/"):
            assert 'href="/statistics/coverage/"' in page(client, path)

    def test_the_table_can_be_taken_away(self, client: Client, archive: Counted) -> None:
        response = client.get("/statistics/table.csv?row=level&col=year")
        text = response.content.decode("utf-8")
        assert text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
        cell = next(row for row in rows if (row["level"], row["year"]) == ("county", "2021"))
        assert (cell["problems"], cell["row_total"], cell["total"], cell["row_share"]) == ("4", "5", "6", "0.8000")
        assert cell["list"] == "http://testserver/problems/?level=county&year=2021&once=1"


class TestCoverage:
    def test_the_grid_links_to_reports_and_leaves_gaps(self, client: Client, archive: Counted) -> None:
        html = page(client, "/statistics/coverage/")
        assert '<a href="/reports/?region=990000&year=2021" rel="nofollow">3</a>' in html
        assert "<b>3</b> 份通报" in page(client, "/reports/?region=990000&year=2021")


class TestCompare:
    def test_the_form_shows_the_places_by_name_and_reads_these_names_again(
        self, client: Client, archive: Counted
    ) -> None:
        html = page(client, "/compare/?a=990121&b=990000-county")
        names = re.findall(r'id="place-[ab]" name="[ab]" value="([^"]+)"', html)
        assert names == ["示例省松岭市青禾县", "示例省各县市区"]
        again = page(client, f"/compare/?a={names[0]}&b={names[1]}")
        assert re.findall(r"<h1.*?</h1>", again) == re.findall(r"<h1.*?</h1>", html)

    def test_a_heading_of_topics_spans_the_table(self, client: Client, archive: Counted) -> None:
        assert '<th scope="rowgroup" colspan="5">' in page(client, "/compare/?a=990121&b=990000-county")

    @pytest.mark.parametrize("place", ["990131", "麦溪县", "麦溪", "maixixian", "MaiXi Xian", "示例省松岭市麦溪县"])
    def test_a_place_can_be_asked_for_in_many_ways(self, client: Client, archive: Counted, place: str) -> None:
        html = page(client, f"/compare/?a=990121&b={place}")
        assert "生态环境保护在青禾县占 66.7%，在麦溪县占 0.0%" in html

    def test_numbers_are_links_to_their_lists(self, client: Client, archive: Counted) -> None:
        html = page(client, "/compare/?a=990121&b=990000-county&scope=own")
        links = re.findall(r'<td class="n"><a href="(/problems/[^"]+)" rel="nofollow">(\d+)</a>', html)
        assert links
        for url, number in links[:6]:
            assert found(page(client, url)) == int(number)

    def test_departments_count_where_they_are_asked_for(self, client: Client, archive: Counted) -> None:
        assert '<b class="big">3</b>' in page(client, "/compare/?a=990121&b=990131")
        assert '<b class="big">4</b>' in page(client, "/compare/?a=990121&b=990131&scope=within")

    def test_an_unclear_name_offers_the_places_it_could_mean(self, client: Client, archive: Counted) -> None:
        html = page(client, "/compare/?a=鼓楼区&b=990131")
        assert "江苏省南京市鼓楼区" in html
        assert 'href="/compare/?a=320106&b=990131"' in html
        assert "没有叫“无此地”的地方" in page(client, "/compare/?a=无此地")


class TestPlaces:
    def test_a_region_shows_what_recurs_and_what_it_stated(self, client: Client, archive: Counted) -> None:
        html = page(client, "/regions/990121/")
        assert "有 <b>1</b> 类问题在后来的巡视中又被指出" in html
        assert (
            f'<b><a href="/problems/?category=env&report={archive.followup.public_id}" rel="nofollow">1</a></b>' in html
        )
        assert re.search(r'党纪政务处分（人）</th><td class="n">7</td><td class="n"></td>', html)
        assert 'href="/compare/?a=990121&b=990131"' in html

    def test_it_stands_against_the_average_of_its_level(self, client: Client, archive: Counted) -> None:
        html = page(client, "/regions/990121/")
        line = re.search(r"<li><a href=\"[^\"]+\">生态环境保护</a><svg.*?</li>", html.partition('id="against"')[2])
        assert line
        assert ">1.0</span>" in line[0]
        assert "0.7" in line[0]

    def test_a_category_tells_what_is_usually_done_and_which_documents(self, client: Client, archive: Counted) -> None:
        html = page(client, "/categories/env/")
        assert "<b>2</b> 个问题" in html
        assert 'href="/problems/?q=%22%E3%80%8A' in html

    def test_rounds_stand_under_who_sent_them(self, client: Client, archive: Counted) -> None:
        assert found(page(client, "/rounds/?term=11&round=3")) == 4
        assert found(page(client, "/rounds/?term=unknown")) == 0


class TestEveryPage:
    @pytest.mark.parametrize("asked", HOSTILE)
    def test_survives_hostile_parameters(self, client: Client, archive: Counted, asked: str) -> None:
        for path in PATHS:
            response = client.get(f"{path}?{asked}")
            assert response.status_code == 200, path
            assert b"<script>" not in response.content.partition(b"<main")[2]

    @pytest.mark.parametrize(
        "path",
        ["/statistics/?row=region&col=year&region=990000&category=env&level=county", "/statistics/?row=year&col=kind",
         "/statistics/coverage/", "/compare/?a=qinghexian&b=maixixian&c=990000-county",
         "/documents/?q=办法&region=990000&category=env&year=2023", "/rounds/?authority=990000&term=11&region=990121",
         "/categories/env/", "/regions/990121/", "/regions/990131/"],
    )  # fmt: skip
    def test_costs_at_most_twenty_queries(
        self,
        client: Client,
        archive: Counted,
        path: str,
        django_assert_max_num_queries: pytest.FixtureRequest,
    ) -> None:
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            page(client, path)

    @pytest.mark.parametrize("path", PATHS)
    def test_stands_in_an_empty_archive(self, client: Client, db: None, path: str) -> None:
        if not path.startswith("/regions/"):
            page(client, path)


class TestCharts:
    ROWS = (("甲", "/a", 6, (4, 2)), ("乙", "/b", 3, (0, 3)), ("丙", "/c", 0, (0, 0)))

    def test_few_parts_of_a_whole_are_stacked_in_patterns(self) -> None:
        drawn = chart(self.ROWS, ("一", "二"), additive=True)
        assert [stack.label for stack in drawn.stacks] == ["甲", "乙"]
        assert [(part.pattern, part.x, part.width) for part in drawn.stacks[0].parts] == [
            (1, "0.00", "66.27"),
            (2, "66.67", "32.93"),
        ]
        assert drawn.stacks[1].words == "乙：二 3"

    def test_overlapping_or_many_values_are_panels_on_one_scale(self) -> None:
        drawn = chart(self.ROWS, ("一", "二"), additive=False)
        assert not drawn.stacks
        assert [bar[3] for bar in drawn.panels[0].bars] == ["54.0", "27.0"]
        many = chart([("甲", "/a", 7, (1,) * 7)], [str(n) for n in range(7)], additive=True)
        assert len(many.panels[0].bars) == 7

    def test_shares_of_rows_are_drawn_as_shares(self) -> None:
        drawn = chart(self.ROWS, ("一", "二"), additive=True, whole=True)
        assert [[part.x for part in stack.parts] for stack in drawn.stacks] == [["0.00", "66.67"], ["0.00"]]
        assert drawn.stacks[1].parts[0].width == "99.60"
        panels = chart(self.ROWS, ("一", "二"), additive=False, whole=True).panels
        assert [[bar[3] for bar in panel.bars] for panel in panels] == [["36.0", "18.0"], ["54.0"]]

    def test_nothing_is_drawn_of_nothing(self) -> None:
        assert chart([], (), additive=True) == chart([("甲", "/a", 0, (0,))], ("一",), additive=True)
