"""Tests in a real Chromium, against the served site with its samples.

`visit` opens a page and fails the test when the page makes an error on the console, asks another host for anything, or
is wider than the window. Pictures go to build/screenshots/.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.conftest import ROOT, chromium
from tests.served_site import ServedSite

PICTURES = ROOT / "build" / "screenshots"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 780}
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    switches = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    if os.geteuid() == 0:  # Chromium's sandbox does not work for root
        switches.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": chromium(), "args": switches}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": WIDE}


@pytest.fixture
def visit(page: Page, sample_site: ServedSite) -> Iterator[Visit]:
    """`visit(path, *, size=WIDE)` opens a page of the sample site and gives it once it is loaded."""
    complaints: list[str] = []
    own_host = urlsplit(sample_site.url).netloc

    def note_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"console: {message.text}")

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != own_host:
            complaints.append(f"asks another host: {request.url}")

    page.on("console", note_console)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("request", note_request)

    def open_page(path: str, *, size: dict[str, int] = WIDE) -> Page:
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        answer = page.goto(sample_site.url + path, wait_until="load")
        assert answer is not None
        assert answer.ok, f"{path} answers {answer.status}"
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{path} is {width} wide in a window of {size['width']}"
        return page

    yield open_page
    assert not complaints


@pytest.fixture
def picture(page: Page) -> Callable[[str], Path]:
    """`picture(name)` saves the whole page that is open as build/screenshots/NAME.png."""

    def save(name: str) -> Path:
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return save
