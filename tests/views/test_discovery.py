"""What search engines and browsers ask for: sitemap, robots.txt, search box, canonical addresses, linked data."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from reports.models import Problem, Report
from reports.views import discovery
from tests.views.conftest import Shown

SITE = "http://testserver"


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return [str(loc.text) for loc in etree.fromstring(response.content).iter("{*}loc")]


@pytest.fixture
def real(shown: Shown) -> Shown:
    """The archive as if its reports were real."""
    Report.objects.update(origin="real")
    return shown


class TestSitemap:
    def test_every_address_in_it_is_a_page(self, client: Client, real: Shown) -> None:
        parts = locations(client, "/sitemap.xml")
        assert len(parts) == 4
        found = [loc for part in parts for loc in locations(client, part.removeprefix(SITE))]
        assert len(found) == len(set(found))
        assert all(client.get(loc.removeprefix(SITE)).status_code == 200 for loc in found)
        wanted = {f"{SITE}/problems/{key}/" for key in Problem.objects.values_list("public_id", flat=True)}
        wanted |= {f"{SITE}/reports/{key}/" for key in Report.objects.values_list("public_id", flat=True)}
        wanted |= {f"{SITE}/", f"{SITE}/regions/990121/", f"{SITE}/categories/env/"}
        wanted |= {f"{SITE}/bodies/{report.round.body.public_id}/" for report in Report.objects.all()}
        assert wanted <= set(found)

    def test_it_comes_in_chunks(self, client: Client, real: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(discovery, "PER_CHUNK", 2)
        parts = [part.removeprefix(SITE) for part in locations(client, "/sitemap.xml") if "-problem-" in part]
        chunks = [locations(client, part) for part in parts]
        assert len(chunks) >= 3
        assert max(map(len, chunks)) <= 2
        assert sum(map(len, chunks)) == Problem.objects.count()

    def test_what_is_withdrawn_retired_or_fictional_is_in_none(self, client: Client, real: Shown) -> None:
        real.county.refresh_from_db()
        real.county.withdrawn_at, real.county.withdrawn_reason = timezone.now(), "发布单位要求"
        real.county.save()
        Problem.objects.filter(pk=real.exam.pk).update(retired_at=timezone.now())
        Report.objects.filter(pk=real.followup.pk).update(origin="synthetic")
        found = [
            loc for part in locations(client, "/sitemap.xml") for loc in locations(client, part.removeprefix(SITE))
        ]
        assert not any(key in loc for loc in found for key in (real.county.public_id, real.exam.public_id))
        assert not any(real.followup.public_id in loc for loc in found)

    def test_samples_are_in_none(self, client: Client, shown: Shown) -> None:
        assert locations(client, "/sitemap.xml") == [f"{SITE}/sitemap-pages-0.xml"]

    @pytest.mark.parametrize("name", ["report-99", "report-" + "9" * 40, "pages-1", "secret-0", "problem-0"])
    def test_there_is_no_other_part(self, client: Client, shown: Shown, name: str) -> None:
        assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_learn_where_the_sitemap_is_and_what_to_leave(client: Client, db: None) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml\n" in text
    for closed in (
        "/problems/?", "/problems/export.", "/feeds/problems.atom?", "/admin/", "/preferences/", "/api/v1/",
        "/data/files/",
    ):  # fmt: skip
        assert f"Disallow: {closed}\n" in text
    assert "Allow: /api/v1/openapi.json\n" in text


class TestSearchBox:
    def test_a_browser_can_add_it(self, client: Client, db: None) -> None:
        assert (
            '<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"'
            in client.get("/").content.decode()
        )
        response = client.get("/opensearch.xml")
        assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
        root = etree.fromstring(response.content)
        addresses = {url.get("type"): url.get("template") for url in root.iter("{*}Url")}
        assert addresses["text/html"] == "http://testserver/problems/?q={searchTerms}"
        assert len(root.findtext("{*}ShortName") or "") <= 16

    def test_its_address_leads_to_what_was_sought(self, client: Client, shown: Shown) -> None:
        root = etree.fromstring(client.get("/opensearch.xml").content)
        for url in root.iter("{*}Url"):
            if url.get("rel") != "self":
                sought = str(url.get("template")).removeprefix(SITE).replace("{searchTerms}", "%E9%BB%91%E8%87%AD")
                assert shown.river.public_id in client.get(sought).content.decode()


class TestCanonical:
    def canonical(self, client: Client, address: str) -> list[str]:
        page = html.document_fromstring(client.get(address).content)
        return [str(link.get("href")) for link in page.iter("link") if link.get("rel") == "canonical"]

    def test_a_page_has_one_address(self, client: Client, shown: Shown) -> None:
        problem, report = f"/problems/{shown.river.public_id}/", f"/reports/{shown.county.public_id}/"
        for address in ("/", "/problems/", "/regions/990121/", "/about/", problem, report):
            assert self.canonical(client, address) == [SITE + address]
            assert self.canonical(client, f"{address}?utm_source=x") == [SITE + address]

    def test_a_question_is_no_copy_of_the_page_without_it(self, client: Client, shown: Shown) -> None:
        assert self.canonical(client, "/problems/?q=河") == []


class TestLinkedData:
    def things(self, client: Client, address: str) -> dict[str, dict[str, Any]]:
        """The page's things by type."""
        page = html.document_fromstring(client.get(address).content)
        (block,) = [element for element in page.iter("script") if element.get("type") == "application/ld+json"]
        data = json.loads(block.text_content())
        assert data["@context"] == "https://schema.org"
        return {thing["@type"]: thing for thing in data["@graph"]}

    def test_a_report(self, client: Client, shown: Shown) -> None:
        address = f"{SITE}/reports/{shown.county.public_id}/"
        things = self.things(client, address.removeprefix(SITE))
        report = things["Report"]
        assert (report["@id"], report["name"], report["datePublished"]) == (address, shown.county.title, "2021-12-30")
        assert report["author"] == {"@type": "Organization", "name": "中共青禾县委"}
        assert report["spatialCoverage"]["name"] == "示例省松岭市青禾县"
        steps = things["BreadcrumbList"]["itemListElement"]
        assert [step["name"] for step in steps][:3] == ["示例省", "松岭市", "青禾县"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert steps[-1]["item"] == address
        assert all(client.get(step["item"].removeprefix(SITE)).status_code == 200 for step in steps)

    def test_a_problem_is_part_of_its_report(self, client: Client, shown: Shown) -> None:
        things = self.things(client, f"/problems/{shown.river.public_id}/")
        problem = things["CreativeWork"]
        assert (problem["text"], problem["isPartOf"]["@type"]) == (shown.river.text, "Report")
        assert things["BreadcrumbList"]["itemListElement"][-1]["name"] == shown.river.text

    def test_what_is_unknown_is_left_out(self, client: Client, shown: Shown) -> None:
        report = self.things(client, f"/reports/{shown.central.public_id}/")["Report"]
        assert "spatialCoverage" not in report
        assert None not in report.values()

    def test_the_archive_is_a_data_set_with_downloads(self, client: Client, shown: Shown) -> None:
        data = self.things(client, "/")["Dataset"]
        assert (data["@id"], data["url"]) == (f"{SITE}/", f"{SITE}/data/")
        forms = {form["contentUrl"].removeprefix(SITE): form["encodingFormat"] for form in data["distribution"]}
        for address, kind in forms.items():
            assert client.head(address)["Content-Type"].startswith(kind)

    def test_no_text_ends_the_block(self, client: Client, shown: Shown) -> None:
        Problem.objects.filter(pk=shown.river.pk).update(text="</script><script>alert(1)</script><!-- &")
        address = f"/problems/{shown.river.public_id}/"
        source = client.get(address).content.decode()
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', source)
        assert block is not None
        assert not set("<>&") & set(block[1])
        assert self.things(client, address)["CreativeWork"]["text"] == "</script><script>alert(1)</script><!-- &"

    def test_open_graph_names_the_page(self, client: Client, shown: Shown) -> None:
        page = html.document_fromstring(client.get(f"/problems/{shown.river.public_id}/").content)
        told = {str(meta.get("property")): meta.get("content") for meta in page.iter("meta") if meta.get("property")}
        assert told["og:title"] == shown.river.text
        assert told["og:url"] == f"{SITE}/problems/{shown.river.public_id}/"
        assert (told["og:type"], told["og:site_name"]) == ("article", "巡视整改档案")
