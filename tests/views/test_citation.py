"""Citations: what stands in them, what is left out, and that no sign of a title breaks BibTeX."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.models.choices import Precision
from reports.views.citation import apa, bibtex, gb7714
from tests.factories import ReportFactory, problem_in

pytestmark = pytest.mark.django_db
URL = "https://archive.example/problems/aaaaaaaaaaaa/"
TODAY = dt.date(2026, 10, 3)


def test_gb7714_names_author_title_dates_and_address() -> None:
    report = ReportFactory(signed_by="中共青禾县委", title="整改通报", published=dt.date(2024, 8, 2))
    expected = f"中共青禾县委. 整改通报[EB/OL]. (2024-08-02)[2026-10-03]. {URL}."
    assert gb7714(report, URL, today=TODAY) == expected


@pytest.mark.parametrize(
    ("precision", "written"),
    [(Precision.DAY, "2024, August 2"), (Precision.MONTH, "2024, August"), (Precision.YEAR, "2024")],
)
def test_apa_writes_the_date_as_exactly_as_it_is_known(precision: str, written: str) -> None:
    report = ReportFactory(published=dt.date(2024, 8, 2), published_precision=precision)
    assert f". ({written}). " in apa(report, URL)


def test_without_a_date_apa_says_so_and_the_others_leave_it_out() -> None:
    report = ReportFactory(published=None, sort_date=None)
    assert ". (n.d.). " in apa(report, URL)
    assert "[EB/OL]. [2026-10-03]" in gb7714(report, URL, today=TODAY)
    assert " date =" not in bibtex(report, URL, today=TODAY)


def test_bibtex_keeps_its_braces_whatever_the_title() -> None:
    report = ReportFactory(title=r"整改{通报} 100% & A_B \x")
    entry = bibtex(report, URL, problem=problem_in(report, "甲"), today=TODAY)
    bare = entry.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert r"整改\{通报\} 100\% \& A\_B \textbackslash{}x" in entry
    assert entry.startswith("@online{xunshi-")
    assert "  urldate = {2026-10-03}," in entry
