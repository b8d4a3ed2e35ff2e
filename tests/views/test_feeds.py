"""/feeds/*.atom: fifty entries at most, of what is new in the archive and in any question to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from reports.models import ArchiveState, Problem, Report
from reports.views import feeds
from tests.factories import problem_in
from tests.views.conftest import Shown, index_everything

ATOM = "{http://www.w3.org/2005/Atom}"
REPORTS, PROBLEMS = "/feeds/reports.atom", "/feeds/problems.atom"


def feed(client: Client, address: str) -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def entries(root: etree._Element) -> list[etree._Element]:
    return root.findall(f"{ATOM}entry")


def words(element: etree._Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def links(element: etree._Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in element.findall(f"{ATOM}link")}


class TestReports:
    def test_the_report_that_came_last_stands_first(self, client: Client, shown: Shown) -> None:
        titles = [words(entry, "title") for entry in entries(feed(client, REPORTS))]
        assert titles == [report.display_title for report in Report.objects.order_by("-pk")]

    def test_an_entry_leads_to_its_report(self, client: Client, shown: Shown) -> None:
        entry = entries(feed(client, REPORTS))[-1]
        address = f"http://testserver/reports/{shown.county.public_id}/"
        assert (words(entry, "id"), links(entry)["alternate"]) == (address, address)
        assert "中共青禾县委员会" in words(entry, "summary")
        assert dt.datetime.fromisoformat(words(entry, "updated")) == shown.county.imported_at

    def test_the_feed_is_dated_by_its_newest_entry(self, client: Client, shown: Shown) -> None:
        newest = max(report.imported_at for report in Report.objects.all())
        assert dt.datetime.fromisoformat(words(feed(client, REPORTS), "updated")) == newest

    def test_an_empty_feed_is_dated_by_the_archive_and_not_by_the_clock(self, client: Client, db: None) -> None:
        assert words(feed(client, REPORTS), "updated").startswith("1970-")
        ArchiveState.objects.update(changed_at=dt.datetime(2024, 5, 6, tzinfo=dt.UTC))
        assert words(feed(client, REPORTS), "updated").startswith("2024-05-06")

    def test_withdrawn_reports_are_absent(self, client: Client, shown: Shown) -> None:
        shown.county.withdrawn_at, shown.county.withdrawn_reason = timezone.now(), "发布单位要求"
        shown.county.save()
        assert shown.county.title not in client.get(REPORTS).content.decode()


class TestProblems:
    def test_a_question_gives_what_its_page_gives(self, client: Client, shown: Shown) -> None:
        root = feed(client, f"{PROBLEMS}?q=黑臭水体")
        page = client.get("/problems/?q=黑臭水体&sort=new").context["results"]
        assert [words(entry, "id") for entry in entries(root)] == [
            f"http://testserver/problems/{hit.public_id}/" for hit in page.hits
        ]
        assert words(root, "title") == "巡视整改档案\uff1a含“黑臭水体”"

    def test_what_was_published_last_stands_first(self, client: Client, shown: Shown) -> None:
        entries = list(feed(client, PROBLEMS).iter(f"{ATOM}entry"))
        days = [str(entry.findtext(f"{ATOM}published"))[:10] for entry in entries]
        assert days[:2] == ["2024-01-09", "2021-12-30"]
        assert days[-1] == str(shown.county.imported_at.astimezone(dt.UTC).date())

    def test_a_place_and_a_category_name_their_own_feeds(self, client: Client, shown: Shown) -> None:
        for page, asked in (("/regions/990121/", "region=990121"), ("/categories/env/", "category=env")):
            assert f'href="{PROBLEMS}?{asked}"' in client.get(page).content.decode()

    def test_the_address_of_a_feed_holds_what_was_understood(self, client: Client, shown: Shown) -> None:
        root = feed(client, f"{PROBLEMS}?category=env&page=7&per_page=10&sort=old&status=done")
        assert links(root) == {
            "alternate": "http://testserver/problems/?category=env",
            "self": "http://testserver/feeds/problems.atom?category=env",
        }
        assert len(entries(root)) == 3

    def test_an_entry_has_body_statement_measures_and_categories(self, client: Client, shown: Shown) -> None:
        (entry,) = entries(feed(client, f"{PROBLEMS}?q=疏浚河道"))
        told = words(entry, "summary")
        assert words(entry, "title") == shown.river.text
        assert "<li>一是投入86万元疏浚河道。</li>" in told
        assert "中共青禾县委员会" in told
        assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["生态环境保护"]

    def test_a_text_never_becomes_markup(self, client: Client, shown: Shown) -> None:
        (entry,) = entries(feed(client, f"{PROBLEMS}?q=食堂账目"))
        assert "食堂账目不清&lt;b&gt;。" in words(entry, "summary")

    @pytest.mark.parametrize("sign", ["\x01", "\x1f", "\uffff"])
    def test_a_sign_that_xml_forbids_breaks_no_feed(self, client: Client, shown: Shown, sign: str) -> None:
        Problem.objects.filter(pk=shown.river.pk).update(text=f"禾水河{sign}返黑。")
        (entry,) = entries(feed(client, f"{PROBLEMS}?q=疏浚河道"))
        assert words(entry, "title") == "禾水河\ufffd返黑。"

    def test_no_parameter_makes_it_longer(self, client: Client, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feeds, "MOST_ENTRIES", 2)
        for parameters in ("", "per_page=50", "per_page=100000", "page=2"):
            assert len(entries(feed(client, f"{PROBLEMS}?{parameters}"))) == 2
        assert len(entries(feed(client, REPORTS))) == 2

    def test_fifty_is_the_most(self, client: Client, shown: Shown) -> None:
        for number in range(60):
            problem_in(shown.county, f"第{number}处台账不全。")
        index_everything()
        assert len(entries(feed(client, PROBLEMS))) == 50

    def test_without_an_index_it_does_not_say_that_there_is_nothing(
        self, client: Client, shown: Shown, archive_home: Any
    ) -> None:
        (archive_home / "index" / "current").unlink()
        assert client.get(PROBLEMS).status_code == 503


@pytest.mark.parametrize("address", [REPORTS, f"{PROBLEMS}?q=河"])
class TestBoth:
    def test_what_a_reader_has_is_not_sent_again_until_the_archive_changes(
        self, client: Client, shown: Shown, address: str
    ) -> None:
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        index_everything()
        assert client.get(address, headers={"if-none-match": etag}).status_code == 200

    def test_texts_are_chinese_for_everybody(self, client: Client, shown: Shown, address: str) -> None:
        english = client.get(address, headers={"Accept-Language": "en"})
        assert english.content == client.get(address).content


class TestAutodiscovery:
    def test_every_page_names_the_feed_of_reports(self, client: Client, shown: Shown) -> None:
        for address in ("/", "/about/", f"/reports/{shown.county.public_id}/"):
            assert f'type="application/atom+xml" href="{REPORTS}"' in client.get(address).content.decode()

    def test_a_question_names_its_own_feed_and_exports(self, client: Client, shown: Shown) -> None:
        html = client.get("/problems/?q=河&category=env&page=1&sort=old&per_page=10").content.decode()
        asked = "?q=%E6%B2%B3&amp;category=env"
        assert f'<link rel="alternate" type="application/atom+xml" href="{PROBLEMS}{asked}"' in html
        for ending in ("csv", "xlsx", "jsonl", "txt"):
            assert f'href="/problems/export.{ending}{asked}"' in html
        assert f'href="/problems/export.xlsx{asked}&amp;rows=measure"' in html

    def test_without_a_question_the_addresses_stay_valid(self, client: Client, shown: Shown) -> None:
        html = client.get("/problems/").content.decode()
        assert 'href="/problems/export.csv"' in html
        assert 'href="/problems/export.xlsx?rows=measure"' in html

    def test_where_nothing_was_found_there_is_nothing_to_take(self, client: Client, shown: Shown) -> None:
        assert "/problems/export.csv" not in client.get("/problems/?q=没有这样的词").content.decode()
