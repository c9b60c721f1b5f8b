"""Forms of what follows a result."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.forms.arranging import parse_names
from ballots.models import Elected, Handover, HandoverItem, Motion, Recount, Ruling
from ballots.services import NamePlan
from ballots.sources import people_called
from electionadmin.web.forms import DateInput, FigureField, OfficeForm, VersionedForm
from elections.models import Election
from villages.models import Member, Post


class RecountForm(OfficeForm[Recount]):
    """The order of a recount."""

    class Meta:
        model = Recount
        fields: ClassVar = ["station", "ordered_on", "ordered_by", "document", "reason"]
        widgets: ClassVar = {"ordered_on": DateInput()}
        help_texts: ClassVar = {
            "station": _("Empty: all stations are counted anew."),
            "ordered_by": _("For example 村民选举委员会, or the township's government."),
        }

    def __init__(self, *args: Any, stations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        self.fields["station"].empty_label = _("all stations")  # type: ignore[attr-defined]
        self.fields["ordered_on"].initial = timezone.localdate


class RulingForm(OfficeForm[Ruling]):
    """An act of an authority on a result."""

    class Meta:
        model = Ruling
        fields: ClassVar = ["elected", "standing", "act", "issuer", "document", "on", "basis", "reason"]
        widgets: ClassVar = {"on": DateInput(), "reason": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "elected": _("Empty: the whole vote."),
            "act": _("Title of the act, for example 关于××村村民委员会选举问题的处理决定."),
            "issuer": _("The township's or county's people's government (art. 21), or the election committee."),
            "basis": _("Instrument and article, for example 村民委员会组织法（2025年修正）第二十一条."),
        }

    def __init__(self, *args: Any, elected: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["elected"].queryset = elected  # type: ignore[attr-defined]
        self.fields["elected"].empty_label = _("the whole vote")  # type: ignore[attr-defined]
        self.fields["elected"].label_from_instance = _elected_label  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate


def _elected_label(one: Elected) -> str:
    return f"{one.name} · {one.post.label}"


class CertificateForm(forms.Form):
    """Who issues the certificates, when, and how their numbers begin."""

    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=100,
        help_text=_("As the province has it: election committee, township or county."),
    )
    issued_on = forms.DateField(label=_("Issued on"), widget=DateInput())
    beginning = forms.CharField(
        label=_("Number begins with"),
        max_length=30,
        help_text=_("Four digits follow; they run through the cycle without a gap."),
    )


class HandoverForm(VersionedForm[Handover]):
    """When the new body was formed, and the handover."""

    class Meta:
        model = Handover
        fields: ClassVar = ["formed_on", "chair", "supervisor", "held_on", "note"]
        widgets: ClassVar = {"formed_on": DateInput(), "held_on": DateInput()}
        help_texts: ClassVar = {
            "formed_on": _("The handover is done within ten days from it (art. 24)."),
            "chair": _("Of the election committee, which chairs the handover."),
            "supervisor": _("Of the township, which supervises it."),
            "held_on": _("Leave empty until every kind of thing is on the list and the handover has been held."),
        }


class ItemForm(OfficeForm[HandoverItem]):
    """A thing handed over."""

    class Meta:
        model = HandoverItem
        fields: ClassVar = ["kind", "name", "quantity", "condition", "giver", "receiver"]
        field_classes: ClassVar = {"quantity": FigureField}


class MotionForm(OfficeForm[Motion]):
    """A motion of recall."""

    members = forms.ModelMultipleChoiceField(
        label=_("Whose recall is moved"),
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = forms.CharField(
        label=_("Others"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Members who are not on record yet, one name a line."),
    )

    class Meta:
        model = Motion
        fields: ClassVar = [
            "submitted_on",
            "voters_signed",
            "voters_of",
            "representatives_signed",
            "representatives_of",
            "reasons",
            "defence",
        ]
        field_classes: ClassVar = dict.fromkeys(
            ("voters_signed", "voters_of", "representatives_signed", "representatives_of"), FigureField
        )
        widgets: ClassVar = {
            "submitted_on": DateInput(),
            "reasons": forms.Textarea(attrs={"rows": 4}),
            "defence": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "voters_signed": _("A fifth of the voters at least, or a third of the representatives (art. 19)."),
        }

    field_order = ("members", "others")

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election
        members = Member.objects.filter(
            body__village=election.village_id, body__kind=election.body, ends_on=None
        ).select_related("person")
        self.fields["members"].queryset = members  # type: ignore[attr-defined]
        self.fields["members"].label_from_instance = (  # type: ignore[attr-defined]
            lambda member: f"{member.person.name} · {member.get_post_display()}"
        )

    def targets(self) -> list[tuple[NamePlan, Post]]:
        """Those named, with their posts."""
        found = [
            (NamePlan(member.person.name, member.person.sex, member.person), Post(member.post))
            for member in self.cleaned_data["members"]
        ]
        names = [name for name, _sex in parse_names(self.cleaned_data["others"])]
        known = people_called(set(names), self.election.village_id)
        return found + [(NamePlan(name, "", known.get(name)), Post.MEMBER) for name in names]

    def pair(self, name: str) -> tuple[int, int] | None:
        """Signatures and those who may sign; None where one of the two is empty."""
        signed, of = self.cleaned_data[f"{name}_signed"], self.cleaned_data[f"{name}_of"]
        return None if signed is None or of is None else (signed, of)
