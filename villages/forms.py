"""Forms of divisions, profiles, bodies and memberships."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, FigureField, OfficeForm, VersionedForm
from people.models import Person
from villages.labels import guess_kind
from villages.models import Body, BodyKind, Division, Member, OutgoingAudit, VillageProfile
from villages.models.bodies import BY_GROUP, POSTS
from villages.models.profiles import FIGURES


class ProfileForm(VersionedForm[VillageProfile]):
    """A village's figures."""

    class Meta:
        model = VillageProfile
        fields: ClassVar = [
            "kind",
            "population",
            "households",
            "adults",
            "party_members",
            "groups",
            "merged_from",
            "collective_income",
            "collective_debt",
            "as_of",
            "weak_organisation",
            "weak_note",
        ]
        field_classes: ClassVar = dict.fromkeys(FIGURES, FigureField)
        widgets: ClassVar = {"as_of": DateInput(), "weak_note": forms.Textarea(attrs={"rows": 2})}
        help_texts: ClassVar = {
            "population": _("Registered residents. Leave a figure empty if it is not known; 0 means there are none."),
            "adults": _("Aged 18 or above on the day of the figures."),
            "party_members": _("Members of the village's Party organisation, probationary ones included."),
            "merged_from": _("Names of the earlier villages, if any."),
            "collective_income": _("Whole yuan, last year."),
            "collective_debt": _("Whole yuan, on the day of the figures."),
            "weak_organisation": _("Named weak and slack by the township or county."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weak_note"].max_length = VillageProfile._meta.get_field("weak_note").max_length  # type: ignore[attr-defined]
        if not self.instance.kind:
            self.initial["kind"] = guess_kind(self.instance.village.name)


class BodyForm(VersionedForm[Body]):
    """What is known of a body itself."""

    class Meta:
        model = Body
        fields: ClassVar = ["party_form", "term_starts_on"]
        widgets: ClassVar = {"term_starts_on": DateInput()}
        help_texts: ClassVar = {
            "party_form": _(
                "More than 50 members: general branch; 100 and more: committee (RGO-2019; BRANCH-2018, art. 4)."
            ),
            "term_starts_on": _("Day on which the present body was elected."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind != BodyKind.PARTY:
            del self.fields["party_form"]


class AuditForm(VersionedForm[OutgoingAudit]):
    """An audit of the outgoing officials."""

    class Meta:
        model = OutgoingAudit
        fields: ClassVar = ["auditor", "number", "published_on", "conclusion", "remark"]
        widgets: ClassVar = {"published_on": DateInput(), "remark": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "auditor": _("The county's agriculture or finance office, or the township (OLVC-2025, art. 40)."),
            "published_on": _("Day on which the result was posted in the village; it comes before the election."),
            "remark": _("Needed where problems were found."),
        }


class MembershipFields(OfficeForm[Member]):
    """Post, order and dates; the posts are those of the body."""

    class Meta:
        model = Member
        fields: ClassVar = ["post", "group", "position", "starts_on"]
        field_classes: ClassVar = {"position": FigureField}
        widgets: ClassVar = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts: ClassVar = {
            "group": _("Number or name of the villagers' group, for example 1."),
            "position": _("Members of the same post are listed by this number, then by the strokes of their names."),
        }

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind not in BY_GROUP:
            del self.fields["group"]
        self.fields["post"].choices = [("", "—"), *((post.value, post.label) for post in POSTS[kind])]  # type: ignore[attr-defined]


class MembershipForm(MembershipFields):
    """A new membership."""


class MemberForm(VersionedForm[Member], MembershipFields):
    """A membership changed, ended or corrected."""

    class Meta(MembershipFields.Meta):
        fields: ClassVar = ["post", "group", "position", "starts_on", "ends_on"]


class EndForm(VersionedForm[Member]):
    """The day on which a membership ended."""

    class Meta:
        model = Member
        fields: ClassVar = ["ends_on"]
        widgets: ClassVar = {"ends_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
        self.initial["ends_on"] = timezone.localdate()


class FindForm(forms.Form):
    """Whom to seat: somebody known in the village, or somebody found by ID number."""

    known = forms.ModelChoiceField(
        label=_("Somebody on record in this village"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("somebody else"),
    )
    id_number = forms.CharField(
        label=_("ID number"),
        required=False,
        max_length=40,
        help_text=_("Anybody on record in the county is found by it. Leave it empty only if it is not known."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )

    def __init__(self, *args: Any, known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].queryset = known  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """Day, reason and document of a change of divisions."""

    on = forms.DateField(label=_("Takes effect on"), widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=300)
    document = forms.CharField(
        label=_("Document number"),
        max_length=100,
        required=False,
        help_text=_("Number of the document that orders it, for example 沁政发〔2026〕3号."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class RenameForm(OrderForm):
    """A new name."""

    name = forms.CharField(label=_("New name"), max_length=100)
    seen_name = forms.CharField(widget=forms.HiddenInput)
    field_order = ("name", "on", "reason", "document")


class MergeForm(OrderForm):
    """The villages that become part of one."""

    villages = forms.ModelMultipleChoiceField(
        label=_("Villages merged into it"),
        queryset=Division.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are marked as abolished and stay on record; their codes are never used again."),
        error_messages={"required": _("Choose at least one village that is merged into this one.")},
    )
    field_order = ("villages", "on", "reason", "document")

    def __init__(self, *args: Any, villages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["villages"].queryset = villages  # type: ignore[attr-defined]
