"""A person on the roll: entered, changed, struck off."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, VersionedForm
from protect.masking import mask_id_number
from rolls.models import (
    Basis,
    Decrease,
    Edition,
    EditionKind,
    Entry,
    Increase,
    Resolution,
    Roll,
    Unlisted,
)
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


class RemoveForm(forms.Form):
    """From which version something is taken away."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
