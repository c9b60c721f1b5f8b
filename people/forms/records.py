"""Forms of what belongs to a person: CV, family, courses, capacities, files."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.web.forms import DateInput, VersionedForm
from people import id_numbers, names
from people.models import Attachment, AttachmentKind, Capacity, Kinship, Person, Training
from people.places import divisions_within
from people.queries import find_by_id_number
from people.queries import persons as visible_persons

_LONGEST_TITLE = Attachment._meta.get_field("title").max_length


class CvForm(forms.Form):
    """The CV as text; `before` is what the user had before him."""

    text = forms.CharField(
        label=_("CV"),
        required=False,
        max_length=20_000,
        strip=False,
        help_text=_("A line for each period: 1990.09—1993.07 place and post. Leave the end empty for what lasts."),
        widget=forms.Textarea(attrs={"rows": 16, "class": "wide", "spellcheck": "false"}),
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000, strip=False)


class RelativeForm(VersionedForm[Kinship]):
    """A near relative: on record in the county, found by ID number or by name, or named here."""

    id_number = forms.CharField(
        label=_("ID number"),
        max_length=40,
        required=False,
        help_text=_("Only to find somebody on record; it is not stored here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    choice = forms.ChoiceField(label=_("On record"), required=False, widget=forms.RadioSelect)

    class Meta:
        model = Kinship
        fields: ClassVar = ["kind", "name", "sex", "birth_date", "in_party", "occupation"]
        widgets: ClassVar = {"birth_date": DateInput()}

    field_order = ("kind", "name", "id_number", "choice", "sex", "birth_date", "in_party", "occupation")

    def __init__(self, *args: Any, scope: Scope, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = lambda data, instance: type(self)(data, instance=instance, scope=scope, person=person)
        self.scope, self.person = scope, person
        self.fields["name"].required = True
        self.fields["name"].max_length = 200  # type: ignore[attr-defined]
        if self.instance.relative_id and not self.is_bound:
            self.initial["name"] = self.instance.relative.name
        self.found = list(self._like())
        if self.found:
            offered = [(str(person.pk), self._described(person)) for person in self.found]
            self.fields["choice"].choices = [*offered, ("other", _("somebody else, not on record"))]  # type: ignore[attr-defined]
            if not self.is_bound and self.instance.relative_id:
                self.initial["choice"] = str(self.instance.relative_id)
        else:
            del self.fields["choice"]

    def _like(self) -> QuerySet[Person]:
        """Persons on record who may be meant: by the number, by the name; the one linked now."""
        people = visible_persons(self.scope).filter(county_code=self.person.county_code).exclude(pk=self.person.pk)
        if not self.is_bound:
            return people.filter(pk=self.instance.relative_id) if self.instance.relative_id else people.none()
        number, name = self.data.get(self.add_prefix("id_number"), ""), self.data.get(self.add_prefix("name"), "")
        if id_numbers.normalise(number):
            return find_by_id_number(people, number)
        return people.filter(name=names.normalise(name)).order_by("village_code", "pk")[:20]

    @staticmethod
    def _described(person: Person) -> str:
        born = f"{person.birth_date:%Y-%m}" if person.birth_date else ""
        return " · ".join(filter(None, [person.name, str(person.get_sex_display()), born, person.village_code]))

    def clean(self) -> dict[str, Any]:
        """Who is meant must be certain: a number found nobody, or a name somebody who was not chosen."""
        super().clean()
        if self.cleaned_data.get("id_number") and not self.found:
            self.add_error(
                "id_number", _("Nobody with this number is on record here. Empty the field to type a name alone.")
            )
        elif self.found and not self.cleaned_data.get("choice"):
            self.add_error("choice", _("Somebody of this name is on record. Choose who is meant."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What is stored of the outsider; `relative` says who is on record."""
        return {name: value for name, value in super().values().items() if name not in {"choice", "id_number"}}

    def relative(self) -> Person | None:
        """The person on record who was chosen."""
        chosen = self.cleaned_data.get("choice")
        return next((person for person in self.found if str(person.pk) == chosen), None)

    def _post_clean(self) -> None:
        """The service checks the row: here it is not yet known which side names the relative."""


class TrainingForm(VersionedForm[Training]):
    """A course."""

    class Meta:
        model = Training
        fields: ClassVar = ["title", "organiser", "starts_on", "ends_on", "hours", "result"]
        widgets: ClassVar = {"starts_on": DateInput(), "ends_on": DateInput()}


class CapacityForm(VersionedForm[Capacity]):
    """In what capacity the county knows the person."""

    division_code = forms.ChoiceField(label=_("Township or village"))

    class Meta:
        model = Capacity
        fields: ClassVar = ["kind", "division_code", "starts_on", "ends_on", "note"]
        widgets: ClassVar = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = lambda data, instance: type(self)(data, instance=instance, scope=scope)
        self.fields["division_code"].choices = [("", "—"), *divisions_within(scope, Act.CHANGE_PERSONS)]  # type: ignore[attr-defined]


class AttachmentForm(forms.Form):
    """A file about a person."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AttachmentKind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=_LONGEST_TITLE, required=False, help_text=_("Empty: the name of the kind.")
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG or TIFF, up to 10 MB. A photograph: JPEG or PNG."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"}),
        allow_empty_file=True,  # the check of the content says what to do instead
    )


class ReasonForm(forms.Form):
    """Why something is removed."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class PasteForm(forms.Form):
    """Rows as they are copied from a spreadsheet."""

    rows = forms.CharField(
        label=_("Rows"),
        strip=False,
        help_text=_("Copy the rows in Excel or WPS with their headings, and paste them here."),
        widget=forms.Textarea(
            attrs={"rows": 12, "class": "wide", "spellcheck": "false", "wrap": "off", "autocomplete": "off"}
        ),
        error_messages={"required": _("Paste at least one row.")},
    )
    good_rows = forms.BooleanField(label=_("Store the good rows and keep those with faults here"), required=False)
