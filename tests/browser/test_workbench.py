"""An editor at work in Chromium: by keyboard, at the cursor, by selecting in the source; nothing typed is ever lost.

The tests correct, and so have a site of their own; each works on another report of it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests import served_site
from tests.browser.conftest import PICTURES
from tests.conftest import ROOT
from tests.served_site import ServedSite

PASSWORD = "workbench-for-tests"
MAKE_EDITORS = f"""
from django.contrib.auth.models import Group, User
for name in ("liao", "ma"):
    user = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
"""
Work = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    with served_site.serve(tmp_path_factory.mktemp("workbench") / "home") as site:
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", MAKE_EDITORS]
        subprocess.run(command, cwd=ROOT, env=served_site.environment(site.home), check=True)
        yield site


@pytest.fixture
def log_in(browser: Browser, site: ServedSite) -> Iterator[Callable[..., BrowserContext]]:
    """`log_in(name)` gives a browser of an editor, from a fresh login."""
    contexts = []

    def fresh(name: str = "liao", **options: object) -> BrowserContext:
        size = {"width": 1400, "height": 900}
        context = browser.new_context(**{"base_url": site.url, "locale": "zh-CN", "viewport": size} | options)
        contexts.append(context)
        page = context.new_page()
        page.goto("/admin/login/?next=/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        return context

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def work(log_in: Callable[..., BrowserContext]) -> Iterator[Work]:
    """`work(report, name=…)` opens the workbench; an error on the console fails the test."""
    complaints: list[str] = []

    def opened(report: int, name: str = "liao", **options: object) -> Page:
        page = log_in(name, **options).new_page()
        page.on("console", lambda message: complaints.append(message.text) if told_of(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/admin/reports/report/{report}/workbench/")
        return page

    yield opened
    assert not complaints


def told_of(message: object) -> bool:
    """An answer of 409 or 422 is a line on the console too, and no fault."""
    return message.type == "error" and "Failed to load resource" not in message.text  # type: ignore[attr-defined]


def said(page: Page, words: str) -> None:
    expect(page.locator("#wb-said")).to_contain_text(words)


def choose(page: Page, pick: Locator) -> None:
    """Opens an item and waits for its form: what is typed before that belongs to the form that is going."""
    pick.click()
    expect(page.locator("#editor")).to_have_attribute("data-key", pick.get_attribute("data-key") or "")


def select(page: Page, line: int, first: int, last: int) -> str:
    """Selects characters of a line of the source, as a mouse would. Returns them."""
    return page.evaluate(
        """([line, first, last]) => {
          const paragraph = document.querySelectorAll("#source p")[line];
          const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          let before = 0;
          for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            if (first >= before && first < before + text.length) range.setStart(text, first - before);
            if (last > before && last <= before + text.length) range.setEnd(text, last - before);
            before += text.length;
          }
          const selection = getSelection();
          selection.removeAllRanges();
          selection.addRange(range);
          return selection.toString();
        }""",
        [line, first, last],
    )


def test_a_statement_is_edited_and_the_work_goes_on_by_keyboard(work: Work) -> None:
    page = work(1)
    first = page.locator(".problem > .pick").first
    second = page.locator(".problem > .pick").nth(1)
    choose(page, first)
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("e")
    page.keyboard.press("End")
    page.keyboard.type("（补）")
    page.locator("#wb-more").fill("漏字")
    page.keyboard.press("Control+Enter")
    said(page, "已完成")
    expect(first.locator(".words")).to_contain_text("（补）")
    expect(second).to_have_attribute("aria-current", "true")
    expect(page.locator("#wb-more")).to_have_value("漏字")
    expect(page.locator("#source .lit").first).to_be_in_viewport()
    page.keyboard.press("k")
    expect(first).to_have_attribute("aria-current", "true")
    page.keyboard.press("?")
    expect(page.locator("#wb-keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    said(page, "已撤销")
    expect(first.locator(".words")).not_to_contain_text("（补）")
    page.keyboard.press("r")
    expect(page.locator("#wb-review")).to_contain_text("标记为待校对")


def test_an_item_is_accepted_as_it_stands(work: Work) -> None:
    page = work(1)
    choose(page, page.locator(".problem > .pick").first)
    page.keyboard.press("a")
    expect(page.locator(".problem > .pick").nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator("#wb-said")).not_to_contain_text("已完成")


def test_categories_are_chosen_by_letter_in_order(work: Work) -> None:
    page = work(2)
    choose(page, page.locator(".problem > .pick").first)
    page.keyboard.press("c")
    expect(page.locator("#wb-topics")).to_be_visible()
    while page.locator("#wb-topics [aria-pressed=true]").count():
        page.locator("#wb-topics [aria-pressed=true]").first.click()
    for letter in ("d", "a", "z"):
        page.keyboard.press(letter)
    page.keyboard.press("b")
    expect(page.locator("#wb-topics [aria-pressed=true]")).to_have_count(3)
    letters = page.locator("#wb-topics [data-code]").evaluate_all("all => all.map((each) => each.dataset.code)")
    page.keyboard.press("Enter")
    expect(page.locator("#wb-topics")).to_be_hidden()
    for place, letter in enumerate((3, 0, 25)):
        expect(page.locator("[data-topic]").nth(place)).to_have_value(letters[letter])
    page.keyboard.press("Control+s")
    said(page, "已完成")


def test_a_key_pressed_while_a_form_is_on_its_way_is_meant_for_that_form(work: Work) -> None:
    page = work(2)
    second = page.locator(".problem > .pick").nth(1)
    page.route("**part=editor*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    second.click()
    for key in ("e", "m", "r"):
        page.keyboard.press(key)
    expect(page.locator("#editor")).to_have_attribute("data-key", second.get_attribute("data-key") or "")
    expect(page.locator("#editor [name=text]")).to_be_focused()
    expect(page.locator("#wb-review")).to_contain_text("标记为已校对")
    expect(page.locator("#wb-said")).to_contain_text("已打开")


def test_splitting_at_the_cursor_and_merging_again(work: Work) -> None:
    page = work(3)
    pick = page.locator(".problem > .pick").first
    choose(page, pick)
    whole = page.locator(".wb-form [name=text]").input_value()
    count = page.locator(".problem").count()
    page.keyboard.press("e")
    page.locator(".wb-form [name=text]").evaluate("field => field.setSelectionRange(5, 5)")
    page.keyboard.press("Alt+s")
    expect(page.locator(".problem")).to_have_count(count + 1)
    expect(pick.locator(".words")).to_have_text(whole[:5])
    expect(page.locator(".wb-form [name=text]")).to_have_value(whole[5:])
    page.keyboard.press("k")
    expect(pick).to_have_attribute("aria-current", "true")
    page.keyboard.press("m")
    expect(page.locator(".problem")).to_have_count(count)
    expect(page.locator(".wb-form [name=text]")).to_have_value(whole)


def test_a_span_is_drawn_by_selecting_in_the_source(work: Work) -> None:
    page = work(4)
    choose(page, page.locator(".problem > .pick").first)
    expect(page.locator("#source .stmt.lit").first).to_be_visible()
    line = page.locator("#source p").evaluate_all("all => all.findIndex((each) => each.querySelector('.stmt.lit'))")
    words = select(page, line, 1, 9)
    page.locator("[data-take=respan]").click()
    said(page, "重划原文")
    expect(page.locator(".wb-form [name=text]")).to_have_value(words.strip())
    expect(page.locator("#source .lit").first).to_contain_text(words.strip()[:2])
    words = select(page, line + 1, 2, 8)
    page.locator("[data-take=measure]").click()
    expect(page.locator(".wb-form [name=text]")).to_have_value(words)
    page.locator(".wb-form [value=add]").click()
    said(page, "增加")


def test_a_click_in_the_source_selects_the_item(work: Work) -> None:
    page = work(5)
    stretch = page.locator("#source .stmt").nth(2)
    key = stretch.get_attribute("data-of")
    stretch.click()
    expect(page.locator(f".pick[data-key={key}]")).to_have_attribute("aria-current", "true")
    expect(page.locator("#editor")).to_have_attribute("data-key", key or "")
    expect(page.locator("#editor")).to_be_in_viewport()


def test_what_is_not_saved_is_guarded(work: Work) -> None:
    page = work(6)
    first, second = page.locator(".problem > .pick").first, page.locator(".problem > .pick").nth(1)
    choose(page, first)
    page.keyboard.press("e")
    page.keyboard.type("未保存")
    page.keyboard.press("Alt+j")
    page.locator("#wb-guard button", has_text="留在这里").click()
    assert "未保存" in page.locator(".wb-form [name=text]").input_value()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.href = '/admin/'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    second.click()
    page.locator("#wb-guard button", has_text="先保存").click()
    expect(second).to_have_attribute("aria-current", "true")
    expect(first.locator(".words")).to_contain_text("未保存")


def test_the_second_of_two_editors_sees_both_and_loses_nothing(work: Work) -> None:
    mine, theirs = work(7), work(7, "ma")
    for page, number in ((mine, "8-1"), (theirs, "8-2")):
        choose(page, page.locator(".problem > .pick").first)
        page.locator(".wb-form [name=number]").fill(number)
    theirs.keyboard.press("Control+s")
    said(theirs, "已完成")
    mine.keyboard.press("Control+s")
    told = mine.locator(".meanwhile")
    expect(told).to_contain_text("ma")
    expect(told.locator("tbody tr")).to_contain_text(["8-2"])
    expect(mine.locator(".wb-form [name=number]")).to_have_value("8-1")
    mine.locator("button", has_text="仍按我的保存").click()
    said(mine, "已完成")
    expect(mine.locator(".problem .no").first).to_have_text("8-1")


def test_a_lost_connection_loses_no_words(work: Work) -> None:
    page = work(8)
    choose(page, page.locator(".problem > .pick").first)
    page.locator(".wb-form [name=number]").fill("77")
    page.route("**/workbench/", lambda route: route.abort())
    page.keyboard.press("Control+s")
    said(page, "没有保存")
    expect(page.locator(".wb-form [name=number]")).to_have_value("77")
    page.unroute("**/workbench/")
    page.keyboard.press("Control+s")
    said(page, "已完成")


def test_keys_are_left_alone_while_composing_and_in_fields(work: Work) -> None:
    page = work(9)
    first = page.locator(".problem > .pick").first
    choose(page, first)
    text = page.locator(".wb-form [name=text]")
    text.focus()
    before = text.input_value()
    page.keyboard.type("jk?")
    assert len(text.input_value()) == len(before) + 3
    for key, more in (("Enter", "ctrlKey: true"), ("j", "altKey: true, code: 'KeyJ'")):
        text.evaluate(
            f"""field => field.dispatchEvent(new KeyboardEvent('keydown',
            {{key: '{key}', {more}, isComposing: true, bubbles: true, cancelable: true}}))"""
        )
    expect(first).to_have_attribute("aria-current", "true")
    expect(page.locator("#wb-guard")).to_be_hidden()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "zheng", "selectionStart": 5, "selectionEnd": 5})
    session.send("Input.insertText", {"text": "整改"})
    assert "整改" in text.input_value()
    expect(page.locator("#wb-said")).not_to_contain_text("已完成")


def test_without_scripts_every_act_is_a_plain_form(work: Work) -> None:
    page = work(10, java_script_enabled=False)
    second = page.locator(".problem > .pick").nth(1)
    key = second.get_attribute("data-key")
    second.click()
    expect(page.locator("#editor")).to_have_attribute("data-key", key or "")
    page.locator(".wb-form [name=number]").fill("9-9")
    page.get_by_role("button", name="保存", exact=True).click()
    said(page, "已完成")
    expect(page.locator(f"[data-key={key}] .no")).to_have_text("9-9")
    page.get_by_role("button", name="撤销").first.click()
    said(page, "已撤销")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("wide", {}),
        ("narrow", {"viewport": {"width": 390, "height": 844}}),
        ("dark", {"color_scheme": "dark"}),
    ],
)
def test_it_fits_and_is_photographed(work: Work, name: str, options: dict[str, object]) -> None:
    page = work(11, **options)
    choose(page, page.locator(".problem > .pick").first)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if name == "narrow":
        expect(page.locator("#source")).to_be_hidden()
        page.locator("label[for=wb-show-source]").click()
        expect(page.locator("#source .lit").first).to_be_visible()
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"workbench-{name}.png")
