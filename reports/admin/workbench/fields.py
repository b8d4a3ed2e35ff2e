"""The forms of the workbench: a row's values as fields, and fields back as the values that a correction takes.

A row's values are those of `corrections.fields` (dates as dicts, categories and types as codes), of the fields that
may be set. Three of them meet in a form that comes in: as they were when it was opened, as they are now, as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.admin.forms import PartialDateField
from reports.admin.review import region_named
from reports.corrections.bodies import body_value, in_region
from reports.corrections.fields import DATES, from_columns
from reports.models import Category, InspectionRound, Measure, Problem, Report
from reports.models.choices import DeclaredKey
from reports.models.dates import LENGTH_OF
from reports.models.reference import named_codes
from reports.views.wording import code_name

Row = Report | InspectionRound | Problem | Measure
Values = dict[str, Any]

MODELS: dict[str, type[Row]] = {"report": Report, "round": InspectionRound, "problem": Problem, "measure": Measure}

SHOWN: dict[str, tuple[str, ...]] = {
    "report": (
        "title",
        "stage",
        "published",
        "signed",
        "source",
        "signed_by",
        "contact_phone",
        "contact_postcode",
        "contact_email",
        "contact_address",
    ),
    "round": (
        "verb",
        "authority_level",
        "kind",
        "kind_words",
        "term",
        "round",
        "batch",
        "start",
        "end",
        "feedback",
        "team",
    ),
    "problem": ("text", "number", "label", "status", "status_words"),
    "measure": ("text",),
}
"""Columns that are a field each, in the order of the form."""

PLAIN = {kind: tuple(name for name in names if name not in DATES[kind]) for kind, names in SHOWN.items()}
"""Those that are as the model describes them: all but the dates."""

CATEGORIES = ("category_1", "category_2", "category_3")
DECLARED = {f"declared_{key}": key for key in DeclaredKey.values}
BODY = ("body_name", "body_region")
CENTRAL = "中央"
"""What is written for the region of a body that has none because it is a central one."""


def values_of(kind: str, row: Row) -> Values:
    """What is shown of a row, of the fields that the workbench offers. The row's links are to be prefetched."""
    columns = from_columns(kind, row)
    found = {name: columns[name] for name in SHOWN[kind]}
    if isinstance(row, Problem):
        links = sorted(row.category_links.all(), key=lambda link: link.position)
        found |= {"path": list(row.path), "categories": [link.category.code for link in links]}
        found["continues"] = row.continues.public_id if row.continues else None
    if isinstance(row, Measure):
        found["types"] = list(row.types)
    if isinstance(row, Report):
        found["declared"] = {
            total.key: {"value": total.value, "words": total.words, "start": total.start, "end": total.end}
            for total in row.declared_totals.all()
        }
        found["body"] = body_value(row.round.body)
    return found


def topic_choices(categories: Iterable[Category]) -> list[tuple[str, Any]]:
    """The topics under their focuses, for a list of choices; first no topic at all."""
    rows = list(categories)
    return [
        ("", "—"),
        *(
            (focus.name, [(topic.code, topic.name) for topic in rows if topic.parent_id == focus.pk])
            for focus in rows
            if focus.parent_id is None
        ),
    ]


class RowForm(forms.Form):
    """The fields of one row of a kind. `was` are its values when the form was opened.

    `only` names the values to be asked for (None: all), `shown` are the values to begin with (None: `was`).
    `earlier` are the problems that one can go on, as choices; the field is left out where there are none.
    `given()` are the values as typed, once the form is valid.
    """

    def __init__(
        self,
        kind: str,
        was: Mapping[str, Any],
        data: Any = None,
        *,
        topics: Iterable[tuple[str, Any]] = (),
        earlier: Sequence[tuple[str, Any]] = (),
        only: Iterable[str] | None = None,
        shown: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        self.kind, self.was, self._earlier = kind, was, earlier
        initial = initial_of(was if shown is None else shown)
        super().__init__(data, initial=initial, auto_id="edit-%s", label_suffix="", prefix=prefix)
        wanted = set(was if only is None else only)
        for name, field in self._fields(list(topics)).items():
            if self._value_name(name) in wanted:
                self.fields[name] = field
        self.order_fields(SHOWN[kind])

    def _fields(self, topics: list[tuple[str, Any]]) -> dict[str, forms.Field]:
        found = forms.fields_for_model(MODELS[self.kind], fields=PLAIN[self.kind])
        for field in found.values():
            field.required = False
        found |= {name: PartialDateField(label=_LABELS[name]) for name in DATES[self.kind]}
        if self.kind in ("problem", "measure"):
            found["text"].widget = forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"})
        if self.kind == "problem":
            found["path"] = forms.CharField(
                label=_("上级标题（一行一级）"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
            )
            for place, name in enumerate(CATEGORIES, start=1):
                found[name] = forms.ChoiceField(label=_LABELS[name], required=False, choices=topics)
                found[name].widget.attrs["data-topic"] = place
            if self._earlier:
                found["continues"] = forms.ChoiceField(
                    label=_("延续自（同一单位更早的通报）"), required=False, choices=self._earlier
                )
        if self.kind == "measure":
            names = [(code, code_name("measure_types", code)) for code in named_codes("measure_types")]
            found["types"] = forms.MultipleChoiceField(
                label=_("类型"), required=False, choices=names, widget=forms.CheckboxSelectMultiple
            )
        if self.kind == "report":
            found["body_name"] = forms.CharField(label=_("被巡视单位"), required=False, max_length=200)
            found["body_region"] = forms.CharField(label=_("地区代码或名称，或“中央”"), required=False)
            for name, key in DECLARED.items():
                found[name] = forms.IntegerField(label=DeclaredKey(key).label, required=False, min_value=0)
        return found

    @staticmethod
    def _value_name(field: str) -> str:
        parts = {"categories": CATEGORIES, "declared": DECLARED, "body": BODY}
        return next((name for name, fields in parts.items() if field in fields), field)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for name in ("text", "path"):
            if name in cleaned:
                cleaned[name] = "\n".join(line.rstrip() for line in cleaned[name].splitlines())
        codes = [cleaned[name] for name in CATEGORIES if cleaned.get(name)]
        if len(set(codes)) != len(codes):
            self.add_error("category_2", _("同一个类别选了两次。"))
        if "text" in cleaned and not cleaned["text"]:
            if self.was.get("text") is None:
                cleaned["text"] = None
            else:
                self.add_error("text", _("文字不能为空；要去掉这一条，请用“删除”。"))
        if "body_region" in cleaned:
            self._clean_body(cleaned)
        return cleaned

    def _clean_body(self, cleaned: dict[str, Any]) -> None:
        """The body's name and the words for its region, as one value; what is left alone stays as it was."""
        was = self.was["body"]
        name, words = cleaned.get("body_name") or was["name"], cleaned["body_region"].strip()
        cleaned["body"] = {**was, "name": name}
        if words == region_words(was):
            return
        try:
            region = region_named(words) if words else None
        except LookupError as error:
            self.add_error("body_region", str(error))
            return
        if region is None:
            cleaned["body"] |= {"region": None, "central": words == CENTRAL}
        else:
            moved = in_region(was, region)
            cleaned["body"] = moved if name == was["name"] else {**moved, "name": name}

    def given(self) -> Values:
        """The values as typed, in the form of `values_of`. A date or a total that was left alone keeps its words."""
        cleaned = self.cleaned_data
        found: Values = {name: cleaned[name] for name in PLAIN[self.kind] if name in cleaned}
        for name in DATES[self.kind]:
            if name in cleaned:
                same = iso(cleaned[name]) == iso(self.was.get(name))
                found[name] = self.was.get(name) if same else cleaned[name]
        if "path" in cleaned:
            found["path"] = [line.strip() for line in cleaned["path"].splitlines() if line.strip()]
        if CATEGORIES[0] in cleaned:
            found["categories"] = [cleaned[name] for name in CATEGORIES if cleaned[name]]
        if "continues" in cleaned:
            found["continues"] = cleaned["continues"] or None
        if "types" in cleaned:
            found["types"] = in_order(cleaned["types"], self.was.get("types") or [])
        if DECLARED.keys() & cleaned.keys():
            found["declared"] = self._declared()
        if "body" in cleaned:
            found["body"] = cleaned["body"]
        return found

    def _declared(self) -> Values:
        was = self.was.get("declared") or {}
        typed = {key: self.cleaned_data[name] for name, key in DECLARED.items()}
        return {
            key: was[key] if key in was and was[key]["value"] == number else new_total(number)
            for key, number in typed.items()
            if number is not None
        }


def new_total(number: int) -> Values:
    """A total that an editor gave: no words of the source stand for it."""
    return {"value": number, "words": "", "start": None, "end": None}


def in_order(codes: Iterable[str], was: Iterable[str]) -> list[str]:
    """The same codes as before keep their order: ticking a box and taking it back changes nothing."""
    chosen, kept = list(codes), list(was)
    return kept if set(chosen) == set(kept) else chosen


def initial_of(values: Mapping[str, Any]) -> Values:
    """Values as the fields of a form begin with them."""
    found = dict(values)
    for name in ("start", "end", "feedback", "published", "signed"):
        if name in found:
            found[name] = iso(found[name])
    if "path" in found:
        found["path"] = "\n".join(found["path"])
    if body := found.pop("body", None):
        found |= {"body_name": body["name"], "body_region": region_words(body)}
    codes = list(found.pop("categories", []))
    found |= {name: codes[place] if place < len(codes) else "" for place, name in enumerate(CATEGORIES)}
    totals = found.pop("declared", {}) or {}
    found |= {f"declared_{key}": total["value"] for key, total in totals.items()}
    return found


def region_words(body: Mapping[str, Any]) -> str:
    """A body's region as it is typed: its code, `中央`, or nothing."""
    return body["region"]["code"] if body["region"] else CENTRAL if body["central"] else ""


def iso(value: Mapping[str, Any] | None) -> str:
    """A date as it is typed: `2024-03-05`, `2024-03`, `2024`; nothing for None."""
    return value["date"][: LENGTH_OF[value["precision"]]] if value else ""


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Values:
    """Of the values after, those that are others than before."""
    return {name: value for name, value in after.items() if before.get(name) != value}


_LABELS: dict[str, Any] = {
    "start": _("开始"),
    "end": _("结束"),
    "feedback": _("反馈"),
    "published": _("公布日期"),
    "signed": _("落款日期"),
    "category_1": _("类别一"),
    "category_2": _("类别二"),
    "category_3": _("类别三"),
}
