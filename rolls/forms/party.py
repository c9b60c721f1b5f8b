"""Members of the Party who are electors."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.scope import Scope
from electionadmin.web.forms import DateInput, VersionedForm
from people.models import Person
from people.queries import persons
from rolls.models import (
    PartyElector,
)


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
