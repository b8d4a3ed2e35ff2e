"""/problems/: what is found, how it is shown, and where each filter leads."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.filters import ProblemFilterSet
from tests.views.conftest import Shown


def page(client: Client, parameters: str = "") -> str:
    response = client.get(f"/problems/?{parameters}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def total(html: str) -> int:
    found = re.search(r'class="total"[^>]*><b>([\d,]+)</b>', html)
    assert found
    return int(found[1].replace(",", ""))


def choice(html: str, facet: str, label: str) -> tuple[int, str]:
    """(count, address) of a value of a facet; the address is empty where the value has no link."""
    section = html.split(f'aria-labelledby="facet-{facet}"')[1].split("</section>")[0]
    found = re.search(rf'<(?:a href="([^"]*)"[^>]*|span)><span>{label}</span><span>([\d,]+)</span>', section)
    assert found, f"{facet} has no {label}"
    return int(found[2]), found[1] or ""


class TestFinding:
    def test_everything_is_listed_without_a_question(self, client: Client, shown: Shown) -> None:
        assert total(page(client)) == 6

    def test_words_are_found_and_marked_in_statement_and_measure(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=黑臭水体")
        assert total(html) == 2
        assert "禾水河两处<mark>黑臭水体</mark>治理后返黑。" in html

    def test_the_measure_shown_is_the_one_that_answers(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=管护办法")
        assert '<b>措施 2</b><span lang="zh-Hans">二是印发《禾水河<mark>管护办法</mark>》' in html
        assert "命中 措施\u00a01</p>" in html

    def test_words_of_the_headings_are_shown_there(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=作风建设")
        assert "<b>上级标题</b>二、<mark>作风建设</mark>方面" in html
        assert "命中 上级标题\u00a01</p>" in html

    def test_words_of_the_place_alone_are_said_to_be_there(self, client: Client, shown: Shown) -> None:
        assert "命中 地名、单位或通报题目</p>" in page(client, "q=松岭市")

    def test_a_search_within_the_results_adds_a_condition_and_keeps_the_filters(
        self, client: Client, shown: Shown
    ) -> None:
        response = client.get("/problems/", {"q": "河 OR 考勤", "region": "990121", "within": "黑臭", "page": "3"})
        assert response.status_code == 302
        assert response["Location"] == f"/problems/?{urlencode({'q': '(河 OR 考勤) 黑臭', 'region': '990121'})}"

    def test_each_of_several_words_is_a_chip_that_drops_it(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=黑臭水体 返黑")
        assert (
            f'href="/problems/?{urlencode({"q": "返黑"})}" rel="nofollow"><span class="vh">移除 检索词：</span>黑臭水体'
            in html
        )

    def test_the_question_is_said_in_words(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=黑臭水体 -反弹&region=990121&year=2021&year=2023")
        assert "所查：含“黑臭水体”且不含“反弹”；地区：示例省松岭市青禾县；巡视年份：2021 年或2023 年" in html

    def test_what_the_words_hold_cannot_become_markup(self, client: Client, shown: Shown) -> None:
        raw = client.get("/problems/", {"q": '"><script>alert(1)</script>'}).content.decode()
        assert "<script>alert" not in raw
        assert "<mark>食堂账目</mark>不清&lt;b&gt;。" in client.get("/problems/?q=食堂账目").content.decode()

    def test_a_fault_in_the_words_is_told_beside_the_box(self, client: Client, shown: Shown) -> None:
        html = page(client, 'q="黑臭水体')
        assert 'aria-describedby="q-errors"' in html
        assert total(html) == 2

    def test_a_word_that_is_wholly_a_place_or_a_category_is_offered_as_a_filter(
        self, client: Client, shown: Shown
    ) -> None:
        html = page(client, "q=青禾 生态环境保护")
        assert "只看地区：示例省松岭市青禾县" in html
        assert "/problems/?q=%E9%9D%92%E7%A6%BE&category=env" in html

    def test_an_empty_result_offers_what_would_find_something(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=黑臭水体&status=not_completed")
        assert "没有查到" in html
        assert "去掉整改状态“未完成”" in html

    def test_words_that_find_nothing_under_the_filters_are_offered_one_by_one_without_them(
        self, client: Client, shown: Shown
    ) -> None:
        html = page(client, "q=黑臭水体 绝无此语&region=990121&kind=special")
        offer = re.search(
            r'href="([^"]+)" rel="nofollow"><span>只查“黑臭水体”，不加筛选</span><span class="n">(\d+)<', html
        )
        assert offer
        assert int(offer[2]) == 2
        assert "region=" not in offer[1]
        assert "绝无此语”，不加筛选" not in html


class TestFilters:
    @pytest.mark.parametrize(
        ("parameters", "expected"),
        [
            ("region=990000", 5), ("region=990121", 4), ("region=central", 1), ("region=990121&region=central", 5),
            ("level=prefecture", 1), ("year=2021", 3), ("year=unknown", 1), ("year_from=2022&year_to=2023", 2),
            ("category=env", 3), ("category=line", 3), ("category=none", 2), ("status=unknown", 3),
            ("kind=followup&category=env", 1), ("authority=central", 1),
        ],
    )  # fmt: skip
    def test_a_filter_finds_what_a_count_by_hand_finds(
        self, client: Client, shown: Shown, parameters: str, expected: int
    ) -> None:
        assert total(page(client, parameters)) == expected

    @pytest.mark.parametrize(
        ("facet", "label"),
        [("region", "松岭市"), ("status", "未说明"), ("kind", "回头看"), ("category", "生态环境保护"),
         ("category", "未分类"),
         ("level", "地级"), ("published_year", "2021 年")],
    )  # fmt: skip
    def test_a_count_is_what_its_link_finds(self, client: Client, shown: Shown, facet: str, label: str) -> None:
        html = page(client, "region=990000")
        count, url = choice(html, facet, label)
        assert count > 0
        assert total(page(client, url.partition("?")[2])) == count

    def test_counts_respect_the_other_filters_but_not_their_own(self, client: Client, shown: Shown) -> None:
        html = page(client, "year=2021&status=mostly_completed")
        assert choice(html, "status", "未说明")[0] == 2
        assert choice(html, "category", "生态环境保护")[0] == 1

    def test_a_value_that_finds_nothing_is_shown_without_a_link(self, client: Client, shown: Shown) -> None:
        assert choice(page(client), "kind", "机动") == (0, "")

    @pytest.mark.parametrize(
        ("chosen", "facet"),
        [
            ("region=430000", "region"), ("category=env", "category"), ("category=line", "category"),
            ("year=2013", "year"), ("published_year=2013", "published_year"), ("status=completed", "status"),
            ("kind=special", "kind"), ("level=county", "level"), ("verb=xunshi", "verb"),
            ("authority=430000", "authority"), ("term=99", "term"), ("round=99", "round"),
            ("measure_type=rules", "measure_type"), ("flag=damaged", "flag"),
        ],
    )  # fmt: skip
    def test_what_is_chosen_can_be_dropped_in_its_facet_although_nothing_is_found(
        self, client: Client, shown: Shown, chosen: str, facet: str
    ) -> None:
        html = page(client, f"q=绝无此语&{chosen}")
        assert total(html) == 0
        section = html.split(f'aria-labelledby="facet-{facet}"')[1].split("</section>")[0]
        assert f'href="/problems/?{urlencode({"q": "绝无此语"})}"' in section

    def test_the_cascade_opens_what_is_chosen(self, client: Client, shown: Shown) -> None:
        html = page(client, "region=990100")
        count, url = choice(html, "region", "青禾县")
        assert count == 4
        assert url == "/problems/?region=990121"

    def test_leaving_a_county_goes_back_up_to_its_city(self, client: Client, shown: Shown) -> None:
        assert choice(page(client, "region=990121"), "region", "青禾县")[1] == "/problems/?region=990100"

    def test_a_topic_takes_the_place_of_its_focus(self, client: Client, shown: Shown) -> None:
        url = choice(page(client, "category=line&category=team"), "category", "生态环境保护")[1]
        assert url == "/problems/?category=team&category=env"

    def test_every_filter_has_a_chip_that_takes_it_away(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=河&region=990121&status=unknown&year_from=2020")
        chips = re.findall(r'href="([^"]*)"[^>]*><span class="vh">移除', html)
        assert len(chips) == 3
        assert all("q=%E6%B2%B3" in chip for chip in chips)
        assert 'class="clear" href="/problems/?q=%E6%B2%B3"' in html

    def test_one_report_can_be_searched_alone(self, client: Client, shown: Shown) -> None:
        html = page(client, f"report={shown.county.public_id}")
        assert total(html) == 3
        assert '<span class="vh">移除 通报：</span>中共青禾县委关于十一届省委第三轮巡视整改进展情况的通报</a>' in html


class TestRobust:
    def test_a_bad_value_is_named_and_the_rest_applied(self, client: Client, shown: Shown) -> None:
        html = page(client, "status=done&category=env&catgory=x")
        assert total(html) == 3
        assert "参数 status 的值“done”无法识别，已忽略。" in html
        assert "没有名为“catgory”的参数" in html

    def test_a_page_past_the_end_shows_the_last(self, client: Client, shown: Shown) -> None:
        html = page(client, "page=99")
        assert 'class="item"' in html
        assert "第 1–6 条，共 6 条" in html

    def test_without_an_index_the_page_says_so(self, client: Client, shown: Shown, settings: object) -> None:
        settings.INDEX_DIR = settings.ARCHIVE_HOME / "nowhere"  # type: ignore[attr-defined]
        assert "检索索引暂缺或正在重建" in page(client, "q=河")

    def test_a_page_costs_at_most_twenty_queries(
        self, client: Client, shown: Shown, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            page(client, "q=青禾 河&region=990121&region=central&category=env&status=unknown")

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        path=st.sampled_from(["/problems/", "/problems/", "/reports/", "/rounds/", "/regions/"]),
        pairs=st.lists(
            st.tuples(
                st.sampled_from([*ProblemFilterSet.base_filters, "x"]),
                st.one_of(
                    st.text(max_size=10),
                    st.sampled_from(
                        ["990000", "central", "unknown", "none", "2021", "env", "1", "河", '"黑 OR (', "-"]
                    ),
                ),
            ),
            max_size=6,
        ),
    )
    def test_no_parameters_whatever_break_a_page(
        self, client: Client, shown: Shown, path: str, pairs: list[tuple[str, str]]
    ) -> None:
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        assert client.get(path, data).status_code == 200


class TestYearsFromTo:
    def test_the_filter_shows_the_years_in_force_and_drops_them(self, client: Client, shown: Shown) -> None:
        html = page(client, "q=河&region=990121&year_from=2020&year_to=2022")
        block = html.split('aria-labelledby="facet-year"')[1].split("</section>")[0]
        assert (
            f'<a href="/problems/?{urlencode({"q": "河", "region": "990121"})}" rel="nofollow" aria-current="true">'
            "<span>2020–2022 年</span></a>" in block
        )
        assert 'name="year_from"' in block
        assert 'value="2020"' in block

    @pytest.mark.parametrize(
        ("asked", "words"),
        [("year_from=2020", "2020 年起"), ("year_to=2022", "至 2022 年"), ("year_from=2021&year_to=2021", "2021 年"),
         ("year_from=2020&year_to=2022", "2020–2022 年")],
    )  # fmt: skip
    def test_they_are_one_chip_and_one_part_of_the_sentence(
        self, client: Client, shown: Shown, asked: str, words: str
    ) -> None:
        html = page(client, asked)
        assert f'<a href="/problems/" rel="nofollow"><span class="vh">移除 巡视年份：</span>{words}</a>' in html
        assert f"所查：巡视年份：{words}</p>" in html

    def test_the_form_keeps_every_other_filter_and_drops_single_years(self, client: Client, shown: Shown) -> None:
        form = page(client, "q=河&status=unknown&year=2021&year_from=2020").split('<form class="span"')[1]
        kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form.split("</form>")[0])
        assert kept == [("q", "河"), ("status", "unknown")]

    def test_an_end_that_is_left_empty_is_open(self, client: Client, shown: Shown) -> None:
        html = page(client, "year_from=2022&year_to=")
        assert total(html) == 2
        assert 'class="wrong"' not in html
