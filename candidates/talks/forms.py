"""The form of a talk."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from candidates.models import Talk
from electionadmin.web.forms import DateInput, VersionedForm


class TalkForm(VersionedForm[Talk]):
    """A talk, in the order of the paper."""

    class Meta:
        model = Talk
        fields: ClassVar = [
            "held_on", "place", "talker", "talker_post", "recorder", "points", "attitude", "follow_up", "follow_up_by",
            "follow_up_done_on", "signed",
        ]  # fmt: skip
        widgets: ClassVar = {
            "held_on": DateInput(),
            "follow_up_by": DateInput(),
            "follow_up_done_on": DateInput(),
            "points": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("held_on") is None:
            self.initial["held_on"] = timezone.localdate()
