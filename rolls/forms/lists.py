"""Proxies, mobile boxes, helpers."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput
from rolls.forms.entries import _NOTHING
from rolls.forms.voters import VoterField
from rolls.models import (
    Relation,
    Roll,
)


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
