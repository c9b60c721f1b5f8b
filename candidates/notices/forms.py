"""Forms of notices and objections."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Nomination, Notice, Objection, Upheld
from electionadmin.web.forms import DateInput, FigureField, OfficeForm, VersionedForm
from protect.services import LONGEST_REASON


class NoticeForm(VersionedForm[Notice]):
    """Batch, issuer, start, contact and persons of a notice."""

    nominations = forms.ModelMultipleChoiceField(
        label=_("Persons"), queryset=Nomination.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Notice
        fields: ClassVar = ["batch", "issuer", "asked_start", "days", "telephone", "address", "email"]
        field_classes: ClassVar = {"days": FigureField}
        widgets: ClassVar = {"asked_start": DateInput()}
        help_texts: ClassVar = {
            "batch": _("As on the poster, for example “第一批”."),
            "asked_start": _(
                "A start on a day off is moved to the next working day, or refused, as the rulebook says."
            ),
            "telephone": _("Of the office that receives objections, never a person's own."),
        }

    def __init__(self, *args: Any, among: Any, least: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["nominations"]
        field.queryset = among
        field.label_from_instance = lambda one: f"{one.election.village} · {one.person.name} · {one.get_post_display()}"
        self.fields["days"].help_text = _("%(least)s at least.") % {"least": least}
        self.initial.setdefault("days", least)
        if self.instance._state.adding:  # noqa: SLF001  # Django documents it
            self.initial["days"] = least
            self.initial["asked_start"] = timezone.localdate()

    def _post_clean(self) -> None:
        """The service checks the whole row."""


class ConcludeForm(forms.Form):
    """What came of a notice."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    conclusion = forms.CharField(
        label=_("Result of the notice"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ObjectionForm(OfficeForm[Objection]):
    """An objection as it was received; who objects, how to reach him and what he says are sealed at once."""

    matter = forms.CharField(
        label=_("What is said, and evidence"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_("As it was said. Encrypted; each look at it is recorded."),
    )

    class Meta:
        model = Objection
        fields: ClassVar = ["received_on", "channel", "named", "accuser", "contact", "matter"]
        widgets: ClassVar = {
            "received_on": DateInput(),
            "accuser": forms.TextInput(attrs={"autocomplete": "off"}),
            "contact": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("received_on", timezone.localdate())

    def _post_clean(self) -> None:
        """The service checks the whole row."""


class CheckForm(forms.Form):
    """Who checks an objection."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    checked_by = forms.CharField(
        label=_("Checked by"), max_length=100, help_text=_("For example “县委组织部、县纪委监委”.")
    )
    on = forms.DateField(label=_("Handed over on"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class OutcomeForm(forms.Form):
    """What checking came to."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    upheld = forms.ChoiceField(label=_("Outcome"), choices=[("", "—"), *Upheld.choices])
    conclusion = forms.CharField(
        label=_("Conclusion"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who may see the person reads it: name nobody who objected."),
    )
    on = forms.DateField(label=_("Concluded on"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class OpenForm(forms.Form):
    """Why somebody opens the sealed part of an objection."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("For example: checking the facts. It is recorded with your name and the time."),
    )
