"""Every page for everybody: axe in light and dark, narrow windows, large text, keyboard, little motion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NARROW, WIDE, Visit
from tests.browser.test_every_page import PAGES
from tests.served_site import ServedSite

OWN = [name for name in PAGES if name != "admin-login"]
SMALLEST = {"width": 320, "height": 640}


def complaints(page: Page) -> list[str]:
    return [
        f"{found['id']}: {node['target']}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", OWN)
def test_axe_finds_nothing(name: str, theme: str, visit: Visit, page: Page, picture: Callable[[str], Path]) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    visit(PAGES[name])
    assert complaints(page) == []
    if theme == "dark":
        picture(f"{name}-dark")


@pytest.mark.parametrize("kind", ["problem", "report", "source"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_what_is_read(
    kind: str, theme: str, visit: Visit, page: Page, picture: Callable[[str], Path]
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    visit("/problems/?q=整改")
    page.locator(".hits .stmt a").first.click()
    if kind != "problem":
        page.locator(".facts a[href^='/reports/']").first.click()
    if kind == "report":
        page.locator("[data-passage]").first.click()
        page.locator(".passage").first.wait_for()
    if kind == "source":
        page.locator(".keyline a[href$='/source/']").click()
    assert complaints(page) == []
    picture(f"{kind}-{theme}")
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    if theme == "light":
        picture(f"{kind}-{NARROW['width']}")


@pytest.mark.parametrize("name", OWN)
def test_a_window_of_320_and_a_zoom_of_200_percent_need_no_sideways_scrolling(name: str, visit: Visit) -> None:
    """A zoom of 200 % is a window of half the size."""
    visit(PAGES[name], size=SMALLEST)
    page = visit(PAGES[name], size={"width": WIDE["width"] // 2, "height": WIDE["height"] // 2})
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"] // 2


def test_the_first_key_leads_to_the_content_and_focus_is_seen(visit: Visit) -> None:
    page = visit("/problems/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const style = getComputedStyle(document.activeElement), box = document.activeElement.closest('.find');
            return style.outlineStyle !== 'none' || (box && getComputedStyle(box).boxShadow !== 'none'); }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_nothing_moves_for_readers_who_want_no_motion(browser: Browser, sample_site: ServedSite) -> None:
    context = browser.new_context(reduced_motion="reduce", base_url=sample_site.url)
    page = context.new_page()
    page.goto("/problems/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
        return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none'; }).length"""
    )
    context.close()
    assert moving == 0
