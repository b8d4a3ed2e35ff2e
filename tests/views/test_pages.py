"""Pages of words in both languages, the design system, and what every first answer may weigh."""

from __future__ import annotations

import gzip
import json
import math
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from reports.models import Category
from reports.views.pages import accuracy
from tests.conftest import ROOT
from tests.factories import ReportFactory, problem_in
from tests.views.conftest import Shown, index_everything
from tests.views.test_frame import addresses

HAN = re.compile(r"[\u4e00-\u9fff]+")
PAGE_LIMIT, ASSETS_LIMIT = 60_000, 30_000


def test_every_page_prints_with_its_address_the_day_and_the_data_version(client: Client, shown: Shown) -> None:
    for path in addresses(shown):
        answer = client.get(path, follow=True)
        line = re.search(r'<p class="paper">(.*?)</p>', answer.content.decode())
        assert line, path
        assert "http://testserver/" in line[1]
        assert "打印于" in line[1]
        assert "数据版本" in line[1]


class TestEnglish:
    def test_a_page_names_its_language_and_leads_to_the_other(self, client: Client, shown: Shown) -> None:
        html = client.get("/about/", headers={"accept-language": "en"}).content.decode()
        assert '<html lang="en"' in html
        assert 'hreflang="zh-Hans"' in html
        html = client.get("/about/").content.decode()
        assert '<html lang="zh-Hans"' in html
        assert 'hreflang="en"' in html

    def test_the_choice_is_remembered_and_stronger_than_the_browser(self, client: Client, shown: Shown) -> None:
        client.get("/preferences/?language=en&next=/")
        assert '<html lang="en"' in client.get("/", headers={"accept-language": "zh-CN"}).content.decode()
        client.get("/preferences/?language=zh-hans&next=/")
        assert '<html lang="zh-Hans"' in client.get("/", headers={"accept-language": "en"}).content.decode()

    @pytest.mark.parametrize("path", ["/about/", "/styleguide/"])
    def test_pages_of_the_archive_s_own_words_are_wholly_english(self, client: Client, shown: Shown, path: str) -> None:
        html = client.get(path, headers={"accept-language": "en"}).content.decode()
        words = re.sub(r'<a[^>]*lang="zh-Hans"[^>]*>.*?</a>|<[^>]+>', "", html)
        assert HAN.findall(words) == []

    def test_no_page_has_chinese_labels_left(self, client: Client, shown: Shown) -> None:
        """Headings of the interface and terms of lists, on every page: what is Chinese there is marked as a report's."""
        for path in addresses(shown):
            html = client.get(path, headers={"accept-language": "en"}, follow=True).content.decode()
            labels = re.findall(r"<(?:dt|h2|summary|label)(?![^>]*zh-Hans)[^>]*>(.*?)</", html)
            assert [label for label in labels if HAN.search(re.sub(r"<[^>]+>", "", label))] == [], path

    def test_sentences_stand_apart(self, client: Client, shown: Shown) -> None:
        """Chinese needs no blank after its full stop; where two sentences meet, English does."""
        for path in addresses(shown):
            html = client.get(path, headers={"accept-language": "en"}, follow=True).content.decode()
            main = re.sub(r"<pre.*?</pre>", "", html.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL)
            lines = re.sub(r"<[^>]+>", "", re.sub(r"</?(?:p|li|h\d|d[dt]|t[dh]|div|section|ol|ul)\b[^>]*>", "\n", main))
            assert re.findall(r".{20}[a-z0-9)][.;:](?=[A-Z0-9][a-z]).{10}", lines) == [], path

    def test_categories_and_dates_are_named_in_english(self, client: Client, shown: Shown) -> None:
        html = client.get(f"/reports/{shown.county.public_id}/", headers={"accept-language": "en"}).content.decode()
        assert Category.objects.get(code="env").name_en in html
        assert "8 March 2021" in html
        assert "2021 provincial xunshi, term 11, round 3, regular" in html


def test_the_accuracy_on_the_page_is_what_was_measured() -> None:
    baseline = json.loads((ROOT / "tests/parsing/corpus/baseline.json").read_text(encoding="utf-8"))
    problems = [letters for score in baseline.values() for letters in score["problems"]]
    told = accuracy()
    letters = {"statement": "t", "number": "n", "path": "p", "measures": "m", "topics": "c", "first_topic": "f"}
    for name, letter in letters.items():
        measured = 100 * sum(letter in problem for problem in problems) / len(problems)
        assert math.floor(measured) >= told[name] > measured - 3, f"write {measured:.1f} into data/accuracy.toml"


class TestWeight:
    def test_a_report_of_60000_characters_is_light_at_first(self, client: Client, db: None) -> None:
        """Made of the sentences of all samples, as many to a problem as reports have."""
        report = ReportFactory()
        text = "".join(path.read_text("utf-8", "ignore") for path in sorted((ROOT / "samples").glob("*.txt")))
        sentences = [sentence for sentence in re.split("(?<=。)", re.sub(r"\s", "", text)) if 8 < len(sentence) < 200]
        written, number = 0, 0
        while written < 60_000:
            number += 1
            statement, *rest = (sentences[(number * 9 + step) % len(sentences)] for step in range(9))
            measures = ["".join(rest[:4]), "".join(rest[4:])]
            problem_in(report, statement[:60], *measures, number=str(number), label=f"{number}.")
            written += sum(map(len, measures)) + len(statement)
        index_everything()
        html = client.get(f"/reports/{report.public_id}/").content
        assert len(gzip.compress(html, 6)) < PAGE_LIMIT
        last = report.problems.order_by("-position").first().measure_links.first().measure.text
        assert last not in html.decode()
        assert f"?whole=1#p-{report.problems.order_by('-position').first().public_id}" in html.decode()
        assert last in client.get(f"/reports/{report.public_id}/?whole=1").content.decode()

    def test_styles_and_scripts_of_any_page_together_are_small(self, client: Client, shown: Shown) -> None:
        for path in [*addresses(shown), "/styleguide/"]:
            html = client.get(path, follow=True).content.decode()
            names = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', html)
            assert names, path
            files = [(Path(settings.BASE_DIR) / "static" / name).read_bytes() for name in names]
            assert sum(len(gzip.compress(content, 6)) for content in files) < ASSETS_LIMIT, path

    def test_no_page_costs_more_than_twenty_queries(
        self, client: Client, shown: Shown, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        for path in [*addresses(shown), "/styleguide/"]:
            with django_assert_max_num_queries(20):  # type: ignore[operator]
                client.get(path)
