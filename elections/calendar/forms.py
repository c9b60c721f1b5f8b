"""Forms of the calendar: a county's days, its timetable, an item that was done."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, OfficeForm
from elections.calendar.items import Item, template
from elections.calendar.models import CountyDay, CountyYear, ItemDone

_DAYS = forms.NumberInput(attrs={"class": "offset", "inputmode": "numeric"})


class DayForm(OfficeForm[CountyDay]):
    """A day that a county works, or does not, whatever the notice says."""

    working = forms.TypedChoiceField(
        label=_("On this day"),
        choices=[("no", _("nobody works (holiday moved or added)")), ("yes", _("people work (swapped working day)"))],
        coerce=lambda word: word == "yes",
    )

    class Meta:
        model = CountyDay
        fields: ClassVar = ["day", "working", "reason", "document"]
        widgets: ClassVar = {"day": DateInput()}
        help_texts: ClassVar = {"document": _("Number of the notice, for example 国办发明电〔2026〕9号.")}


class YearForm(OfficeForm[CountyYear]):
    """A year whose notice stands in the table in full."""

    class Meta:
        model = CountyYear
        fields: ClassVar = ["year", "document"]


class DoneForm(OfficeForm[ItemDone]):
    """The day on which an item was done."""

    class Meta:
        model = ItemDone
        fields: ClassVar = ["done_on", "note"]
        widgets: ClassVar = {"done_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate


class TimetableForm(forms.Form):
    """Two days for each item of the bodies of a cycle, counted from the election day; a field is named after its item."""

    document = forms.CharField(
        label=_("Document number"),
        max_length=100,
        required=False,
        help_text=_("Number of the county's notice that orders the timetable."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, bodies: list[str], plan: Mapping[str, tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items: list[Item] = [item for item in template().items if item.body in bodies]
        self.plan = plan
        for item in self.items:
            first, last = plan[item.id]
            self.fields[f"{item.id}.first"] = forms.IntegerField(
                label=_("%(item)s: first day") % {"item": item.label}, initial=first, widget=_DAYS
            )
            self.fields[item.id] = forms.IntegerField(
                label=_("%(item)s: last day") % {"item": item.label}, initial=last, widget=_DAYS
            )
        for field in self.fields.values():
            if field.widget.input_type == "number":
                field.widget.attrs["aria-label"] = field.label  # in the table it stands in the heads of row and column

    def rows(self) -> list[tuple[Item, Any, Any, tuple[int, int] | None]]:
        """Each item with its two fields, and the template's days where the county's own stand in their place."""
        return [(item, self[f"{item.id}.first"], self[item.id], self._moved_from(item)) for item in self.items]

    def _moved_from(self, item: Item) -> tuple[int, int] | None:
        usual = self.fitted[item.id]
        return None if usual == self.plan[item.id] else usual

    def days(self) -> dict[str, tuple[int, int]]:
        """Items whose days differ from those of the template fitted to the law."""
        typed = {item.id: (self.cleaned_data[f"{item.id}.first"], self.cleaned_data[item.id]) for item in self.items}
        return {name: days for name, days in typed.items() if days != self.fitted[name]}

    fitted: Mapping[str, tuple[int, int]] = {}
