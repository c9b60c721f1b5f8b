"""Forms of the county's list of bars."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, FigureField, OfficeForm
from elections.models import Body
from vetting.models import Bar, BarList, Department


class BarListForm(OfficeForm[BarList]):
    """Title, document and first day of a draft."""

    class Meta:
        model = BarList
        fields: ClassVar = ["title", "document", "valid_from", "is_sample"]
        widgets: ClassVar = {"valid_from": DateInput()}
        help_texts: ClassVar = {
            "document": _("Number of the document by which the county has decided on the list."),
            "is_sample": _(
                "A sample is marked as one wherever it is shown. Take the mark away once the list is the county's own."
            ),
        }


class BarForm(OfficeForm[Bar]):
    """One bar and who decides on it; of the law's own only evidence, departments and wording."""

    only_bodies = forms.MultipleChoiceField(
        label=_("Only for"),
        choices=Body.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a tick it holds for every body."),
    )
    departments = forms.ModelMultipleChoiceField(
        label=_("Deciding departments"),
        queryset=Department.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Bar
        fields: ClassVar = [
            "code",
            "text",
            "level",
            "effect",
            "look_back",
            "look_back_years",
            "evidence",
            "position",
            "by_township",
            "valid_from",
            "valid_until",
        ]
        field_classes: ClassVar = {"look_back_years": FigureField, "position": FigureField}
        widgets: ClassVar = {
            "valid_from": DateInput(),
            "valid_until": DateInput(),
            "text": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "code": _("What a refused person is told, for example N08."),
            "evidence": _("What proves it, for example a decision or a record."),
        }

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["departments"].queryset = departments  # type: ignore[attr-defined]
        self.initial["only_bodies"] = self.instance.bodies
        if self.instance.pk:
            self.initial["departments"] = [row.department_id for row in self.instance.deciding.all()]
        if self.instance.statute:
            for name in ("level", "effect", "look_back", "look_back_years", "valid_until", "only_bodies"):
                del self.fields[name]

    def clean(self) -> dict[str, Any] | None:
        """The bodies, in the order of the board."""
        cleaned = super().clean()
        if "only_bodies" in self.fields:
            chosen = self.cleaned_data.get("only_bodies", [])
            self.instance.bodies = [value for value in Body.values if value in chosen]
        return cleaned


class PublishForm(forms.Form):
    """The day from which a list holds."""

    valid_from = forms.DateField(label=_("In force from"), widget=DateInput())
