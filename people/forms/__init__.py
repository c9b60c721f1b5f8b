"""Forms of persons."""

from people.forms.merging import MergeForm
from people.forms.persons import PersonForm, RevealForm
from people.forms.records import AttachmentForm, CapacityForm, CvForm, PasteForm, ReasonForm, RelativeForm, TrainingForm

__all__ = [
    "AttachmentForm",
    "CapacityForm",
    "CvForm",
    "MergeForm",
    "PasteForm",
    "PersonForm",
    "ReasonForm",
    "RelativeForm",
    "RevealForm",
    "TrainingForm",
]
