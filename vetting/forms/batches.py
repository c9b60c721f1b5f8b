"""Forms of batches."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import FigureField
from elections.models import Body
from vetting.models import ReviewKind


class BatchForm(forms.Form):
    """Whose persons are sent, and by when an answer is due."""

    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("For example the townships it is for.")
    )
    townships = forms.MultipleChoiceField(
        label=_("Persons ready to be sent"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one township.")},
        help_text=_("Those whom the township has agreed to and who were not sent yet."),
    )
    bodies = forms.MultipleChoiceField(
        label=_("For"),
        choices=Body.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Body.values,
        error_messages={"required": _("Choose at least one body.")},
    )
    working_days = FigureField(
        label=_("Working days for an answer"), min_value=1, max_value=60, help_text=_("Counted from tomorrow.")
    )

    def __init__(self, *args: Any, townships: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["townships"].choices = townships  # type: ignore[attr-defined]


class AgainForm(forms.Form):
    """Why a person is reviewed again."""

    kind = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            (kind.value, kind.label)
            for kind in (ReviewKind.OBJECTION, ReviewKind.STALE, ReviewKind.WRITE_IN, ReviewKind.REPLACEMENT)
        ],
    )
