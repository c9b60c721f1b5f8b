"""Forms of the consultations."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, OfficeForm, VersionedForm
from vetting.models import Consultation, ConsultationAttachment, ConsultationAttachmentKind, Found, Participant
from vetting.models.consultations import LONGEST_COURSE, LONGEST_REASONS
from vetting.services.consultations import Meeting


class ConsultationForm(VersionedForm[Consultation]):
    """When and where the meeting was, who led it, how it went."""

    class Meta:
        model = Consultation
        fields: ClassVar = ["held_on", "place", "chair", "recorder", "course"]
        widgets: ClassVar = {"held_on": DateInput(), "course": forms.Textarea(attrs={"rows": 8})}
        help_texts: ClassVar = {
            "course": _("Who reported what, what was said. Encrypted."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = partial(type(self))
        self.fields["course"].max_length = LONGEST_COURSE  # type: ignore[attr-defined]

    def meeting(self) -> Meeting:
        """What the service takes."""
        return Meeting(**self.values())


class ParticipantForm(OfficeForm[Participant]):
    """Who takes part, and by what he is recused."""

    id_number = forms.CharField(
        label=_("ID number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("By it the own record and the near relatives are found. It is not kept."),
    )
    field_order = ("side", "department", "name", "post", "id_number", "village")

    class Meta:
        model = Participant
        fields: ClassVar = ["side", "department", "name", "post", "village"]
        help_texts: ClassVar = {
            "department": _("Only for a department that has answered."),
            "village": _("Where the household is registered; empty when that is not in this county."),
        }

    def __init__(self, *args: Any, departments: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The department belongs to one side only."""
        values = super().clean() or self.cleaned_data
        needed = values.get("side") == "department"
        if needed and not values.get("department"):
            self.add_error("department", _("Choose the department."))
        if not needed and values.get("department"):
            self.add_error("department", _("Leave it empty, or choose “department that has answered”."))
        return values

    def participant(self) -> dict[str, Any]:
        """What the service stores as typed."""
        return {name: self.cleaned_data[name] for name in ("side", "department", "name", "post")}


class DecisionForm(forms.Form):
    """What was found about an answer, and why."""

    found = forms.ChoiceField(label=_("Finding"), choices=Found.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was looked at and why it is judged so. Encrypted; every look at it is on record."),
    )


class ConsultationAttachmentForm(forms.Form):
    """A scan that belongs to a consultation."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ConsultationAttachmentKind.choices)
    title = forms.CharField(
        label=_("Title"),
        max_length=ConsultationAttachment._meta.get_field("title").max_length,
        required=False,
        help_text=_("It stands in the minutes among the attachments. Empty: the name of the kind."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("A scan: PDF, JPEG, PNG or TIFF, up to 10 MB. Every look at it is on record."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"}),
        allow_empty_file=True,  # the check of the content says what to do instead
    )
