"""Forms of an election committee."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, FigureField, OfficeForm, VersionedForm
from elections.committee.models import SITTING, CommitteeMember, ElectionCommittee, Leaving, MeetingKind, Place
from people.models import Person

# What a person enters by hand; the rest comes about by nominations and successions.
_BY_HAND = (Leaving.RESIGNED, Leaving.DECLINED, Leaving.DIED, Leaving.REPLACED, Leaving.ABSENCES, Leaving.MISTAKE)


class CommitteeForm(VersionedForm[ElectionCommittee]):
    """Who chose the committee, when, how many; when it was published and filed."""

    due = FigureField(label=_("Entitled to take part"), required=False, min_value=0)
    present = FigureField(label=_("Took part"), required=False, min_value=0)
    seats = FigureField(label=_("Members decided on"), min_value=1, max_value=99)

    class Meta:
        model = ElectionCommittee
        fields: ClassVar = ["chosen_by", "chosen_on", "due", "present", "seats", "announced_on", "filed_on"]
        widgets: ClassVar = {"chosen_on": DateInput(), "announced_on": DateInput(), "filed_on": DateInput()}
        help_texts: ClassVar = {
            "announced_on": _("Announcement no. 2, issued by the outgoing committee."),
            "filed_on": _("The list is filed with the township."),
        }


class PersonFields(forms.Form):
    """Somebody on record in the village, somebody in the county by ID number, or a new person."""

    person = forms.ModelChoiceField(
        label=_("Somebody on record in this village"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("somebody else"),
    )
    id_number = forms.CharField(
        label=_("ID number"),
        required=False,
        max_length=40,
        help_text=_("Anybody on record in the county is found by it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=50, help_text=_("Only for somebody who is not on record yet.")
    )

    def __init__(self, *args: Any, known: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in ("person", "id_number", "name")):
            self.add_error("person", _("Choose somebody, or type an ID number or a name."))
        return data


class MemberAddForm(PersonFields):
    """Who joins, in which place, with how many votes."""

    place = forms.ChoiceField(label=_("Place"), choices=Place.choices, initial=Place.MEMBER)
    votes = FigureField(label=_("Votes"), required=False, min_value=0)
    joined_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: the day on which the committee was chosen."),
    )


class MemberChangeForm(VersionedForm[CommitteeMember]):
    """Correct what was entered of a member."""

    votes = FigureField(label=_("Votes"), required=False, min_value=0)
    position = FigureField(label=_("Order"), min_value=0, max_value=999, help_text=_("Decides among equal votes."))

    class Meta:
        model = CommitteeMember
        fields: ClassVar = ["place", "votes", "position", "joined_on", "note"]
        widgets: ClassVar = {"joined_on": DateInput()}


class LeaveForm(forms.Form):
    """When and why somebody leaves."""

    left_on = forms.DateField(label=_("Left on"), widget=DateInput())
    why = forms.ChoiceField(label=_("Reason"), choices=[(why.value, why.label) for why in _BY_HAND])
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)

    def __init__(self, *args: Any, member: CommitteeMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_on"].initial = timezone.localdate
        if member.place == Place.ALTERNATE:
            self.fields["why"].initial = Leaving.DECLINED


class SucceedForm(PersonFields):
    """The next alternate takes the seat, or the meeting chooses somebody anew."""

    on = forms.DateField(label=_("Takes effect on"), widget=DateInput())
    alternate = forms.ModelChoiceField(
        label=_("Next alternate"),
        queryset=CommitteeMember.objects.none(),
        required=False,
        empty_label=_("nobody: chosen anew"),
        help_text=_("Alternates step up in order of votes."),
    )
    chosen_by = forms.ChoiceField(label=_("Chosen anew by"), required=False, choices=[("", "—"), *MeetingKind.choices])
    votes = FigureField(label=_("Votes"), required=False, min_value=0)
    promoted = forms.ModelChoiceField(
        label=_("Takes over the leaver's place"),
        queryset=CommitteeMember.objects.none(),
        required=False,
        empty_label=_("the successor"),
        help_text=_(
            "Where the chair has left: usually the deputy takes the chair, and the successor joins as a member."
        ),
    )

    field_order = ("on", "alternate", "promoted", "chosen_by", "votes", "person", "id_number", "name")

    def __init__(self, *args: Any, leaver: CommitteeMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = CommitteeMember.objects.filter(committee=leaver.committee_id, left_on=None).select_related("person")
        alternates = members.filter(place=Place.ALTERNATE).order_by("-votes", "position", "person__name_key", "pk")
        self.fields["promoted"].queryset = members.filter(place__in=SITTING)  # type: ignore[attr-defined]
        first = alternates.first()
        self.fields["alternate"].queryset = alternates.filter(pk__in=[first.pk] if first else [])  # type: ignore[attr-defined]
        self.fields["alternate"].initial = first.pk if first else None
        self.fields["on"].initial = timezone.localdate
        if leaver.place == Place.MEMBER:
            del self.fields["promoted"]
        elif deputy := members.filter(place=Place.DEPUTY).first():
            self.fields["promoted"].initial = deputy.pk
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Whoever succeeds from the list needs no other name."""
        data = forms.Form.clean(self) or {}
        if not self.errors and not data.get("alternate"):
            data = super().clean()
        return data


class AnnounceForm(forms.Form):
    """The day on which a change was published."""

    announced_on = forms.DateField(label=_("Change published on"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["announced_on"].initial = timezone.localdate


class MeetingForm(forms.Form):
    """A meeting and who was absent."""

    held_on = forms.DateField(label=_("Held on"), widget=DateInput())
    subject = forms.CharField(label=_("Subject"), max_length=200)
    absentees = forms.ModelMultipleChoiceField(
        label=_("Absent"),
        queryset=CommitteeMember.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Members absent without leave. Where the province says so, absences in a row end a membership."),
    )

    def __init__(self, *args: Any, committee: ElectionCommittee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sitting = committee.members.filter(left_on=None, place__in=SITTING).select_related("person").order_by("pk")
        self.fields["absentees"].queryset = sitting  # type: ignore[attr-defined]
        self.fields["held_on"].initial = timezone.localdate


class DissolveForm(OfficeForm[ElectionCommittee]):
    """Why and by which document a committee that failed is dissolved."""

    on = forms.DateField(label=_("Ended on"), widget=DateInput())
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("What duty was not done, as the township found.")
    )

    class Meta:
        model = ElectionCommittee
        fields: ClassVar = ["document"]
        help_texts: ClassVar = {"document": _("Number of the county's approval.")}

    field_order = ("on", "reason", "document")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        self.order_fields(self.field_order)
