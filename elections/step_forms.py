"""Forms of the papers on steps: what stands on the paper, and why the step goes on in spite of warnings."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput
from elections.chain.cases import PaperData
from elections.gates import GateFinding

_REASON_LENGTH = 300


class PaperForm(forms.Form):
    """Number, issuer and date as they stand on the paper, and a field for each warning that asks for a reason."""

    issuer = forms.CharField(label=_("Issued by"), max_length=100)
    number = forms.CharField(label=_("Number of the paper"), max_length=100, required=False)
    dated = forms.DateField(label=_("Date of the paper"), widget=DateInput())
    reason = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, gate: Iterable[GateFinding] = (), known: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated"].initial = timezone.localdate
        self.warned: dict[str, str] = {}
        for found in gate:
            rule = found.finding.rule
            if found.warns and rule not in known and rule not in self.warned:
                self.warned[rule] = f"why_{rule}"
                self.fields[f"why_{rule}"] = forms.CharField(
                    label=_("Why it goes on all the same"),
                    help_text=found.finding.detail,
                    max_length=_REASON_LENGTH,
                    error_messages={"required": _("Say why it goes on all the same, or mend it first.")},
                )

    def paper(self) -> PaperData:
        """What stands on the paper."""
        values = self.cleaned_data
        return PaperData(
            issuer=values["issuer"], dated=values["dated"], number=values["number"], reason=values["reason"]
        )

    def acknowledged(self) -> Mapping[str, str]:
        """The reason for each warning by its rule."""
        return {rule: self.cleaned_data[name] for rule, name in self.warned.items()}


class ReasonedForm(PaperForm):
    """A return or a reopening, which says why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label, reason.required = _("Reason"), True
        reason.error_messages["required"] = _("Say why, so that whoever reads it knows what to mend.")


class ManyForm(PaperForm):
    """One paper on many elections; a reason given here counts for every one of them that a warning concerns."""

    steps = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one village.")},
    )

    def __init__(self, *args: Any, choices: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps"].choices = [(number, str(number)) for number in choices]  # type: ignore[attr-defined]
        for name in self.warned.values():
            self.fields[name].required = False

    def acknowledged(self) -> Mapping[str, str]:
        """Only the reasons that were given: a village whose warning has none is left out and named."""
        return {rule: text for rule, text in super().acknowledged().items() if text}
