"""Forms that ask little more than a day."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput


class DayForm(forms.Form):
    """A day, named by the page that asks for it."""

    day_field: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.day_field].initial = timezone.localdate


class PublishForm(DayForm):
    """The day on which the roll was posted."""

    day_field = "published_on"
    published_on = forms.DateField(label=_("Published on"), widget=DateInput())
    document = forms.CharField(label=_("Number of the announcement"), max_length=100, required=False)


class FreezeForm(DayForm):
    """The day on which the roll was frozen."""

    day_field = "frozen_on"
    frozen_on = forms.DateField(label=_("Frozen on"), widget=DateInput())


class AnnounceForm(DayForm):
    """The day on which a decision was announced."""

    day_field = "announced_on"
    announced_on = forms.DateField(label=_("Announced on"), widget=DateInput())


class PublishListForm(DayForm):
    """The day on which a list was posted."""

    day_field = "published_on"
    published_on = forms.DateField(label=_("Published on"), widget=DateInput())


class SettleForm(DayForm):
    """The day on which the register of members was settled."""

    day_field = "settled_on"
    settled_on = forms.DateField(label=_("Settled on"), widget=DateInput())


class WithdrawForm(DayForm):
    """When and why somebody is taken off a list."""

    day_field = "withdrawn_on"
    withdrawn_on = forms.DateField(label=_("Withdrawn on"), widget=DateInput())
    withdrawn_because = forms.CharField(
        label=_("Withdrawn because"), max_length=100, help_text=_("For example: the voter has come back.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
