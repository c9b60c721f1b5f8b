"""Forms of persons. What is encrypted is never shown in a form: left empty it stays as it is."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.web.forms import DateInput, VersionedForm
from people.models.persons import ADDRESS_LENGTH, Person
from people.places import villages_by_township
from people.rules import PersonData, clean
from people.vocabulary import ETHNICITIES
from protect.masking import mask_address, mask_id_number, mask_telephone
from protect.services import LONGEST_REASON

_SECRET_INPUT = {"autocomplete": "off", "spellcheck": "false"}


class PersonForm(VersionedForm[Person]):
    """A person's data as on the ID card, and where he is to be found."""

    secret: ClassVar = {"id_number": mask_id_number, "telephone": mask_telephone, "address": mask_address}

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As on the ID card."))
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=40,
        required=False,
        help_text=_("18 characters; sex and date of birth are taken from it."),
        widget=forms.TextInput(attrs=_SECRET_INPUT),
    )
    telephone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs=_SECRET_INPUT)
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=ADDRESS_LENGTH,
        required=False,
        help_text=_("As on the ID card."),
        widget=forms.TextInput(attrs=_SECRET_INPUT),
    )
    ethnicity = forms.ChoiceField(
        label=_("Ethnic group"),
        required=False,
        choices=[("", "—"), *((ethnicity, ethnicity) for ethnicity in ETHNICITIES)],
    )
    village_code = forms.ChoiceField(label=_("Village"), required=False)

    class Meta:
        model = Person
        fields: ClassVar = [
            "name",
            "sex",
            "birth_date",
            "ethnicity",
            "native_place",
            "education",
            "school",
            "work_started",
            "party_joined",
            "party_confirmed",
            "occupation",
            "village_code",
        ]
        widgets: ClassVar = {
            "birth_date": DateInput(),
            "work_started": DateInput(),
            "party_joined": DateInput(),
            "party_confirmed": DateInput(),
        }
        help_texts: ClassVar = {
            "party_joined": _("Leave empty if not a Party member."),
            "party_confirmed": _(
                "Leave empty while on probation: who is on probation does not vote (PEW-2020, art. 5)."
            ),
        }

    field_order = (
        "name",
        "id_number",
        "remove_id_number",
        "sex",
        "birth_date",
        "ethnicity",
        "native_place",
        "education",
        "school",
        "work_started",
        "party_joined",
        "party_confirmed",
        "occupation",
        "telephone",
        "remove_telephone",
        "address",
        "remove_address",
        "village_code",
    )

    def __init__(
        self, *args: Any, scope: Scope, county_code: str, village_code: str | None = None, **kwargs: Any
    ) -> None:
        """With `village_code` the person is of that village, else the form asks."""
        super().__init__(*args, **kwargs)
        self.again = partial(type(self), scope=scope, county_code=county_code, village_code=village_code)
        self.fixed_village = village_code
        if village_code is None:
            self._offer_villages(scope, county_code)
        else:
            del self.fields["village_code"]
        for name, mask in self.secret.items():
            if stored := getattr(self.instance, name):
                self._offer_to_keep(name, mask(stored))
        self.order_fields(self.field_order)

    def _offer_villages(self, scope: Scope, county_code: str) -> None:
        whole_county = scope.allows(Act.CHANGE_PERSONS, county_code)
        field: Any = self.fields["village_code"]
        field.required = not whole_county
        field.choices = [("", "—"), *villages_by_township(scope, Act.CHANGE_PERSONS)]

    def _offer_to_keep(self, name: str, masked: str) -> None:
        labels = {
            "id_number": _("Remove the ID number on record"),
            "telephone": _("Remove the telephone on record"),
            "address": _("Remove the address on record"),
        }
        self.fields[name].help_text = _("On record: %(masked)s. Leave empty to keep it.") % {"masked": masked}
        self.fields[f"remove_{name}"] = forms.BooleanField(label=labels[name], required=False)

    def clean(self) -> dict[str, Any]:
        """The rules of persons, so that everything wrong is told at once; the service checks them again.

        What was typed over an older version is first put on top of the present one (see `electionadmin.web.forms`).
        """
        super().clean()
        if not self.errors and self.seen_version() == self.initial["version"]:
            result = clean(self.data_of(self.values()), on=timezone.localdate())
            for field, message in result.items() if isinstance(result, dict) else ():
                self.add_error(field, message)
        return self.cleaned_data

    def data_of(self, values: dict[str, Any]) -> PersonData:
        """The person's data: what was typed, with the numbers on record where nothing was typed over them."""
        known = dict(values)
        for name in self.secret:
            removed = known.pop(f"remove_{name}", False)
            known[name] = known[name] or ("" if removed else getattr(self.instance, name))
        if values["id_number"]:
            # A new number says better than what stood in the form before when somebody was born.
            known |= {name: None for name in ("sex", "birth_date") if name not in self.changed_data}
        if self.fixed_village is not None:
            known["village_code"] = self.fixed_village
        return PersonData(**known | {"sex": known["sex"] or None})


class RevealForm(forms.Form):
    """Why somebody needs to see a whole number."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("For example: checking the registration form. It is recorded with your name and the time."),
    )
