"""Objections to the roll and what was decided."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, OfficeForm, VersionedForm
from rolls.forms.days import AnnounceForm
from rolls.forms.entries import _NOTHING
from rolls.forms.voters import VoterField
from rolls.models import (
    Claim,
    Edition,
    Entry,
    Objection,
    Outcome,
    Roll,
)


class ObjectionForm(OfficeForm[Objection]):
    """An objection as received."""

    entry = VoterField(
        label=_("Whom it concerns, where he stands on the roll"),
        required=False,
        help_text=_("Name, number of the voter card or ID number."),
    )

    class Meta:
        model = Objection
        fields: ClassVar = ["claim", "entry", "concerns", "objector", "written", "received_on", "text"]
        widgets: ClassVar = {"received_on": DateInput(), "text": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "concerns": _("Name of somebody who is left out; filled from the roll where the person stands on it."),
            "objector": _("Kept encrypted, shown to nobody who may not see it."),
        }

    def __init__(self, *args: Any, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["entry"].roll = roll
        fields["concerns"].required = False
        fields["claim"].choices = _NOTHING + list(Claim.choices)
        self.initial.setdefault("received_on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """The name from the roll; somebody left out is named."""
        super().clean()
        entry = self.cleaned_data.get("entry")
        if isinstance(entry, Entry):
            self.cleaned_data["concerns"] = entry.name
        elif not self.cleaned_data.get("concerns") and not self.errors:
            self.add_error("concerns", _gettext("Type whom the objection concerns."))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The service makes the row."""


class DecideForm(VersionedForm[Objection]):
    """What the election committee decided on an objection."""

    class Meta:
        model = Objection
        fields: ClassVar = ["outcome", "decided_on", "grounds", "edition"]
        widgets: ClassVar = {
            "decided_on": DateInput(),
            "grounds": forms.Textarea(attrs={"rows": 3}),
            "outcome": forms.RadioSelect,
        }
        help_texts: ClassVar = {"edition": _("For an objection that is upheld: the decision that corrects the roll.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["outcome"].choices = list(Outcome.choices)
        for name in ("outcome", "decided_on", "grounds"):
            fields[name].required = True
        fields["edition"].queryset = Edition.objects.filter(roll=self.instance.roll, number__gt=1)
        fields["edition"].empty_label = "—"
        fields["edition"].label_from_instance = edition_label


def edition_label(edition: Edition) -> str:
    """`2 · 2026-11-24 · 漏登`."""
    return f"{edition.number} · {edition.decided_on} · {edition.reason}"


class AnnounceDecisionForm(AnnounceForm):
    """The day on which the decision on an objection was announced."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
