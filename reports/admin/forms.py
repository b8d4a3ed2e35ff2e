"""Forms whose changes become corrections: the fields that may be set, and the reason."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.admin.generic import ModelForm
from reports.corrections.continuing import earlier_problems
from reports.models import Body, Category, InspectionRound, Measure, Problem, Report
from reports.models.dates import PartialDate, partial_date
from reports.models.reference import named_codes
from reports.views.wording import code_name

WRITTEN_DATE = re.compile(r"^(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?$")
"""2024-03-05, 2024-03 and 2024; not 2024.3.5 and not 24-03."""


class PartialDateField(forms.CharField):
    """A date as `2024-03-05`, `2024-03` or `2024`; its value is a correction's: date, precision, words; or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, help_text=_("写作 2024-03-05、2024-03 或 2024"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.iso() if isinstance(value, PartialDate) else value

    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        match = WRITTEN_DATE.match(str(value).strip())
        if match is None:
            raise ValidationError(_("请写作 2024-03-05、2024-03 或 2024。"))
        precision = "day" if match["day"] else "month" if match["month"] else "year"
        try:
            date = dt.date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        except ValueError as error:
            raise ValidationError(_("没有这一天。")) from error
        return {"date": date.isoformat(), "precision": precision, "words": ""}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial.iso() if isinstance(initial, PartialDate) else initial or "") != (data or "").strip()


class CorrectionForm(ModelForm):
    """A row's settable fields and the reason for changing them. `payload()` is what `corrections.apply` takes."""

    partial_dates: tuple[str, ...] = ()

    reason = forms.CharField(
        label=_("更正理由"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("改动任何一项都要写明理由，读者在更正记录里看得到；更正会保留，再次导入也不会丢失。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.partial_dates:
            if self.instance.pk:
                self.initial[name] = partial_date(self.instance, name)

    def _require(self, name: str, required: bool) -> None:
        """Who may only look has a form without fields."""
        if name in self.fields:
            self.fields[name].required = required

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.payload() and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("请写明更正的理由。"))
        return cleaned

    def payload(self) -> dict[str, Any]:
        """Field -> new value, of the fields that were changed and are valid."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in self.cleaned_data and name != "reason"
        }

    def _post_clean(self) -> None:
        """Leaves the instance alone: only `apply` writes. (ModelForm would copy the form's values into it here.)"""


class EarlierField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A problem of an earlier report, named by year, number and its first words."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.report.round.year or ''} {row.label} {row.statement[:30]}".strip()


class ProblemForm(CorrectionForm):
    topics = [("category_1", _("类别一")), ("category_2", _("类别二")), ("category_3", _("类别三"))]
    category_1 = forms.ModelChoiceField(Category.objects.exclude(parent=None), required=False, label=_("类别一"))
    category_2 = forms.ModelChoiceField(Category.objects.exclude(parent=None), required=False, label=_("类别二"))
    category_3 = forms.ModelChoiceField(Category.objects.exclude(parent=None), required=False, label=_("类别三"))
    continues = EarlierField(
        Problem.objects.none(),
        required=False,
        label=_("延续自"),
        help_text=_("同一单位更早的通报里，它所延续的问题。"),
    )

    class Meta:
        model = Problem
        fields = ("text", "number", "status", "continues")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._require("text", False)
        if continues := self.fields.get("continues"):  # who may only look has no fields
            named = Problem.objects.filter(pk=self.instance.continues_id)
            rows = earlier_problems(self.instance.report) | named
            continues.queryset = rows.select_related("report__round")  # type: ignore[attr-defined]
        if self.instance.pk:
            for place, link in enumerate(self.instance.category_links.select_related("category")[:3], start=1):
                self.initial[f"category_{place}"] = link.category.pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = self._chosen()
        if len(set(chosen)) != len(chosen):
            self.add_error("category_2", _("同一个类别选了两次。"))
        if "text" in self.changed_data and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("问题的表述不能为空。"))
        return cleaned

    def payload(self) -> dict[str, Any]:
        values = super().payload()
        names = [name for name, _label in self.topics]
        if any(name in values for name in names):
            values["categories"] = self._chosen()
        if "continues" in values:
            values["continues"] = values["continues"].public_id if values["continues"] else None
        return {name: value for name, value in values.items() if name not in names}

    def _chosen(self) -> list[str]:
        found = [self.cleaned_data.get(name) for name, _label in self.topics]
        return [category.code for category in found if category]


class MeasureForm(CorrectionForm):
    class Meta:
        model = Measure
        fields = ("text",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._require("text", True)


class ReportForm(CorrectionForm):
    partial_dates = ("published", "signed")
    published = PartialDateField(label=_("公布日期"))
    signed = PartialDateField(label=_("落款日期"))

    class Meta:
        model = Report
        fields = (
            "title",
            "stage",
            "source",
            "published",
            "signed_by",
            "signed",
            "contact_phone",
            "contact_address",
            "contact_postcode",
            "contact_email",
        )


class RoundForm(CorrectionForm):
    partial_dates = ("start", "end", "feedback")
    start = PartialDateField(label=_("开始"))
    end = PartialDateField(label=_("结束"))
    feedback = PartialDateField(label=_("反馈"))

    class Meta:
        model = InspectionRound
        fields = ("verb", "authority_level", "kind", "term", "round", "batch", "team", "start", "end", "feedback")


class LinesField(forms.CharField):
    """Words one a line; its value is their list, without blanks and repetitions."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in str(value or "").splitlines() if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class BodyForm(ModelForm):
    """What is known of a body beside its name and region."""

    aliases = LinesField(label=_("别名"), required=False, help_text=_("一行一个。"))
    kind = forms.ChoiceField(label=_("类型"), required=False)

    class Meta:
        model = Body
        fields = ("aliases", "kind", "level", "parent", "central")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind := self.fields.get("kind"):  # who may only look has no fields
            names = [(code, code_name("body_kinds", code)) for code in named_codes("body_kinds")]
            kind.choices = [("", "—"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("central") and self.instance.region_id is not None:
            self.add_error("central", _("有地区的单位不是中央单位；地区有误时请在通报的校对台改正。"))
        above, parent = {self.instance.pk}, cleaned.get("parent")
        while parent is not None and parent.pk not in above:
            above.add(parent.pk)
            parent = parent.parent
        if parent is not None:
            self.add_error("parent", _("上级单位不能是它自己或它的下级。"))
        return cleaned
