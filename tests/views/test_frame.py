"""What holds for every page: strict content rules, languages, looks chosen without JavaScript, clean type."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.views.conftest import Shown

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
STYLES = sorted((Path(settings.BASE_DIR) / "static").rglob("*.css"))
VOID = {"meta", "link", "input", "br", "col", "img", "hr"}


def addresses(shown: Shown) -> list[str]:
    report, problem = shown.county.public_id, shown.river.public_id
    return [
        "/", "/problems/", "/problems/?q=河&region=990121&page=2", "/problems/?q=没有的词", f"/problems/{problem}/",
        "/reports/",
        f"/reports/{report}/", f"/reports/{report}/source/", "/regions/", "/regions/?q=qh", "/regions/990121/",
        f"/bodies/{shown.county.round.body.public_id}/", "/rounds/", "/categories/", "/categories/env/", "/about/",
        "/statistics/", "/statistics/?row=level&col=status", "/statistics/coverage/", "/compare/",
        "/compare/?a=990121&b=990000-county", "/documents/",
        "/help/search/", "/styleguide/", "/nowhere/",
    ]  # fmt: skip


class Page(HTMLParser):
    """Collects what the rules below speak of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.unclosed: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "label" and values.get("for"):
            self.labels.add(str(values["for"]))
        if tag == "input" and values.get("type") != "hidden":
            self.fields.append(values)
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)


def test_every_page_is_well_formed_and_needs_no_inline_script_or_style(client: Client, shown: Shown) -> None:
    for address in addresses(shown):
        html = client.get(address).content.decode()
        page = Page(html)
        assert not page.unclosed and not page.open, address  # noqa: PT018
        assert len(page.ids) == len(set(page.ids)), address
        assert not [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")], address
        assert re.findall(r'<script(?! type="application/ld\+json")[^>]*>[^<]', html) == [], (
            address
        )  # data is no script
        assert not [
            a for a in page.attributes if a[1] in ("src", "action") and a[2].startswith(("http:", "https:", "//"))
        ]


def test_every_page_has_landmarks_labels_and_one_main_heading(client: Client, shown: Shown) -> None:
    for address in addresses(shown):
        html = client.get(address).content.decode()
        page = Page(html)
        assert '<html lang="zh-Hans"' in html
        assert html.count("<main") == html.count("</main>") == 1
        assert page.headings.count(1) == 1, address
        assert page.headings[0] == 1, address
        steps = [later - earlier for earlier, later in zip(page.headings, page.headings[1:], strict=False)]
        assert max(steps, default=0) <= 1, (address, page.headings)
        assert {str(field.get("id")) for field in page.fields} <= page.labels, address
        assert 'class="skip" href="#main"' in html


def test_a_page_that_a_browser_asks_for_in_english_is_marked_as_what_it_is(client: Client, shown: Shown) -> None:
    html = client.get("/categories/", headers={"accept-language": "en"}).content.decode()
    marked = re.search(r'<html lang="([^"]*)"', html)
    assert marked
    assert ("生态环境保护" in html) == (marked[1] == "zh-Hans")


class TestPreferences:
    def test_looks_are_chosen_without_javascript(self, client: Client, shown: Shown) -> None:
        response = client.get("/preferences/?theme=dark&next=/about/")
        assert (response.status_code, response["Location"]) == (302, "/about/")
        assert ' data-theme="dark"' in client.get("/about/").content.decode()
        client.get("/preferences/?theme=&size=large&next=/")
        html = client.get("/about/").content.decode()
        assert "data-theme" not in html
        assert ' data-size="large"' in html

    @pytest.mark.parametrize(
        "target", ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com"]
    )
    def test_it_leads_to_no_other_site(self, client: Client, db: None, target: str) -> None:
        assert client.get("/preferences/", {"theme": "dark", "next": target})["Location"] == "/"

    def test_an_unknown_look_is_no_look(self, client: Client, shown: Shown) -> None:
        client.cookies["theme"] = 'dark" onload="'
        assert "data-theme" not in client.get("/about/").content.decode()


def test_robots_are_kept_from_endless_combinations(client: Client, db: None) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /problems/?\n" in text
    assert "Disallow: /problems/\n" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_chinese_text_has_full_width_punctuation(path: Path) -> None:
    han = r"[\u4e00-\u9fff]"
    faults = re.findall(
        rf"{han}[,;!?](?!\d)|{han}:(?={han})|{han}\((?={han})|(?<={han})\){han}", path.read_text("utf-8")
    )
    assert faults == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_chinese_word_of_a_template_can_be_translated(path: Path) -> None:
    if path.name == "error.html":  # in both languages at once
        return
    text = re.sub(
        r"{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}", "", path.read_text("utf-8"), flags=re.S
    )
    examples = re.sub(r"<th scope=\"row\"><a[^>]*>.*?</a>", "", text) if path.name == "help_search.html" else text
    assert re.findall(r"[\u4e00-\u9fff]+", examples.replace(">简体中文<", "")) == []


def test_the_style_sheets_fetch_nothing() -> None:
    css = "".join(path.read_text("utf-8") for path in STYLES)
    assert "url(" not in css
    assert "@import" not in css
