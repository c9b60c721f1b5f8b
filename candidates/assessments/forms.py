"""Forms of an assessment and of the county's weights."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Assessment, Dimension, Weights
from electionadmin.web.forms import DateInput, FigureField, OfficeForm, VersionedForm


class AssessmentForm(VersionedForm[Assessment]):
    """Scores with their evidence, what audit and inspection found, appraisal and test."""

    class Meta:
        model = Assessment
        fields: ClassVar = [
            *(name for dimension in Dimension.values for name in (dimension, f"{dimension}_evidence")),
            "audit",
            "audit_note",
            "inspection",
            "inspection_note",
            "appraisal",
            "appraised_on",
            "knowledge",
            "tested_on",
            "assessed_on",
            "assessed_by",
        ]
        field_classes: ClassVar = dict.fromkeys((*Dimension.values, "knowledge"), FigureField)
        widgets: ClassVar = {
            **dict.fromkeys(("appraised_on", "tested_on", "assessed_on"), DateInput()),
            **{f"{dimension}_evidence": forms.Textarea(attrs={"rows": 2}) for dimension in Dimension.values},
            **{name: forms.Textarea(attrs={"rows": 2}) for name in ("audit_note", "inspection_note")},
        }
        help_texts: ClassVar = {
            "politics": _("From 0 to 100; leave a dimension empty that has not been looked at."),
            "assessed_by": _("The survey team or office, for example “调研二组”."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.assessed_on is None:
            self.initial["assessed_on"] = timezone.localdate()
        for dimension in Dimension:
            self.fields[f"{dimension}_evidence"].label = _("%(dimension)s: evidence") % {"dimension": dimension.label}

    def _post_clean(self) -> None:
        """The service checks the whole row."""


class WeightsForm(OfficeForm[Weights]):
    """Weights of the five dimensions, decided by a paper of the county."""

    class Meta:
        model = Weights
        fields: ClassVar = [*Dimension.values, "decided_on", "basis"]
        field_classes: ClassVar = dict.fromkeys(Dimension.values, FigureField)
        widgets: ClassVar = {"decided_on": DateInput()}
        help_texts: ClassVar = {
            "politics": _(
                "Whole numbers; what counts is their proportion. Assessments made before keep their weights."
            ),
            "basis": _("Number of the document, for example 沁组发〔2026〕5号."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("decided_on", timezone.localdate())
