"""How to cite a report or a problem: after GB/T 7714-2025 for online documents ([EB/OL]), after APA, and as BibTeX."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone, translation

from reports.models import Problem, Report
from reports.models.choices import Precision
from reports.views.names import problem_name

ARCHIVE = "巡视整改档案"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# What TeX reads as a command, each as TeX prints it.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "_": r"\_", "$": r"\$",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_TEX_SIGNS = re.compile("[" + re.escape("".join(_TEX)) + "]")


@dataclass(frozen=True, slots=True)
class Citation:
    """One way to cite: its name as everybody writes it, and the words to copy."""

    style: str
    text: str
    lines: bool = False


def citations(
    report: Report, url: str, *, problem: Problem | None = None, today: dt.date | None = None
) -> list[Citation]:
    """In the order in which they are offered. `today` is the day of access, by default this one."""
    day = today or timezone.localdate()
    return [
        Citation("GB/T 7714-2025", gb7714(report, url, problem=problem, today=day)),
        Citation("APA", apa(report, url, problem=problem)),
        Citation("BibTeX", bibtex(report, url, problem=problem, today=day), lines=True),
    ]


def gb7714(report: Report, url: str, *, problem: Problem | None = None, today: dt.date | None = None) -> str:
    """`责任者. 题名[EB/OL]. (公布日期)[引用日期]. 网址.` What is unknown is left out; its marks are half-width."""
    published = report.published_date
    date = f"({published.iso()})" if published else ""
    return f"{_author(report)}. {_title(report, problem)}[EB/OL]. {date}[{today or timezone.localdate()}]. {url}."


def apa(report: Report, url: str, *, problem: Problem | None = None) -> str:
    """`责任者. (2021, December 30). 题名. 巡视整改档案. 网址`; (n.d.) without a date."""
    return f"{_author(report)}. ({_apa_date(report)}). {_title(report, problem)}. {ARCHIVE}. {url}"


def _apa_date(report: Report) -> str:
    published = report.published_date
    if published is None:
        return "n.d."
    month = MONTHS[published.date.month - 1]
    forms = {
        Precision.DAY: f"{published.date.year}, {month} {published.date.day}",
        Precision.MONTH: f"{published.date.year}, {month}",
        Precision.YEAR: str(published.date.year),
    }
    return forms[Precision(published.precision)]


def bibtex(report: Report, url: str, *, problem: Problem | None = None, today: dt.date | None = None) -> str:
    """An `@online` entry, as biber reads it. The author is a body: double braces keep its name in one piece."""
    published = report.published_date
    fields = {
        "author": "{" + _tex(_author(report)) + "}",
        "title": _tex(_title(report, problem)),
        "date": published.iso() if published else "",
        "organization": ARCHIVE,
        "url": url,
        "urldate": str(today or timezone.localdate()),
        "langid": "chinese",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{xunshi-{(problem or report).public_id},", *lines, "}"])


def _tex(words: str) -> str:
    return _TEX_SIGNS.sub(lambda sign: _TEX[sign.group()], words)


def _author(report: Report) -> str:
    return report.signed_by or report.round.body.name


def _title(report: Report, problem: Problem | None) -> str:
    with translation.override("zh-hans"):  # a citation names the Chinese source, whatever the language of the page
        name = problem_name(problem).replace(" ", "") if problem is not None else ""
    return f"{report.display_title}: {name}" if name else report.display_title


def permalink(request: HttpRequest, path: str) -> str:
    """The whole address, without parameters."""
    return request.build_absolute_uri(path)
