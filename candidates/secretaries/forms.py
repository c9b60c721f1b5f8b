"""Forms of a filing: the matter, the request, the opinion, the end."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.secretaries.models import FilingState, SecretaryFiling
from electionadmin.web.forms import DateInput, VersionedForm
from people.models import Person


class FilingForm(VersionedForm[SecretaryFiling]):
    """A matter; of whom is chosen once, among those on record in the village."""

    person = forms.ModelChoiceField(label=pgettext_lazy("secretary", "Person"), queryset=Person.objects.none())

    class Meta:
        model = SecretaryFiling
        fields: ClassVar = ["person", "matter", "post", "effective_on", "until", "reason", "stand_in"]
        widgets: ClassVar = {
            "effective_on": DateInput(),
            "until": DateInput(),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "effective_on": _(
                "Appointment: the day planned. Change or discipline: the day of the decision. Leave: the first day."
            ),
            "until": _("Last day of a leave or of a measure."),
            "reason": _("Why and on what grounds; for discipline the measure and its document, for a leave where to."),
            "stand_in": _("Who leads the work during a leave."),
        }

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        if self.instance.pk:
            field.disabled = True
            field.initial = self.instance.person_id

    def _post_clean(self) -> None:
        """The service checks the whole row."""


class _Step(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class SubmitForm(_Step):
    """The township's request."""

    number = forms.CharField(label=_("Number of the request"), max_length=100)
    signer = forms.CharField(label=pgettext_lazy("secretary", "Signed by"), max_length=50)
    on = forms.DateField(label=_("Submitted on"), widget=DateInput(), initial=timezone.localdate)


class OpinionForm(_Step):
    """What the county says."""

    decision = forms.ChoiceField(
        label=pgettext_lazy("secretary", "Decision"),
        choices=[
            (state.value, state.label) for state in (FilingState.AGREED, FilingState.RETURNED, FilingState.REFUSED)
        ],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("Opinion of the county"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    on = forms.DateField(label=_("Day of the opinion"), widget=DateInput(), initial=timezone.localdate)


class FileForm(_Step):
    """What closes it."""

    result_on = forms.DateField(label=_("Day of the election or measure"), widget=DateInput())
    reply_number = forms.CharField(label=_("Number of the reply"), max_length=100)


class WithdrawForm(_Step):
    """Why it is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
