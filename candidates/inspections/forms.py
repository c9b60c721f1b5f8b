"""Forms of inspections."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.inspections.queries import File, not_inspected, teams
from candidates.models import AppraisalSheet, Conclusion, Hearing, Inspection, Officer, RecusalSource, Team
from electionadmin.web.forms import DateInput, FigureField, VersionedForm
from elections.models import Cycle
from people.models import Person
from people.places import divisions_within
from people.queries import find_by_id_number
from people.queries import persons as visible_persons

MOST_AT_ONCE = 200


class TeamForm(VersionedForm[Team]):
    """A team and where it works."""

    division = forms.ChoiceField(label=_("Where it works"))

    class Meta:
        model = Team
        fields: ClassVar = ["name"]

    def __init__(self, *args: Any, scope: Scope, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = lambda data, instance: type(self)(data, instance=instance, scope=scope, cycle=cycle)
        choices = [(code, name) for code, name in divisions_within(scope, Act.CHANGE_INSPECTIONS) if len(code) < 12]  # noqa: PLR2004
        if scope.allows(Act.CHANGE_INSPECTIONS, cycle.county_id):
            choices.insert(0, (cycle.county_id, str(_("the whole county"))))
        self.fields["division"].choices = choices  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["division"] = self.instance.division_id

    def _post_clean(self) -> None:
        """The service checks the row."""


class OfficerForm(VersionedForm[Officer]):
    """A member of a team; the ID number finds his own record."""

    id_number = forms.CharField(
        label=_("ID number"),
        max_length=40,
        required=False,
        help_text=_("Only to find the officer's own record, by which relatives are found; it is not stored here."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Officer
        fields: ClassVar = ["name", "side", "post", "leads", "left_on"]
        widgets: ClassVar = {"left_on": DateInput()}

    field_order = ("name", "side", "post", "id_number", "leads", "left_on")

    def __init__(self, *args: Any, scope: Scope, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = lambda data, instance: type(self)(data, instance=instance, scope=scope, cycle=cycle)
        self.people = visible_persons(scope).filter(county_code=cycle.county_id)
        self.person = self.instance.person
        if self.person:
            self.fields["id_number"].help_text = _("On record: %(name)s.") % {"name": self.person.name}

    def clean_id_number(self) -> str:
        """Nobody is taken for somebody else."""
        number: str = self.cleaned_data["id_number"]
        if number:
            self.person = find_by_id_number(self.people, number).first()
            if self.person is None:
                raise forms.ValidationError(_("Nobody with this number is on record here. Leave the field empty."))
        return number

    def values(self) -> dict[str, Any]:
        """Without the number."""
        return {name: value for name, value in super().values().items() if name != "id_number"}

    def _post_clean(self) -> None:
        """The service checks the row."""


class BeginForm(forms.Form):
    """Whom a team inspects."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())
    begun_on = forms.DateField(label=_("Begun on"), widget=DateInput())
    people = forms.ModelMultipleChoiceField(
        label=_("Persons"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(self, *args: Any, scope: Scope, cycle: Cycle, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams(scope, cycle)  # type: ignore[attr-defined]
        self.initial.setdefault("begun_on", timezone.localdate())
        people: QuerySet[Person] = not_inspected(scope, cycle).order_by("village_code", "name_key", "pk")
        if code:
            people = people.filter(village_code__startswith=code)
        field: Any = self.fields["people"]
        field.queryset = people
        field.label_from_instance = lambda person: f"{person.village_name or ''} {person.name}"
        self.shown = list(people[:MOST_AT_ONCE])
        field.choices = [(person.pk, field.label_from_instance(person)) for person in self.shown]


class HearingForm(VersionedForm[Hearing]):
    """A talk of an inspection."""

    class Meta:
        model = Hearing
        fields: ClassVar = ["name", "post", "held_on", "opinion", "points"]
        widgets: ClassVar = {"held_on": DateInput(), "points": forms.Textarea(attrs={"rows": 5})}


class AppraisalForm(VersionedForm[AppraisalSheet]):
    """The sheet, in the order of the paper; an empty field is not zero."""

    class Meta:
        model = AppraisalSheet
        fields: ClassVar = [
            "held_on", "due", "present", "issued", "returned", "excellent", "competent", "basic", "incompetent",
            "abstained", "spoiled",
        ]  # fmt: skip
        widgets: ClassVar = {"held_on": DateInput()}
        field_classes: ClassVar = dict.fromkeys(fields[1:], FigureField)


class MaterialForm(VersionedForm[Inspection]):
    """What the team has found."""

    class Meta:
        model = Inspection
        fields: ClassVar = ["strong", "weak", "records_checked_on", "scenes"]
        widgets: ClassVar = {
            "records_checked_on": DateInput(),
            "strong": forms.Textarea(attrs={"rows": 6}),
            "weak": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts: ClassVar = {
            "strong": _("Virtue, ability, diligence, results, integrity, what the people say."),
            "weak": _("Say so in words where there are none."),
        }


class ConclusionForm(VersionedForm[Inspection]):
    """What two officers conclude."""

    conclusion = forms.ChoiceField(label=_("Conclusion"), choices=Conclusion.choices, widget=forms.RadioSelect)
    concluded_on = forms.DateField(label=_("Concluded on"), widget=DateInput())

    class Meta:
        model = Inspection
        fields: ClassVar = ["conclusion", "reason", "concluded_on", "first_officer", "second_officer", "scan"]
        widgets: ClassVar = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, file: File, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = lambda data, instance: type(self)(data, instance=instance, file=file)
        for name in ("first_officer", "second_officer"):
            field: Any = self.fields[name]
            field.queryset = Officer.objects.filter(pk__in=[officer.pk for officer in file.acting])
            field.required = True
        scans: Any = self.fields["scan"]
        scans.queryset = file.inspection.person.attachments.filter(removed_at=None)
        scans.label_from_instance = lambda attachment: attachment.title
        self.initial.setdefault("concluded_on", None)
        if not self.initial["concluded_on"]:
            self.initial["concluded_on"] = timezone.localdate()

    def _post_clean(self) -> None:
        """The service checks the row."""


class RecusalForm(forms.Form):
    """An officer steps aside, or bears a relative's name and is another."""

    officer = forms.ModelChoiceField(label=_("Officer"), queryset=Officer.objects.none())
    source = forms.ChoiceField(
        label=_("What is recorded"),
        choices=[
            (RecusalSource.DECLARED, _("the officer steps aside")),
            (RecusalSource.CLEARED, _("looked into: the officer is not the relative")),
        ],
        widget=forms.RadioSelect,
    )
    relation = forms.CharField(label=_("How related, or how it was looked into"), max_length=200)

    def __init__(self, *args: Any, file: File, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = Officer.objects.filter(pk__in=[o.pk for o in file.acting])  # type: ignore[attr-defined]
