"""Pages of a list: every link leads to a page that exists, and the current one is among them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.views.pager import pager


def links(page: int, total: int) -> list[object]:
    made = pager(page=page, total=total, per_page=10, url=lambda number: f"?page={number}")
    return [link and link[0] for link in made.pages]


def test_the_pages_around_the_current_one_are_shown_with_the_first_and_the_last() -> None:
    assert links(1, 25) == [1, 2, 3]
    assert links(6, 200) == [1, None, 4, 5, 6, 7, 8, None, 20]
    assert links(20, 200) == [1, None, 18, 19, 20]


def test_a_gap_of_one_page_is_no_gap() -> None:
    assert links(4, 200) == [1, 2, 3, 4, 5, 6, None, 20]


def test_a_page_past_the_end_is_the_last() -> None:
    made = pager(page=999, total=25, per_page=10, url=str)
    assert (made.page, made.first_shown, made.last_shown, made.following) == (3, 21, 25, None)


@given(st.integers(-3, 10**6), st.integers(0, 5000), st.sampled_from([10, 20, 50]))
def test_every_link_leads_to_a_page_that_exists(page: int, total: int, per_page: int) -> None:
    made = pager(page=page, total=total, per_page=per_page, url=str)
    numbers = [link[0] for link in made.pages if link]
    assert made.page in numbers
    assert numbers == sorted(set(numbers))
    assert 1 <= numbers[0] <= numbers[-1] == made.last
    assert made.last_shown - made.first_shown < per_page
    assert made.last_shown <= total
