"""Tables of the vetting."""

from vetting.models.bars import Bar, BarDepartment, BarLevel, BarList, Effect, LookBack, Statute
from vetting.models.batches import Batch, Entry, Question, Reminder, Sheet
from vetting.models.consultations import (
    Consultation,
    ConsultationAttachment,
    ConsultationAttachmentKind,
    ConsultationDecision,
    Found,
    Participant,
    Side,
)
from vetting.models.departments import Declaration, Department, PersonField, ReviewRules
from vetting.models.opinions import Opinion, Signature, SignedOpinion, Way
from vetting.models.reviews import (
    Answer,
    Conclusion,
    Outcome,
    Procedural,
    Review,
    ReviewKind,
    Told,
    TownshipAnswer,
    TownshipReview,
)

__all__ = [
    "Answer",
    "Bar",
    "BarDepartment",
    "BarLevel",
    "BarList",
    "Batch",
    "Conclusion",
    "Consultation",
    "ConsultationAttachment",
    "ConsultationAttachmentKind",
    "ConsultationDecision",
    "Declaration",
    "Department",
    "Effect",
    "Entry",
    "Found",
    "LookBack",
    "Opinion",
    "Outcome",
    "Participant",
    "PersonField",
    "Procedural",
    "Question",
    "Reminder",
    "Review",
    "ReviewKind",
    "ReviewRules",
    "Sheet",
    "Side",
    "Signature",
    "SignedOpinion",
    "Statute",
    "Told",
    "TownshipAnswer",
    "TownshipReview",
    "Way",
]
