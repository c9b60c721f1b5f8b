"""The roll itself: its terms, resolutions, decisions."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, FigureField, OfficeForm
from rolls.models import (
    Edition,
    Method,
    Resolution,
    Roll,
)


class RollForm(OfficeForm[Roll]):
    """Who elects."""

    class Meta:
        model = Roll
        fields: ClassVar = ["method", "delegates"]
        field_classes: ClassVar = {"delegates": FigureField}
        widgets: ClassVar = {"method": forms.RadioSelect}
        help_texts: ClassVar = {
            "delegates": _("Where household or residents' representatives elect: how many of them there are."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = list(Method.choices)  # type: ignore[attr-defined]


class ResolutionForm(OfficeForm[Resolution]):
    """A meeting that agreed to register people from outside."""

    class Meta:
        model = Resolution
        fields: ClassVar = ["meeting", "held_on", "document", "due", "present", "agreed"]
        field_classes: ClassVar = dict.fromkeys(("due", "present", "agreed"), FigureField)
        widgets: ClassVar = {"held_on": DateInput()}
        help_texts: ClassVar = {
            "document": _("As it stands on the minutes, for example 村民代表会议决议〔2026〕3号."),
            "due": _("Adults of the village, or all representatives."),
        }


class DecisionForm(OfficeForm[Edition]):
    """A decision of the election committee that changes a published roll."""

    class Meta:
        model = Edition
        fields: ClassVar = ["decided_on", "reason", "document"]
        widgets: ClassVar = {"decided_on": DateInput(), "reason": forms.Textarea(attrs={"rows": 2})}
        help_texts: ClassVar = {
            "reason": _("It is announced with the decision, for example: 选民名单异议成立，予以补充."),
            "document": _("Number of the announcement, for example 第4-1号公告."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.initial.setdefault("decided_on", timezone.localdate())
