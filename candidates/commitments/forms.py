"""Forms of commitments."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Answer, CommitmentKind, CommitmentText
from electionadmin.web.forms import DateInput
from people.models import Attachment, Person


class AnswerForm(forms.Form):
    """A signature or a refusal."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CommitmentKind.choices)
    answer = forms.ChoiceField(
        label=_("Answer"), choices=Answer.choices, widget=forms.RadioSelect, initial=Answer.SIGNED
    )
    answered_on = forms.DateField(label=_("Signed or refused on"), widget=DateInput())
    thumbprint = forms.BooleanField(label=_("Thumbprint instead of a signature"), required=False)
    witness = forms.CharField(label=_("Witness"), max_length=50)
    witness_post = forms.CharField(label=_("Post of the witness"), max_length=100, required=False)
    reason = forms.CharField(
        label=_("Reason of the refusal"), max_length=300, required=False, help_text=_("Only for a refusal.")
    )
    scan = forms.ModelChoiceField(
        label=_("Scan"),
        queryset=Attachment.objects.none(),
        required=False,
        help_text=_("Add the scan to the person's files first."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("answered_on", timezone.localdate())
        field: Any = self.fields["scan"]
        field.queryset = person.attachments.filter(removed_at=None)
        field.label_from_instance = lambda attachment: attachment.title


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    """The next version of a text."""

    class Meta:
        model = CommitmentText
        fields: ClassVar = ["kind", "valid_from", "body"]
        widgets: ClassVar = {"valid_from": DateInput(), "body": forms.Textarea(attrs={"rows": 14})}
