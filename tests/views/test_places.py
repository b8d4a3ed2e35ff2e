"""Places, bodies, rounds, categories and the front page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from reports.models import Region
from reports.views.names import committee, problem_name, round_name
from tests.factories import BodyFactory, ReportFactory, RoundFactory, county, prefecture, problem_in, province
from tests.views.conftest import Shown, index_everything


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


class TestHome:
    def test_it_says_in_a_sentence_what_the_archive_holds(self, client: Client, shown: Shown) -> None:
        html = page(client, "/")
        assert "2021 年以来各地公布的整改通报 <b>4</b> 份，<br>逐条分出问题 <b>6</b> 个、整改措施 <b>6</b> 条" in html

    def test_provinces_are_tiles_years_columns_and_categories_links(self, client: Client, shown: Shown) -> None:
        html = page(client, "/")
        assert len(re.findall(r'<li class="r\d c\d">', html)) == 35
        assert '<a href="/problems/?year=2021"' in html
        assert '<a href="/problems/?category=env"><span>生态环境保护</span><span class="n">3</span></a>' in html

    def test_samples_stand_under_a_banner(self, client: Client, shown: Shown) -> None:
        assert "以下为虚构样例" in page(client, "/")

    def test_what_can_be_asked_next_leads_to_lists_and_to_the_coverage(self, client: Client, shown: Shown) -> None:
        ways = client.get("/").content.decode().partition('id="ways"')[2].partition("</section>")[0]
        assert '<a href="/problems/?kind=followup"><b>1 个</b>' in ways
        assert re.search(r'<a href="/statistics/coverage/"><b>1 / [\d,]+ 个</b>县级地区收有自己党委的通报', ways)

    def test_an_empty_archive_says_that_it_is_empty(self, client: Client, db: None) -> None:
        html = page(client, "/")
        assert "档案里还没有通报" in html
        assert "以下为虚构样例" not in html


class TestRegion:
    def test_its_own_committee_comes_first_and_its_departments_do_not_count(self, client: Client, shown: Shown) -> None:
        bureau = BodyFactory(name="青禾县示例局党组", region=county(), level="other")
        report = ReportFactory(round=RoundFactory(body=bureau), title="青禾县示例局党组关于巡察整改情况的通报")
        problem_in(report, "采购程序不规范。", "一是重新招标。", topics=("projects",))
        index_everything()
        html = page(client, "/regions/990121/")
        assert "2021 年以来收录巡视 <b>2</b> 次，被指出问题 <b>4</b> 个。" in html
        own, _, others = html.partition('id="departments"')
        assert "青禾县示例局党组" in others
        assert "青禾县示例局党组" not in own

    def test_numbers_lead_to_their_problems(self, client: Client, shown: Shown) -> None:
        html = page(client, "/regions/990121/")
        found = re.search(
            r'<a href="(/problems/[^"]*category=env&once=1)"><span>生态环境保护</span><span class="n">(\d+)', html
        )
        assert found
        assert found[1] == "/problems/?region=990121&level=county&category=env&once=1"
        assert f"<b>{found[2]}</b> 个问题" in page(client, found[1])

    def test_a_place_without_a_report_of_its_own_shows_what_lies_in_it(self, client: Client, shown: Shown) -> None:
        html = page(client, "/regions/990000/")
        assert "辖内各地各单位共有问题 <b>5</b> 个" in html
        assert "/regions/990100/" in html

    def test_a_former_place_is_found_under_its_successor(self, client: Client, shown: Shown) -> None:
        old = Region.objects.create(
            code="990122", name="旧禾县", short="旧禾", level="county", parent=prefecture(), valid_to=2015,
            lineage="990000/990100/990122", fictional=True,
        )  # fmt: skip
        old.successors.add(county())
        assert "旧禾县（至 2015 年）" in page(client, "/regions/990121/").replace('<span class="q">', "")
        assert "今属" in page(client, "/regions/990122/")

    def test_an_unknown_code_is_not_found(self, client: Client, shown: Shown) -> None:
        assert client.get("/regions/999999/").status_code == 404
        assert client.get("/regions/%00/").status_code == 404

    @pytest.mark.parametrize("asked", ["青禾", "青禾县", "qinghe", "qhx", "QHX", "990121"])
    def test_a_place_is_found_by_name_pinyin_initials_and_code(self, client: Client, shown: Shown, asked: str) -> None:
        assert "示例省松岭市青禾县" in page(client, f"/regions/?q={asked}")


def test_places_with_reports_stand_under_their_province_and_are_those_of_now(client: Client, shown: Shown) -> None:
    def held() -> list[tuple[str, str]]:
        listed = page(client, "/regions/").partition('id="places"')[2]
        return re.findall(r'<a href="/regions/\d+/">([^<]+)</a>(?: <span class="q">(\d+))?', listed)

    assert held() == [("示例省", ""), ("松岭市", "1"), ("青禾县", "2")]
    ReportFactory(round=RoundFactory(body=BodyFactory(name="中共示例省委员会", region=province())))
    index_everything()
    assert held() == [("示例省", ""), ("示例省", "1"), ("松岭市", "1"), ("青禾县", "2")]


class TestOthers:
    def test_a_body_lists_its_rounds(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/bodies/{shown.county.round.body.public_id}/")
        assert "收录巡视 <b>2</b> 次" in html

    def test_rounds_can_be_narrowed(self, client: Client, shown: Shown) -> None:
        assert "<b>4</b> 次巡视巡察" in page(client, "/rounds/")
        assert "<b>1</b> 次巡视巡察" in page(client, "/rounds/?kind=followup")

    def test_a_category_tells_its_years_places_and_newest_problems(self, client: Client, shown: Shown) -> None:
        html = page(client, "/categories/env/")
        assert "<b>3</b> 个问题" in html
        assert "黑臭水体又有反弹。" in html

    def test_reports_are_found_by_any_word_of_their_text(self, client: Client, shown: Shown) -> None:
        html = page(client, "/reports/?q=考务规程")
        assert "<b>1</b> 份通报" in html
        assert shown.central.public_id in html

    def test_a_report_found_by_its_text_shows_the_line_that_answers(self, client: Client, shown: Shown) -> None:
        html = client.get("/reports/?q=截污管网").content.decode()
        assert re.search(r'<p class="exc" lang="zh-Hans">[^<]*<mark>截污管网</mark>', html)
        assert '<p class="exc"' not in client.get("/reports/").content.decode()

    def test_reports_found_by_words_can_be_narrowed(self, client: Client, shown: Shown) -> None:
        assert "<b>2</b> 份通报" in page(client, "/reports/?q=黑臭水体")
        assert "<b>1</b> 份通报" in page(client, "/reports/?q=黑臭水体&kind=followup")

    @pytest.mark.parametrize(
        "path",
        ["/", "/reports/?q=整改", "/regions/", "/regions/990121/", "/rounds/", "/categories/", "/categories/line/"],
    )
    def test_every_page_costs_at_most_twenty_queries(
        self, client: Client, shown: Shown, path: str, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            page(client, path)


@pytest.mark.parametrize(
    ("name", "words"),
    [("示例省", "省委"), ("松岭市", "市委"), ("示例自治区", "区党委"), ("云渡区", "区委"),
     ("示例州", "州委"), ("示例地区", "地委"), ("兵团", "")],
)  # fmt: skip
def test_committees_are_named_after_their_region(name: str, words: str) -> None:
    assert committee(name) == words


def test_rounds_are_named_as_texts_name_them() -> None:
    province = Region(name="示例省")
    named = RoundFactory.build(authority_region=province, body=None)
    assert round_name(named) == "十一届省委第三轮常规巡视"
    followup = RoundFactory.build(authority_region=province, body=None, term=None, round=None, kind="followup")
    assert round_name(followup) == "2021年省委巡视“回头看”"
    central = RoundFactory.build(authority_level="central", body=None, term=19, round=8, kind="unknown")
    assert round_name(central) == "十九届中央第八轮巡视"


@pytest.mark.parametrize(
    ("label", "name"), [("31.", "第 31 号"), ("问题6：", "问题6"), ("(35-1)", "(35-1)"), ("二、", "二"), ("", "")]
)
def test_problems_are_named_by_their_number(label: str, name: str) -> None:
    from reports.models import Problem

    assert problem_name(Problem(label=label)) == name
