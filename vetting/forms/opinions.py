"""Forms of a department's reviewers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput
from vetting.models import Answer, Bar
from vetting.models.reviews import LONGEST_FACTS
from vetting.services.opinions import LONGEST_NUMBER, Given

LARGEST = 5 * 1024 * 1024
# First bytes of what offices attach: PDF, JPEG, PNG.
_KINDS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class OpinionForm(forms.Form):
    """An answer about one person; `seen` is the number of the answer that stood there."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Answer.choices, widget=forms.RadioSelect)
    bar = forms.ChoiceField(label=_("Bar"), required=False, help_text=_("Those on which your department decides."))
    facts = forms.CharField(
        label=_("Facts"),
        required=False,
        max_length=LONGEST_FACTS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What happened, when, how it was dealt with. Encrypted; every look at it is on record."),
    )
    occurred_on = forms.DateField(label=_("Date of the fact or document"), required=False, widget=DateInput())
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=LONGEST_NUMBER)
    attachment = forms.FileField(
        label=_("Attachment"), required=False, help_text=_("PDF or picture (JPEG, PNG), at most 5 MB.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, bars: Sequence[Bar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bar"].choices = [("", "—"), *((bar.code, f"{bar.code} {bar.text}") for bar in bars)]  # type: ignore[attr-defined]

    def clean_attachment(self) -> Any:
        """A file of the kinds that offices attach, by its content."""
        file = self.cleaned_data["attachment"]
        if file is None:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Scan it in black and white or with fewer dots.")
            )
        start = file.read(16)
        file.seek(0)
        if not start.startswith(_KINDS):
            raise forms.ValidationError(_("This is no PDF, JPEG or PNG. Save it as one of them and choose it again."))
        return file

    def given(self, question: int) -> Given:
        """What the service takes; what belongs to a problem alone is left out of another answer."""
        values = dict(self.cleaned_data)
        if values["answer"] != Answer.PROBLEM:
            values |= {"bar": "", "document_number": "", "occurred_on": None, "attachment": None}
        if values["answer"] == Answer.CLEAR:
            values["facts"] = ""
        return Given(question=question, **values)


class CountForm(forms.Form):
    """A number typed to confirm that the user knows how many persons are concerned."""

    count = forms.IntegerField(
        label=_("Number of persons"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Type the number above to confirm it."),
    )


class ReasonForm(forms.Form):
    """Why somebody looks at the detail of a problem."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("The look is recorded with your name, the time and this reason.")
    )


class TellForm(forms.Form):
    """When and how a refused person was told his code."""

    told_on = forms.DateField(label=_("Told on"), widget=DateInput())
    way = forms.CharField(
        label=_("How"), max_length=100, help_text=_("For example by the township's secretary in person, or by letter.")
    )
