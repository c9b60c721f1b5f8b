"""The form that makes two records one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.templatetags.ui import plain
from people.models import Person
from people.services.merging import Difference, differences
from protect.masking import mask_address, mask_id_number, mask_telephone

_MASKS = {"id_number": mask_id_number, "telephone": mask_telephone, "address": mask_address}


class MergeForm(forms.Form):
    """For each field in which both records say something, which of the two is right; and why they are one person."""

    def __init__(self, *args: Any, kept: Person, lost: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences = differences(kept, lost)
        for difference in self.differences:
            if difference.both:
                self.fields[difference.name] = forms.ChoiceField(
                    label=str(Person._meta.get_field(difference.name).verbose_name),  # type: ignore[union-attr]
                    choices=[
                        ("kept", shown(kept, difference.name)),
                        ("lost", shown(lost, difference.name)),
                    ],
                    widget=forms.RadioSelect,
                )
        self.fields["reason"] = forms.CharField(
            label=_("Why the two are one person"),
            max_length=200,
            help_text=_("For example: same ID card seen, entered twice."),
        )

    def chosen(self) -> dict[str, str]:
        """Field → kept or lost."""
        return {
            difference.name: self.cleaned_data[difference.name] for difference in self.differences if difference.both
        }

    def settled(self) -> list[tuple[str, str]]:
        """What only one record says, and is taken from it: label and value."""
        return [
            (_label(difference), plain(difference.kept or difference.lost))
            for difference in self.differences
            if not difference.both and difference.name not in _MASKS
        ]


def _label(difference: Difference) -> str:
    return str(Person._meta.get_field(difference.name).verbose_name)  # type: ignore[union-attr]


def shown(person: Person, name: str) -> str:
    """A field of a person as a page may show it."""
    value = getattr(person, name)
    if name in _MASKS:
        masked = _MASKS[name](value)
        return f"{masked} · {plain(person.birth_date)}" if name == "id_number" else masked
    if name == "party_joined":
        return f"{plain(value)} / {plain(person.party_confirmed)}"
    if name == "education":
        return str(person.get_education_display())
    if name == "village_code":
        return str(getattr(person, "village_name", None) or value)
    return plain(value)
