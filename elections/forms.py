"""Forms of cycles and elections."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, OfficeForm
from elections.county_rulebooks import county_books
from elections.models import Body, Cycle, Election
from elections.rulebooks import rulebook_choices


class CycleForm(OfficeForm[Cycle]):
    """A cycle's name, law, bodies and dates."""

    bodies = forms.MultipleChoiceField(
        label=_("Bodies elected anew"), choices=Body.choices, widget=forms.CheckboxSelectMultiple, initial=Body.values
    )
    rulebook = forms.ChoiceField(
        label=_("Rulebook"),
        help_text=_("The law in force on the election day. From 2026-01-01 this is the law as amended in 2025."),
    )

    class Meta:
        model = Cycle
        fields: ClassVar = ["name", "rulebook", "bodies", "starts_on", "ends_on", "election_day"]
        widgets: ClassVar = {"starts_on": DateInput(), "ends_on": DateInput(), "election_day": DateInput()}
        help_texts: ClassVar = {
            "name": _("As it stands in the county's own notice, for example “2026 renewal of the two committees”."),
            "election_day": _("Day on which the committees are elected; a village may have a day of its own."),
        }

    def __init__(self, *args: Any, county_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(book.key, book.book().title) for book in county_books(county_code)]
        self.fields["rulebook"].choices = [*own, *rulebook_choices()]  # type: ignore[attr-defined]


class DaysForm(OfficeForm[Election]):
    """The planned day of an election."""

    class Meta:
        model = Election
        fields: ClassVar = ["election_day"]
        widgets: ClassVar = {"election_day": DateInput()}
