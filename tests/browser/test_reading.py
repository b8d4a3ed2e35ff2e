"""What a reader does, in Chromium, with scripts and without: searches, filters, turns the page, opens, checks, prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PICTURES, Visit
from tests.served_site import ServedSite


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def reader(request: pytest.FixtureRequest, browser: Browser, sample_site: ServedSite) -> Iterator[Page]:
    context = browser.new_context(
        java_script_enabled=request.param,
        base_url=sample_site.url,
        locale="zh-CN",
        viewport={"width": 1280, "height": 900},
    )
    yield context.new_page()
    context.close()


def open_its_report(page: Page) -> None:
    """From results to the report that the first of them stands in."""
    page.locator(".hits .stmt a").first.click()
    with page.expect_navigation():  # who prints a page that is on its way prints an empty one
        page.locator(".facts a[href^='/reports/']").first.click()


def test_searching_narrowing_and_opening(reader: Page) -> None:
    reader.goto("/")
    reader.locator("#q").fill("整改")
    reader.get_by_role("button", name="检索", exact=True).click()
    everything = reader.locator(".total b").inner_text()
    reader.locator(".side .facet a").first.click()
    expect(reader.locator(".chips a").first).to_be_visible()
    reader.get_by_label("在结果中检索").fill("制度")
    reader.get_by_role("button", name="加上这个词").click()
    expect(reader.locator(".asked")).to_contain_text("且含“制度”")
    assert int(reader.locator(".total b").inner_text().replace(",", "")) <= int(everything.replace(",", ""))
    statement = reader.locator(".hits .stmt").first.inner_text()
    reader.locator(".hits .stmt a").first.click()
    expect(reader.locator("h1")).to_contain_text(statement[:10])


def test_turning_the_page(reader: Page) -> None:
    reader.goto("/problems/?per_page=10")
    first = reader.locator(".hits .stmt").first.inner_text()
    reader.locator(".pager a[rel=next]").click()
    assert reader.locator(".hits .stmt").first.inner_text() != first
    expect(reader.locator(".pager [aria-current=page]")).to_have_text("2")


def test_switching_the_language(reader: Page) -> None:
    reader.goto("/categories/")
    reader.get_by_role("link", name="English").click()
    assert reader.locator("html").get_attribute("lang") == "en"
    assert reader.url.endswith("/categories/")
    reader.get_by_role("link", name="简体中文").click()
    assert reader.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_source_of_a_problem_is_one_step_away(reader: Page, request: pytest.FixtureRequest) -> None:
    reader.goto("/problems/?q=整改")
    open_its_report(reader)
    problem = reader.locator(".prob:has([data-passage])").first
    statement = problem.locator(".stmt").inner_text()
    problem.locator("[data-passage]").click()
    if "without" in request.node.name:
        assert "/source/#p-" in reader.url
        expect(reader.locator("mark:target")).to_contain_text(statement[:6])
    else:
        expect(problem.locator(".passage mark").first).to_contain_text(statement[:6])


class TestComposition:
    """An input method ends a composition with Enter; that Enter chooses characters."""

    def test_enter_while_composing_does_not_send_the_form(self, visit: Visit) -> None:
        page = visit("/")
        page.locator("#q").fill("zheng")
        page.locator("#q").evaluate(
            """field => { field.form.addEventListener('submit', () => { window.sent = true; });
            field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true,
            cancelable: true})); }"""
        )
        stopped = page.locator("#q").evaluate(
            """field => !field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true,
            bubbles: true, cancelable: true}))"""
        )
        assert stopped
        assert page.evaluate("window.sent") is None

    def test_a_real_composition_is_finished_before_anything_is_sent(self, visit: Visit) -> None:
        page = visit("/")
        page.locator("#q").focus()
        session = page.context.new_cdp_session(page)
        session.send("Input.imeSetComposition", {"text": "zheng", "selectionStart": 5, "selectionEnd": 5})
        session.send("Input.insertText", {"text": "整改"})
        assert page.url.endswith("/")
        assert page.locator("#q").input_value() == "整改"
        page.keyboard.press("Enter")
        page.wait_for_url("**/problems/?q=*")


class TestSuggestions:
    """They come for characters that were chosen, never for the letters of a composition."""

    def test_nothing_is_asked_while_composing_and_the_keyboard_takes_a_line_afterwards(self, visit: Visit) -> None:
        page = visit("/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
        page.locator("#q").focus()
        session = page.context.new_cdp_session(page)
        for letters in ("s", "so", "song", "song l", "song ling"):
            session.send("Input.imeSetComposition", {"text": letters, "selectionStart": 1, "selectionEnd": 1})
        page.wait_for_timeout(400)  # longer than the script waits after the last key
        assert asked == []
        with page.expect_response("**/suggest/**"):
            session.send("Input.insertText", {"text": "松岭"})
        first = page.locator(".suggest [role=option]").first
        expect(first).to_contain_text("松岭市")
        assert page.locator("#q").get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        assert page.locator("#q").get_attribute("aria-activedescendant") == first.get_attribute("id")
        page.keyboard.press("Enter")
        page.wait_for_url("**/problems/?*region=*")

    def test_escape_closes_them_and_keeps_what_was_typed(self, visit: Visit) -> None:
        page = visit("/")
        with page.expect_response("**/suggest/**"):
            page.locator("#q").press_sequentially("松岭")
        expect(page.locator(".suggest")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".suggest")).to_be_hidden()
        assert page.locator("#q").input_value() == "松岭"


class TestBesideTheSource:
    def test_hovering_a_measure_lights_its_words_in_the_source_and_the_other_way_round(self, visit: Visit) -> None:
        page = visit("/problems/?q=整改")
        page.locator(".hits .stmt a").first.click()
        measure = page.locator(".meas li").first
        name = measure.get_attribute("data-of")
        there = page.locator(f".passage [data-of='{name}']").first
        measure.hover()
        expect(there).to_have_class("step lit")
        page.locator("h2").first.hover()
        expect(page.locator(".lit")).to_have_count(0)
        there.hover()
        expect(measure).to_have_class(re.compile(r"\blit\b"))

    def test_the_keyboard_reaches_them_too(self, visit: Visit) -> None:
        page = visit("/problems/?q=整改")
        page.locator(".hits .stmt a").first.click()
        page.locator(".meas li").first.focus()
        assert page.locator(".passage .lit").count() > 0

    def test_a_citation_is_copied_by_its_button(self, visit: Visit) -> None:
        page = visit("/problems/?q=整改")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator(".hits .stmt a").first.click()
        line = page.locator(".cite .line").first
        line.get_by_role("button").click()
        expect(line.get_by_role("button")).to_have_text("已复制")
        assert page.evaluate("navigator.clipboard.readText()") == line.locator("p").inner_text().strip()


def test_a_report_prints_on_a4_with_address_and_date(visit: Visit) -> None:
    page = visit("/problems/?q=整改")
    open_its_report(page)
    path: Path = PICTURES / "report.pdf"
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.pdf(path=path, prefer_css_page_size=True)
    pages = PdfReader(path).pages
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) in {(595, 842), (594, 842), (595, 841)}
    first = pages[0].extract_text()
    assert page.url.split("#")[0] in first
    assert "打印于" in first
    assert "字号" not in first


def test_the_table_of_what_is_held_prints_whole_on_sheets_that_lie(visit: Visit) -> None:
    page = visit("/statistics/coverage/")
    last = page.locator(".covered thead th").last.inner_text()
    PICTURES.mkdir(parents=True, exist_ok=True)
    path: Path = PICTURES / "coverage.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    sheets = PdfReader(path).pages
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in sheets)
    first = sheets[0].extract_text()
    assert "各省各年的通报份数" in first
    assert last in first
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 949, "height": 627})  # A4 lying, less its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 949
