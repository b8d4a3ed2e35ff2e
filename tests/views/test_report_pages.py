"""A report to read, its source text, its file; one problem; and what is gone."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import Problem, Report
from reports.views.headings import missing_between
from reports.views.measures import numbered
from tests.factories import problem_in
from tests.views.conftest import Shown, index_everything


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return unescape(response.content.decode())


class TestReport:
    def test_declared_totals_stand_beside_counted_ones_with_a_plain_sentence(
        self, client: Client, shown: Shown
    ) -> None:
        html = page(client, f"/reports/{shown.county.public_id}/")
        assert "报告自述有 4 个问题，正文逐条列出 3 个，少 1 个。" in html
        assert '<b class="key">−1</b>' in html

    def test_a_number_that_the_source_lost_is_shown_as_a_gap(self, client: Client, shown: Shown) -> None:
        assert "第 2 号：原文缺。" in page(client, f"/reports/{shown.county.public_id}/")

    def test_problems_stand_under_their_headings(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/reports/{shown.county.public_id}/")
        assert (
            html.index(">一、工作落实方面</h2>")
            < html.index(shown.river.text or "")
            < html.index(">二、作风建设方面</h2>")
        )

    def test_what_a_measure_names_is_marked_in_place(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/reports/{shown.county.public_id}/")
        assert re.search('一是投入<data class="sum" data-of="f-[0-9]+">86万元</data>疏浚河道。', html)
        assert re.search('<cite class="doc" data-of="f-[0-9]+">《禾水河管护办法》</cite>', html)

    def test_it_tells_where_it_comes_from(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/reports/{shown.county.public_id}/")
        assert shown.county.source_text.document.sha256 in html
        assert "没有更正" in html

    def test_it_names_the_other_rounds_of_the_place(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/reports/{shown.county.public_id}/")
        assert f"/reports/{shown.followup.public_id}/" in html.split('id="others"')[1]

    def test_a_report_costs_at_most_twenty_queries(
        self, client: Client, shown: Shown, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            page(client, f"/reports/{shown.county.public_id}/")


class TestSource:
    def test_the_whole_text_is_there_with_its_problems_lit_and_anchored(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/reports/{shown.county.public_id}/source/")
        assert f'<mark id="p-{shown.river.public_id}">{shown.river.text}</mark>' in html
        article = html.split('<article class="source"')[1].split("</article>")[0]
        shown_text = re.sub(r"\s", "", re.sub(r"<[^>]*>", "", article.partition(">")[2].replace("<b>。", "‹b›。")))
        assert shown_text == re.sub(r"\s", "", shown.county.source_text.text).replace("<b>", "‹b›")

    def test_the_file_is_for_saving_only(self, client: Client, shown: Shown) -> None:
        document = shown.county.source_text.document
        document.path.parent.mkdir(parents=True)
        document.path.write_bytes(b"<script>alert(1)</script>")
        response = client.get(f"/reports/{shown.county.public_id}/original")
        assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_a_withheld_or_unknown_file_is_not_found(self, client: Client, shown: Shown) -> None:
        document = shown.county.source_text.document
        document.path.parent.mkdir(parents=True)
        document.path.write_bytes(b"text")
        address = f"/reports/{shown.county.public_id}/original"
        page(client, address + "?document=" + "0" * 64, 404)
        page(client, address + "?document=%00", 404)
        document.withheld = True
        document.save()
        page(client, address, 404)


class TestProblem:
    def test_it_shows_status_with_its_words_categories_with_evidence_and_the_passage(
        self, client: Client, shown: Shown
    ) -> None:
        html = page(client, f"/problems/{shown.river.public_id}/")
        assert "<b>基本完成</b>" in html
        assert "“基本完成整改”" in html
        assert "禾水（标题）" in html
        passage = html.split('class="passage"')[1]
        assert f'<mark data-of="p-{shown.river.public_id}">{shown.river.text}</mark>' in passage

    def test_statement_measures_and_facts_bear_one_name_in_the_passage_and_outside_it(
        self, client: Client, shown: Shown
    ) -> None:
        before, _, passage = page(client, f"/problems/{shown.river.public_id}/").partition('class="passage"')
        names = set(re.findall('data-of="([^"]+)"', before))
        assert {name[0] for name in names} == {"p", "m", "f"}
        assert set(re.findall('data-of="([^"]+)"', passage)) == names

    def test_it_can_be_cited(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/problems/{shown.river.public_id}/")
        assert re.search(
            r'<p lang="zh-Hans">中共青禾县委\. 中共青禾县委关于十一届省委第三轮巡视整改进展情况的通报: 第1号\[EB/OL\]\. \(2021-12-30\)'
            rf"\[\d{{4}}-\d\d-\d\d\]\. http://testserver/problems/{shown.river.public_id}/\.</p>",
            html,
        )

    def test_it_leads_to_its_neighbours_in_the_report(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/problems/{shown.river.public_id}/")
        assert 'rel="next"' in html
        assert 'rel="prev"' not in html

    def test_a_lost_statement_is_called_lost(self, client: Client, shown: Shown) -> None:
        Problem.objects.filter(pk=shown.river.pk).update(text=None, text_missing=True)
        assert "问题原文在来源中缺失" in page(client, f"/problems/{shown.river.public_id}/")

    def test_a_problem_costs_at_most_twenty_queries(
        self, client: Client, shown: Shown, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            page(client, f"/problems/{shown.river.public_id}/")

    def test_nor_does_one_that_goes_on_from_an_earlier_report_and_is_like_no_other(
        self, client: Client, shown: Shown, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        other = shown.followup.problems.get()
        Problem.objects.filter(pk=other.pk).update(text="公章无人保管。", continues=shown.river)
        index_everything()
        for problem in (other, shown.river):
            with django_assert_max_num_queries(20):  # type: ignore[operator]
                html = page(client, f"/problems/{problem.public_id}/")
            assert "编辑核定" in html


class TestPrecedents:
    """The fixture's four reports share 黑臭水体 between the county and its own 回头看, which is another round."""

    def similar(self, client: Client, problem: Problem, query: str = "") -> str:
        return page(client, f"/problems/{problem.public_id}/{query}").split('id="similar"')[1].split("</section>")[0]

    def test_a_problem_of_another_round_is_shown_with_the_words_that_make_it_similar(
        self, client: Client, shown: Shown
    ) -> None:
        other = shown.followup.problems.get()
        html = self.similar(client, shown.river)
        assert f"/problems/{other.public_id}/" in html
        assert "<mark>黑臭水体</mark>又有反弹" in html
        assert ">黑臭水体</a>" in html.split('class="rests"')[1]

    def test_what_was_done_there_is_grouped_by_type(self, client: Client, shown: Shown) -> None:
        measure = shown.followup.problems.get().measure_links.get().measure
        measure.types = ["works"]
        measure.save()
        practices = self.similar(client, shown.river).split('class="practice"')[1:]
        assert len(practices) == 1
        assert measure.text in practices[0]
        assert f"#m-{measure.public_id}" in practices[0]

    def test_other_levels_are_left_out_until_they_are_asked_for(self, client: Client, shown: Shown) -> None:
        town = Report.objects.get(title="中共松岭市委关于巡视整改进展情况的通报")
        twin = problem_in(town, "城区黑臭水体治理后返黑。", number="2", label="2.")
        index_everything()
        assert twin.public_id not in self.similar(client, shown.river)
        assert twin.public_id in self.similar(client, shown.river, "?level=all")

    def test_where_the_level_has_none_all_levels_are_shown_and_it_says_so(self, client: Client, shown: Shown) -> None:
        town = Report.objects.get(title="中共松岭市委关于巡视整改进展情况的通报")
        twin = problem_in(town, "镇村干部考勤仍是流于形式。", number="2", label="2.")
        index_everything()
        html = self.similar(client, shown.county.problems.get(number="3"))
        assert twin.public_id in html
        assert "以下不限层级" in html

    def test_its_own_report_is_not_elsewhere(self, client: Client, shown: Shown) -> None:
        twin = problem_in(shown.county, "禾水河两处黑臭水体治理后返黑。", number="9", label="9.")
        index_everything()
        assert twin.public_id not in self.similar(client, shown.river, "?level=all")

    def test_a_problem_like_no_other_says_so_and_leads_on(self, client: Client, shown: Shown) -> None:
        assert "没有查到词句相近的问题" in self.similar(client, shown.exam)


class TestPassage:
    def test_one_problem_s_passage_comes_alone(self, client: Client, shown: Shown) -> None:
        html = page(client, f"/reports/{shown.county.public_id}/source/{shown.river.public_id}/")
        assert html.startswith("<blockquote")
        assert f'data-of="p-{shown.river.public_id}"' in html

    def test_a_problem_of_another_report_is_not_found(self, client: Client, shown: Shown) -> None:
        page(client, f"/reports/{shown.county.public_id}/source/{shown.exam.public_id}/", 404)


class TestGone:
    def test_a_retired_problem_says_what_it_was_and_what_came_after_it(self, client: Client, shown: Shown) -> None:
        Problem.objects.filter(pk=shown.river.pk).update(retired_at=timezone.now(), successor=shown.exam)
        html = page(client, f"/problems/{shown.river.public_id}/", 410)
        assert shown.river.text in html
        assert f"/problems/{shown.exam.public_id}/" in html

    def test_it_says_whether_an_editor_took_it_out_or_a_new_reading(self, client: Client, shown: Shown) -> None:
        address, key = f"/problems/{shown.river.public_id}/", shown.river.public_id
        Problem.objects.filter(pk=shown.river.pk).update(retired_at=timezone.now(), parsed={"text": "…"})
        assert "重新解析通报以后" in page(client, address, 410)
        Report.objects.filter(pk=shown.county.pk).update(parsed={"problems": [key]})
        index_everything()
        html = page(client, address, 410)
        assert "编辑更正以后" in html
        assert f"/reports/{shown.county.public_id}/history/" in html

    def test_successors_are_followed_to_one_that_is_shown(self, client: Client, shown: Shown) -> None:
        middle = shown.county.problems.get(number="3")
        Problem.objects.filter(pk=middle.pk).update(retired_at=timezone.now(), successor=shown.exam)
        Problem.objects.filter(pk=shown.river.pk).update(retired_at=timezone.now(), successor=middle)
        html = page(client, f"/problems/{shown.river.public_id}/", 410)
        assert f"/problems/{shown.exam.public_id}/" in html
        assert f"/problems/{middle.public_id}/" not in html

    def test_of_a_withdrawn_report_nothing_is_left_but_one_sentence(self, client: Client, shown: Shown) -> None:
        Report.objects.filter(pk=shown.county.pk).update(
            withdrawn_at=timezone.now(), withdrawn_reason="应发布单位要求撤下。"
        )
        for path in (
            f"/reports/{shown.county.public_id}/",
            f"/reports/{shown.county.public_id}/source/",
            f"/reports/{shown.county.public_id}/original",
            f"/problems/{shown.river.public_id}/",
        ):
            html = page(client, path, 410)
            assert "应发布单位要求撤下。" in html
            assert "黑臭水体" not in html
            assert "青禾" not in html

    def test_an_unknown_address_is_not_found_in_both_languages(self, client: Client, shown: Shown) -> None:
        html = page(client, "/problems/aaaaaaaaaaaa/", 404)
        assert "没有这一页" in html
        assert "There is no such page" in html


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [("8", "10", (9, 9)), ("8", "9", None), ("35-1", "35-2", None), ("34", "36-1", (35, 35)),
     ("8", "", None), ("9", "1", None)],
)  # fmt: skip
def test_missing_numbers(before: str, after: str, missing: tuple[int, int] | None) -> None:
    assert missing_between(Problem(number=before), Problem(number=after)) == missing


def test_no_number_is_missing_where_a_new_run_begins() -> None:
    assert missing_between(Problem(number="1", run=0), Problem(number="5", run=1)) is None


class TestNumbersOfMeasures:
    """A measure that begins with an enumerator of its own is not numbered a second time."""

    @pytest.mark.parametrize(
        ("words", "own"),
        [("一是疏浚河道。", True), ("(1)疏浚河道。", True), ("\uff081\uff09疏浚河道。", True), ("第一\uff0c疏浚河道。", True),
         ("\u2460疏浚河道。", True), ("首先\uff0c疏浚河道。", True), ("疏浚河道。", False), ("18家企业停产整治。", False),
         ("2024年3月疏浚河道。", False), ("一时难以完成的列入计划。", False), ("", False)],
    )  # fmt: skip
    def test_which_texts_bear_their_own(self, words: str, own: bool) -> None:
        assert numbered(words) is own

    def test_both_pages_say_so_of_each(self, client: Client, shown: Shown) -> None:
        problem = problem_in(shown.county, "路灯损坏多。", "立行立改。", "一是更换灯具。", number="5", label="5.")
        index_everything()
        for path in (f"/problems/{problem.public_id}/", f"/reports/{shown.county.public_id}/"):
            html = page(client, path)
            lead, step = (link.measure.public_id for link in problem.measure_links.order_by("position"))
            assert f'<li class="own" id="m-{step}"' in html
            assert f'<li id="m-{lead}"' in html
