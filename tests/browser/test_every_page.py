"""Every page that the navigation leads to, wide and narrow: it answers, keeps to its window, and is photographed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, WIDE, Visit

PAGES = {
    "home": "/",
    "problems": "/problems/",
    "problems-found": "/problems/?q=整改",
    "reports": "/reports/",
    "regions": "/regions/",
    "region": "/regions/990000/",
    "rounds": "/rounds/",
    "categories": "/categories/",
    "category": "/categories/env/",
    "county": "/regions/990121/",
    "statistics": "/statistics/",
    "statistics-shares": "/statistics/?row=region&col=status&show=row",
    "coverage": "/statistics/coverage/",
    "compare": "/compare/?a=990121&b=990000-county",
    "documents": "/documents/",
    "data": "/data/",
    "api": "/api/",
    "about": "/about/",
    "help-search": "/help/search/",
    "styleguide": "/styleguide/",
    "nothing-found": "/problems/?q=绝无此语",
    "admin-login": "/admin/login/",
}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", PAGES)
def test_page_stands(name: str, size: dict[str, int], visit: Visit, picture: Callable[[str], Path]) -> None:
    page = visit(PAGES[name], size=size)
    assert page.title()
    assert picture(f"{name}-{size['width']}").stat().st_size > 0


def test_first_hit_leads_to_its_problem_and_report(visit: Visit, picture: Callable[[str], Path]) -> None:
    page = visit("/problems/?q=整改")
    page.locator("main a[href^='/problems/']").first.click()
    page.locator("main a[href^='/reports/']").first.click()
    assert page.locator("h1").inner_text()
    picture("report-1280")
