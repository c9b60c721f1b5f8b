"""A voter found by number or name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _gettext

from people import id_numbers
from people.bulk import id_index
from rolls.models import (
    Entry,
    Roll,
)
from rolls.models.entries import group_label
from rolls.queries import in_order, present


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
