"""Dates that may be known to the month or year only: three columns, read as one value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from reports.models.choices import Precision

LENGTH_OF = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The first day that the words can mean, how exact they are, and the words as the text has them."""

    date: dt.date
    precision: str
    words: str = ""

    def iso(self) -> str:
        """`2024-03-05`, `2024-03` or `2024`, by precision."""
        return self.date.isoformat()[: LENGTH_OF[Precision(self.precision)]]

    def __str__(self) -> str:
        """`2024年3月5日`, `2024年3月` or `2024年`, as government sites write dates; `5 March 2024` in English."""
        written = {Precision.DAY: _("Y年n月j日"), Precision.MONTH: _("Y年n月"), Precision.YEAR: _("Y年")}
        return date_format(self.date, str(written[Precision(self.precision)]))


def partial_date(row: models.Model, name: str) -> PartialDate | None:
    """The columns `name`, `name_precision` and `name_words` of `row` as one value, None when the date is unknown."""
    date: dt.date | None = getattr(row, name)
    if date is None:
        return None
    return PartialDate(date, getattr(row, f"{name}_precision"), getattr(row, f"{name}_words"))


def date_field(label: Any) -> models.DateField[Any, Any]:
    return models.DateField(label, null=True, blank=True)


def precision_field() -> models.CharField[Any, Any]:
    return models.CharField(_("精确到"), max_length=5, choices=Precision.choices, default=Precision.DAY)


def words_field() -> models.CharField[Any, Any]:
    return models.CharField(_("原文写法"), max_length=80, blank=True, default="")
