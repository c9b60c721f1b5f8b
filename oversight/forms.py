"""The filters of the trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from oversight.queries import Wanted
from oversight.sources import CHANGES, kinds


def _kind_choices() -> list[Any]:
    return [("", _("All")), *kinds()]


class TrailForm(forms.Form):
    """What narrows the trail; everything may be empty."""

    who = forms.CharField(label=_("Who"), max_length=64, required=False)
    kind = forms.ChoiceField(label=_("Object"), choices=_kind_choices, required=False)
    change = forms.ChoiceField(
        label=pgettext_lazy("history", "Change"),
        choices=[("", _("All")), *((change, label) for change, (label, _state) in CHANGES.items())],
        required=False,
    )
    place = forms.CharField(label=_("Village or code"), max_length=50, required=False)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason contains"), max_length=100, required=False)
    act = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The days must be in order."""
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins. Give a later day."))
        return values

    def wanted(self) -> Wanted:
        """The conditions; what could not be read is left out (the page says so)."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
