"""Forms of the vetting."""

from vetting.forms.bars import BarForm, BarListForm, PublishForm
from vetting.forms.batches import AgainForm, BatchForm
from vetting.forms.consultations import ConsultationAttachmentForm, ConsultationForm, DecisionForm, ParticipantForm
from vetting.forms.departments import DeclarationForm, DepartmentForm, ReviewRulesForm
from vetting.forms.opinions import CountForm, OpinionForm, ReasonForm, TellForm
from vetting.forms.township import TownshipForm

__all__ = [
    "AgainForm",
    "BarForm",
    "BarListForm",
    "BatchForm",
    "ConsultationAttachmentForm",
    "ConsultationForm",
    "CountForm",
    "DecisionForm",
    "DeclarationForm",
    "DepartmentForm",
    "OpinionForm",
    "ParticipantForm",
    "PublishForm",
    "ReasonForm",
    "ReviewRulesForm",
    "TellForm",
    "TownshipForm",
]
