"""Forms of the rolls, their lists and the registers of members."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from accounts.scope import Scope
from electionadmin.web.forms import DateInput, FigureField, OfficeForm, VersionedForm
from people import id_numbers
from people.bulk import id_index
from people.models import Person
from people.queries import persons
from protect.masking import mask_id_number
from rolls.models import (
    Basis,
    Claim,
    Decrease,
    Edition,
    EditionKind,
    Entry,
    Increase,
    Method,
    Objection,
    Outcome,
    PartyElector,
    Relation,
    Resolution,
    Roll,
    Unlisted,
)
from rolls.models.entries import group_label
from rolls.queries import in_order, present
from rolls.rules import Law
from rolls.services.decisions import LATER
from rolls.services.entries import KINDS_LATER, EntryData

_NOTHING = [("", "—")]


class EntryForm(VersionedForm[Entry]):
    """A voter, or somebody not listed, as on the registration form."""

    secret: ClassVar = {"id_number": mask_id_number}

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As on the ID card."))
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=40,
        required=False,
        help_text=_(
            "18 characters; sex and date of birth are taken from it. It shows whether somebody is registered twice."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    added_as = forms.ChoiceField(label=_("Comes onto the roll because"), required=False)

    class Meta:
        model = Entry
        fields: ClassVar = [
            "name",
            "sex",
            "birth_date",
            "group",
            "basis",
            "unlisted",
            "declared_on",
            "here_since",
            "confirmed_on",
            "resolution",
            "note",
        ]
        widgets: ClassVar = {
            "birth_date": DateInput(),
            "declared_on": DateInput(),
            "here_since": DateInput(),
            "confirmed_on": DateInput(),
        }
        help_texts: ClassVar = {
            "group": _("A number, or the group's name; 第三村民小组 is read as 3."),
            "basis": _("Leave empty for somebody who is not listed."),
            "unlisted": _("Only for somebody who is not listed."),
            "declared_on": _("Not needed for (a)."),
            "here_since": _("For (c) and for community workers."),
            "confirmed_on": _("For community workers."),
            "resolution": _("For (c): the meeting that agreed."),
        }

    field_order = (
        "name", "id_number", "remove_id_number", "sex", "birth_date", "group", "added_as", "basis", "unlisted",
        "declared_on", "here_since", "confirmed_on", "resolution", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, roll: Roll, law: Law, edition: Edition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = partial(type(self), roll=roll, law=law, edition=edition)
        fields: Any = self.fields
        classes, reasons = law.classes(), law.chosen("unlisted_reasons")
        fields["basis"].choices = _NOTHING + [(value, label) for value, label in Basis.choices if value in classes]
        fields["unlisted"].choices = _NOTHING + [
            (value, label) for value, label in Unlisted.choices if value in reasons
        ]
        fields["sex"].required = False
        fields["resolution"].queryset = Resolution.objects.filter(roll=roll)
        fields["resolution"].empty_label = "—"
        if law.community:
            del fields["resolution"]
        else:
            del fields["confirmed_on"]
        self._offer_reasons(edition)
        if self.instance.id_number:
            masked = mask_id_number(self.instance.id_number)
            fields["id_number"].help_text = _("On record: %(masked)s. Leave empty to keep it.") % {"masked": masked}
            fields["remove_id_number"] = forms.BooleanField(label=_("Remove the ID number on record"), required=False)
        self.order_fields(self.field_order)

    def _offer_reasons(self, edition: Edition | None) -> None:
        """Why somebody comes onto a published roll; an entry that stands on it cannot be unlisted."""
        fields: Any = self.fields
        if edition is None or not self.instance._state.adding:  # noqa: SLF001  # Django documents it
            del fields["added_as"]
        else:
            later = edition.kind == EditionKind.CHANGE
            fields["added_as"].choices = _NOTHING + [
                (kind, label) for kind, label in Increase.choices if not later or kind in KINDS_LATER
            ]

    def _post_clean(self) -> None:
        """The service checks the whole entry, with what the ID number says."""

    def data_of(self, values: Mapping[str, Any]) -> EntryData:
        """What was typed, with the number on record where nothing was typed over it."""
        known = {name: value for name, value in values.items() if name not in ("remove_id_number", "added_as")}
        removed = values.get("remove_id_number", False)
        known["id_number"] = known["id_number"] or ("" if removed else self.instance.id_number)
        if values["id_number"]:
            # A new number says better than what stood in the form before when somebody was born.
            known |= {name: None for name in ("sex", "birth_date") if name not in self.changed_data}
        known["sex"] = known["sex"] or ""
        return EntryData(**known)


class RollForm(OfficeForm[Roll]):
    """Who elects."""

    class Meta:
        model = Roll
        fields: ClassVar = ["method", "delegates"]
        field_classes: ClassVar = {"delegates": FigureField}
        widgets: ClassVar = {"method": forms.RadioSelect}
        help_texts: ClassVar = {
            "delegates": _("Where household or residents' representatives elect: how many of them there are."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = list(Method.choices)  # type: ignore[attr-defined]


class ResolutionForm(OfficeForm[Resolution]):
    """A meeting that agreed to register people from outside."""

    class Meta:
        model = Resolution
        fields: ClassVar = ["meeting", "held_on", "document", "due", "present", "agreed"]
        field_classes: ClassVar = dict.fromkeys(("due", "present", "agreed"), FigureField)
        widgets: ClassVar = {"held_on": DateInput()}
        help_texts: ClassVar = {
            "document": _("As it stands on the minutes, for example 村民代表会议决议〔2026〕3号."),
            "due": _("Adults of the village, or all representatives."),
        }


class DayForm(forms.Form):
    """A day, named by the page that asks for it."""

    day_field: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.day_field].initial = timezone.localdate


class PublishForm(DayForm):
    """The day on which the roll was posted."""

    day_field = "published_on"
    published_on = forms.DateField(label=_("Published on"), widget=DateInput())
    document = forms.CharField(label=_("Number of the announcement"), max_length=100, required=False)


class FreezeForm(DayForm):
    """The day on which the roll was frozen."""

    day_field = "frozen_on"
    frozen_on = forms.DateField(label=_("Frozen on"), widget=DateInput())


class AnnounceForm(DayForm):
    """The day on which a decision was announced."""

    day_field = "announced_on"
    announced_on = forms.DateField(label=_("Announced on"), widget=DateInput())


class PublishListForm(DayForm):
    """The day on which a list was posted."""

    day_field = "published_on"
    published_on = forms.DateField(label=_("Published on"), widget=DateInput())


class SettleForm(DayForm):
    """The day on which the register of members was settled."""

    day_field = "settled_on"
    settled_on = forms.DateField(label=_("Settled on"), widget=DateInput())


class DecisionForm(OfficeForm[Edition]):
    """A decision of the election committee that changes a published roll."""

    class Meta:
        model = Edition
        fields: ClassVar = ["decided_on", "reason", "document"]
        widgets: ClassVar = {"decided_on": DateInput(), "reason": forms.Textarea(attrs={"rows": 2})}
        help_texts: ClassVar = {
            "reason": _("It is announced with the decision, for example: 选民名单异议成立，予以补充."),
            "document": _("Number of the announcement, for example 第4-1号公告."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.initial.setdefault("decided_on", timezone.localdate())


class StrikeForm(forms.Form):
    """Why somebody is struck off."""

    removed_as = forms.ChoiceField(label=_("Struck off because"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = edition.kind == EditionKind.CHANGE
        self.fields["removed_as"].choices = _NOTHING + [  # type: ignore[attr-defined]
            (kind, label) for kind, label in Decrease.choices if not later or kind in LATER
        ]


class VoterField(forms.CharField):
    """A voter of a roll, typed by name, number of the voter card or ID number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)
        self.roll: Roll | None = None
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        """The entry, None for an empty field. Raises ValidationError that lists those who bear the name."""
        text = "".join(super().clean(value).split())
        if not text:
            return None
        found = list(in_order(self._entries(text))[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                _gettext(
                    "Nobody on the roll is found by this. Type the name, the number of the voter card or the ID number."
                )
            )
        names = "、".join(f"{entry.number}（{group_label(entry.group)} {entry.name}）" for entry in found)
        message = _gettext("Several voters bear this name. Type the number of the voter card: %(names)s.")
        raise ValidationError(message % {"names": names})

    def _entries(self, text: str) -> Any:
        entries = Entry.objects.filter(present(), roll=self.roll)
        number = id_numbers.normalise(text)
        if len(number) == id_numbers.LENGTH and number[:-1].isdigit():
            return entries.filter(id_index=id_index(number))
        if text.isdigit():
            return entries.filter(number=int(text[:9]))
        return entries.filter(name=text)


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


class ListedForm(forms.Form):
    """What every list asks."""

    voter = VoterField(label=_("Voter"), help_text=_("Name, number of the voter card or ID number."))
    reason = forms.CharField(label=_("Reason"), max_length=100, help_text=_("It is published with the list."))
    applied_on = forms.DateField(label=_("Applied for on"), widget=DateInput())

    def __init__(self, *args: Any, roll: Roll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, VoterField):
                field.roll = roll
        self.fields["applied_on"].initial = timezone.localdate


class ProxyForm(ListedForm):
    """A written proxy."""

    proxy = VoterField(label=_("Proxy"), help_text=_("Somebody on the same roll, no candidate."))
    relation = forms.ChoiceField(label=_("The proxy is the voter's"), choices=_NOTHING + list(Relation.choices))
    written = forms.BooleanField(label=_("In writing, signed by the voter"), required=False)
    field_order = ("voter", "proxy", "relation", "reason", "applied_on", "written")


class MobileVoterForm(ListedForm):
    """A voter at a mobile box."""


class HelperForm(ListedForm):
    """Somebody who writes for a voter."""

    helper_entry = VoterField(label=_("Helper on the roll"), required=False, help_text=_("No candidate."))
    helper = forms.CharField(label=_("Helper who is not on the roll"), max_length=50, required=False)
    field_order = ("voter", "helper_entry", "helper", "reason", "applied_on")


class WithdrawForm(DayForm):
    """When and why somebody is taken off a list."""

    day_field = "withdrawn_on"
    withdrawn_on = forms.DateField(label=_("Withdrawn on"), widget=DateInput())
    withdrawn_because = forms.CharField(
        label=_("Withdrawn because"), max_length=100, help_text=_("For example: the voter has come back.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PartyElectorForm(VersionedForm[PartyElector]):
    """Standing of a member, suspension of the vote, the file of somebody left out."""

    class Meta:
        model = PartyElector
        fields: ClassVar = ["standing", "suspension", "left_out", "proof", "consent", "consent_on", "passed_on"]
        widgets: ClassVar = {"consent_on": DateInput(), "passed_on": DateInput()}
        help_texts: ClassVar = {
            "left_out": _(
                "Only with proof, consent of the superior and a vote of the members' meeting; else the member counts."
            ),
            "proof": _("For example: 县医院诊断证明 2026-10-12."),
            "consent": _("Number of the superior's reply."),
        }


class FindMemberForm(forms.Form):
    """A Party member on record who is not on the register."""

    person = forms.ModelChoiceField(label=_("Member"), queryset=Person.objects.none(), empty_label="—")

    def __init__(self, *args: Any, scope: Scope, village_code: str, known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = persons(scope).filter(village_code=village_code, party_joined__isnull=False).exclude(pk__in=known)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class RemoveForm(forms.Form):
    """From which version something is taken away."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
