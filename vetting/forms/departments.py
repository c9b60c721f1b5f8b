"""Forms of departments, of their reviewers, and of the county's rules."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, FigureField, OfficeForm, VersionedForm
from vetting.models import Declaration, Department, PersonField, ReviewRules


class DepartmentForm(OfficeForm[Department]):
    """A department that takes part in the joint review."""

    seen = forms.MultipleChoiceField(
        label=_("Sees of a person"),
        choices=PersonField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Besides name, sex, village and proposed post. Tick only what the department needs for its check."),
    )

    class Meta:
        model = Department
        fields: ClassVar = ["name", "short_name", "code", "position", "valid_from", "valid_until"]
        widgets: ClassVar = {"valid_from": DateInput(), "valid_until": DateInput()}
        help_texts: ClassVar = {
            "short_name": _("Two or three characters for the head of a column."),
            "code": _("Latin letters, for example police; it stays the same when the office is renamed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.fields

    def clean(self) -> dict[str, Any] | None:
        """The fields seen, in the order of the table."""
        cleaned = super().clean()
        seen = self.cleaned_data.get("seen", [])
        self.instance.fields = [value for value in PersonField.values if value in seen]
        return cleaned


class DeclarationForm(VersionedForm[Declaration]):
    """Who a reviewer is."""

    id_number = forms.CharField(
        label=_("Your ID number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("By it your own record in the county is found, and with it your near relatives. It is not kept."),
    )
    field_order = ("id_number", "village")

    class Meta:
        model = Declaration
        fields: ClassVar = ["village"]
        help_texts: ClassVar = {
            "village": _("Where your household is registered. Leave it empty when that is not in this county.")
        }

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = partial(type(self), villages=villages)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class ReviewRulesForm(VersionedForm[ReviewRules]):
    """What a county sets for its reviews."""

    class Meta:
        model = ReviewRules
        fields: ClassVar = ["working_days", "remind_days", "valid_days"]
        field_classes: ClassVar = dict.fromkeys(("working_days", "remind_days", "valid_days"), FigureField)
        help_texts: ClassVar = {
            "working_days": _("Counted from the day a batch is sent; each batch may be given another number."),
            "valid_days": _(
                "After so many days the departments are asked again before a public notice or certificate. Empty: as the "
                "rulebook of the cycle says."
            ),
        }
